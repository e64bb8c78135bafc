#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "support/modem_fixture.h"
#include "support/socket_api.h"

namespace hostmodem::test {
namespace {

Outcome result(std::int64_t value) { return value < 0 ? Outcome{value, errno} : gives(value); }

const nrf_sockaddr* as_sockaddr(const void* address) {
  return static_cast<const nrf_sockaddr*>(address);
}
nrf_sockaddr* as_sockaddr(void* address) { return static_cast<nrf_sockaddr*>(address); }

class ModemApi final : public SocketApi {
 public:
  explicit ModemApi(std::unique_ptr<Modem> modem) : modem_(std::move(modem)) {}

  bool is_modem() const override { return true; }

  Endpoint host(Family family, std::uint16_t port) const override {
    return endpoint(family == Family::kIpv4 ? "10.0.2.2" : "fd00:0:0:2::2", port);
  }

  Endpoint self(Family family, std::uint16_t port) const override {
    return endpoint(family == Family::kIpv4 ? "10.0.2.15" : "fd00:0:0:2::15", port);
  }

  RawAddress encode(const Endpoint& endpoint) const override { return encode_for_modem(endpoint); }
  Endpoint decode(const RawAddress& raw) const override { return decode_from_modem(raw); }

  Outcome socket(int family, int type, int protocol) override {
    return result(nrf_socket(family, type, protocol));
  }

  Outcome close(int fd) override { return result(nrf_close(fd)); }

  Outcome fcntl(int fd, int command, int flags) override {
    return result(nrf_fcntl(fd, command, flags));
  }

  Outcome connect(int fd, const void* address, std::uint32_t length) override {
    return result(nrf_connect(fd, as_sockaddr(address), length));
  }

  Outcome bind(int fd, const void* address, std::uint32_t length) override {
    return result(nrf_bind(fd, as_sockaddr(address), length));
  }

  Outcome listen(int fd, int backlog) override { return result(nrf_listen(fd, backlog)); }

  Outcome accept(int fd, void* address, std::uint32_t* length) override {
    return result(nrf_accept(fd, as_sockaddr(address), length));
  }

  Outcome send(int fd, const void* data, std::size_t size, int flags) override {
    return result(nrf_send(fd, data, size, flags));
  }

  Outcome sendto(int fd, const void* data, std::size_t size, int flags, const void* address,
                 std::uint32_t length) override {
    return result(nrf_sendto(fd, data, size, flags, as_sockaddr(address), length));
  }

  Outcome recv(int fd, void* buffer, std::size_t size, int flags) override {
    return result(nrf_recv(fd, buffer, size, flags));
  }

  Outcome recvfrom(int fd, void* buffer, std::size_t size, int flags, void* address,
                   std::uint32_t* length) override {
    return result(nrf_recvfrom(fd, buffer, size, flags, as_sockaddr(address), length));
  }

  Outcome setsockopt(int fd, int level, int option, const void* value,
                     std::uint32_t length) override {
    return result(nrf_setsockopt(fd, level, option, value, length));
  }

  Outcome getsockopt(int fd, int level, int option, void* value, std::uint32_t* length) override {
    return result(nrf_getsockopt(fd, level, option, value, length));
  }

  Outcome poll(nrf_pollfd* fds, std::uint32_t count, int timeout) override {
    return result(nrf_poll(fds, count, timeout));
  }

 private:
  std::unique_ptr<Modem> modem_;  ///< may be null
};

}  // namespace

RawAddress encode_for_modem(const Endpoint& endpoint) {
  RawAddress raw;
  if (endpoint.family == Family::kIpv4) {
    nrf_sockaddr_in address{};
    address.sin_family = NRF_AF_INET;
    address.sin_port = nrf_htons(endpoint.port);
    std::memcpy(&address.sin_addr, endpoint.ip.data(), sizeof address.sin_addr);
    raw.length = sizeof address;
    std::memcpy(raw.data(), &address, sizeof address);
  } else {
    nrf_sockaddr_in6 address{};
    address.sin6_family = NRF_AF_INET6;
    address.sin6_port = nrf_htons(endpoint.port);
    std::memcpy(&address.sin6_addr, endpoint.ip.data(), sizeof address.sin6_addr);
    raw.length = sizeof address;
    std::memcpy(raw.data(), &address, sizeof address);
  }
  return raw;
}

Endpoint decode_from_modem(const RawAddress& raw) {
  // Both families have length and family at the same place.
  nrf_sockaddr_in address{};
  std::memcpy(&address, raw.data(), sizeof address);
  Endpoint endpoint;
  if (address.sin_family == NRF_AF_INET && raw.length == sizeof address) {
    endpoint.port = nrf_ntohs(address.sin_port);
    std::memcpy(endpoint.ip.data(), &address.sin_addr, sizeof address.sin_addr);
    return endpoint;
  }
  nrf_sockaddr_in6 address6{};
  std::memcpy(&address6, raw.data(), sizeof address6);
  if (address6.sin6_family == NRF_AF_INET6 && raw.length == sizeof address6) {
    endpoint.family = Family::kIpv6;
    endpoint.port = nrf_ntohs(address6.sin6_port);
    std::memcpy(endpoint.ip.data(), &address6.sin6_addr, sizeof address6.sin6_addr);
    return endpoint;
  }
  throw std::invalid_argument("not a socket address of the modem");
}

std::unique_ptr<SocketApi> make_modem_calls() { return std::make_unique<ModemApi>(nullptr); }

std::unique_ptr<SocketApi> make_modem_api() {
  return std::make_unique<ModemApi>(std::make_unique<Modem>());
}

}  // namespace hostmodem::test
