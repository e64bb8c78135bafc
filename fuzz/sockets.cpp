#include "sockets.h"

#include "promise.h"

namespace hostmodem::fuzz {
namespace {

int without_blocking(int fd) {
  if (fd >= 0)
    require(nrf_fcntl(fd, NRF_F_SETFL, NRF_O_NONBLOCK) == 0, "a socket takes O_NONBLOCK");
  return fd;
}

}  // namespace

Address::Address(const std::string& text, std::uint16_t port) {
  if (nrf_inet_pton(NRF_AF_INET, text.c_str(), &storage_.v4.sin_addr) == 1) {
    storage_.v4.sin_family = NRF_AF_INET;
    storage_.v4.sin_port = nrf_htons(port);
    length_ = sizeof storage_.v4;
  } else {
    storage_.v6 = {};
    require(nrf_inet_pton(NRF_AF_INET6, text.c_str(), &storage_.v6.sin6_addr) == 1,
            "a numeric address is one");
    storage_.v6.sin6_family = NRF_AF_INET6;
    storage_.v6.sin6_port = nrf_htons(port);
    length_ = sizeof storage_.v6;
  }
}

int open_socket(int family, int type, int protocol) {
  return without_blocking(static_cast<int>(checked(nrf_socket(family, type, protocol))));
}

int accept_socket(int fd, nrf_sockaddr* address, nrf_socklen_t* length) {
  return without_blocking(static_cast<int>(checked(nrf_accept(fd, address, length))));
}

void bind_to(int fd, const Address& address) {
  checked(nrf_bind(fd, address.get(), address.length()));
}

void connect_to(int fd, const Address& address) {
  checked(nrf_connect(fd, address.get(), address.length()));
}

}  // namespace hostmodem::fuzz
