#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "support/socket_api.h"

namespace hostmodem::test {
namespace {

Outcome result(std::int64_t value) {
  return value < 0 ? fails(error_from_host(errno)) : gives(value);
}

// A number that the kernel has under another value. One that is unknown here is given to the kernel
// as a number that it does not know either.
struct Number {
  int modem;
  int host;
};
constexpr int kUnknown = 0x7f7f;

template <std::size_t N>
int to_host(const Number (&table)[N], int number) {
  for (const Number& entry : table) {
    if (entry.modem == number) return entry.host;
  }
  return kUnknown;
}

// Flags of the modem that are bits of `from`, as bits of the kernel's; unknown ones stay.
template <std::size_t N>
int bits_to_host(const Number (&table)[N], int bits) {
  int host = 0;
  for (const Number& entry : table) {
    if (bits & entry.modem) host |= entry.host;
    bits &= ~entry.modem;
  }
  return host | bits;
}

template <std::size_t N>
short bits_from_host(const Number (&table)[N], int bits) {
  int modem = 0;
  for (const Number& entry : table) {
    if (bits & entry.host) modem |= entry.modem;
  }
  return static_cast<short>(modem);
}

constexpr Number kFamilies[] = {{NRF_AF_INET, AF_INET}, {NRF_AF_INET6, AF_INET6}};
constexpr Number kTypes[] = {{NRF_SOCK_STREAM, SOCK_STREAM}, {NRF_SOCK_DGRAM, SOCK_DGRAM}};
constexpr Number kProtocols[] = {
    {0, 0}, {NRF_IPPROTO_TCP, IPPROTO_TCP}, {NRF_IPPROTO_UDP, IPPROTO_UDP}};
constexpr Number kFlags[] = {
    {NRF_MSG_PEEK, MSG_PEEK}, {NRF_MSG_DONTWAIT, MSG_DONTWAIT}, {NRF_MSG_WAITALL, MSG_WAITALL}};
constexpr Number kEvents[] = {{NRF_POLLIN, POLLIN},
                              {NRF_POLLOUT, POLLOUT},
                              {NRF_POLLERR, POLLERR},
                              {NRF_POLLHUP, POLLHUP},
                              {NRF_POLLNVAL, POLLNVAL}};
constexpr Number kOptions[] = {{NRF_SO_ERROR, SO_ERROR},
                               {NRF_SO_REUSEADDR, SO_REUSEADDR},
                               {NRF_SO_RCVTIMEO, SO_RCVTIMEO},
                               {NRF_SO_SNDTIMEO, SO_SNDTIMEO}};

bool is_timeout(int option) { return option == NRF_SO_RCVTIMEO || option == NRF_SO_SNDTIMEO; }

class KernelApi final : public SocketApi {
 public:
  bool is_modem() const override { return false; }

  Endpoint host(Family family, std::uint16_t port) const override { return loopback(family, port); }
  Endpoint self(Family family, std::uint16_t port) const override { return loopback(family, port); }

  RawAddress encode(const Endpoint& endpoint) const override {
    RawAddress raw;
    if (endpoint.family == Family::kIpv4) {
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(endpoint.port);
      std::memcpy(&address.sin_addr, endpoint.ip.data(), sizeof address.sin_addr);
      raw.length = sizeof address;
      std::memcpy(raw.data(), &address, sizeof address);
    } else {
      sockaddr_in6 address{};
      address.sin6_family = AF_INET6;
      address.sin6_port = htons(endpoint.port);
      std::memcpy(&address.sin6_addr, endpoint.ip.data(), sizeof address.sin6_addr);
      raw.length = sizeof address;
      std::memcpy(raw.data(), &address, sizeof address);
    }
    return raw;
  }

  Endpoint decode(const RawAddress& raw) const override {
    sa_family_t family{};
    std::memcpy(&family, raw.data(), sizeof family);
    Endpoint endpoint;
    if (family == AF_INET && raw.length == sizeof(sockaddr_in)) {
      sockaddr_in address{};
      std::memcpy(&address, raw.data(), sizeof address);
      endpoint.port = ntohs(address.sin_port);
      std::memcpy(endpoint.ip.data(), &address.sin_addr, sizeof address.sin_addr);
    } else if (family == AF_INET6 && raw.length == sizeof(sockaddr_in6)) {
      sockaddr_in6 address{};
      std::memcpy(&address, raw.data(), sizeof address);
      endpoint.family = Family::kIpv6;
      endpoint.port = ntohs(address.sin6_port);
      std::memcpy(endpoint.ip.data(), &address.sin6_addr, sizeof address.sin6_addr);
    } else {
      throw std::invalid_argument("not a socket address of the kernel");
    }
    return endpoint;
  }

  Outcome socket(int family, int type, int protocol) override {
    const int fd = ::socket(to_host(kFamilies, family), to_host(kTypes, type) | SOCK_CLOEXEC,
                            to_host(kProtocols, protocol));
    if (fd >= 0 && family == NRF_AF_INET6) {
      // The modem's IPv6 sockets are for IPv6 alone.
      const int on = 1;
      ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    return result(fd);
  }

  Outcome close(int fd) override { return result(::close(fd)); }

  Outcome fcntl(int fd, int command, int flags) override {
    constexpr Number kCommands[] = {{NRF_F_GETFL, F_GETFL}, {NRF_F_SETFL, F_SETFL}};
    const int host_command = to_host(kCommands, command);
    if (host_command == F_GETFL) {
      const int host_flags = ::fcntl(fd, F_GETFL);
      if (host_flags < 0) return result(-1);
      return gives((host_flags & O_NONBLOCK) ? NRF_O_NONBLOCK : 0);
    }
    return result(::fcntl(fd, host_command, (flags & NRF_O_NONBLOCK) ? O_NONBLOCK : 0));
  }

  Outcome connect(int fd, const void* address, std::uint32_t length) override {
    return result(::connect(fd, static_cast<const sockaddr*>(address), length));
  }

  Outcome bind(int fd, const void* address, std::uint32_t length) override {
    return result(::bind(fd, static_cast<const sockaddr*>(address), length));
  }

  Outcome listen(int fd, int backlog) override { return result(::listen(fd, backlog)); }

  Outcome accept(int fd, void* address, std::uint32_t* length) override {
    return result(::accept4(fd, static_cast<sockaddr*>(address), length, SOCK_CLOEXEC));
  }

  Outcome send(int fd, const void* data, std::size_t size, int flags) override {
    return result(::send(fd, data, size, bits_to_host(kFlags, flags) | MSG_NOSIGNAL));
  }

  Outcome sendto(int fd, const void* data, std::size_t size, int flags, const void* address,
                 std::uint32_t length) override {
    return result(::sendto(fd, data, size, bits_to_host(kFlags, flags) | MSG_NOSIGNAL,
                           static_cast<const sockaddr*>(address), length));
  }

  Outcome recv(int fd, void* buffer, std::size_t size, int flags) override {
    return result(::recv(fd, buffer, size, bits_to_host(kFlags, flags)));
  }

  Outcome recvfrom(int fd, void* buffer, std::size_t size, int flags, void* address,
                   std::uint32_t* length) override {
    return result(::recvfrom(fd, buffer, size, bits_to_host(kFlags, flags),
                             static_cast<sockaddr*>(address), length));
  }

  Outcome setsockopt(int fd, int level, int option, const void* value,
                     std::uint32_t length) override {
    const int host_level = level == NRF_SOL_SOCKET ? SOL_SOCKET : kUnknown;
    const int host_option = to_host(kOptions, option);
    if (is_timeout(option) && value != nullptr && length == sizeof(nrf_timeval)) {
      nrf_timeval modem{};
      std::memcpy(&modem, value, sizeof modem);
      const timeval host{static_cast<time_t>(modem.tv_sec),
                         static_cast<suseconds_t>(modem.tv_usec)};
      return result(::setsockopt(fd, host_level, host_option, &host, sizeof host));
    }
    return result(::setsockopt(fd, host_level, host_option, value, length));
  }

  Outcome getsockopt(int fd, int level, int option, void* value, std::uint32_t* length) override {
    const int host_level = level == NRF_SOL_SOCKET ? SOL_SOCKET : kUnknown;
    const int host_option = to_host(kOptions, option);
    if (is_timeout(option) && value != nullptr && *length == sizeof(nrf_timeval)) {
      timeval host{};
      socklen_t host_length = sizeof host;
      if (::getsockopt(fd, host_level, host_option, &host, &host_length) != 0) return result(-1);
      const nrf_timeval modem{static_cast<std::uint32_t>(host.tv_sec),
                              static_cast<std::uint32_t>(host.tv_usec)};
      std::memcpy(value, &modem, sizeof modem);
      return gives(0);
    }
    const Outcome outcome = result(::getsockopt(fd, host_level, host_option, value, length));
    if (option == NRF_SO_ERROR && outcome == gives(0) && *length == sizeof(int)) {
      int error = 0;
      std::memcpy(&error, value, sizeof error);
      if (error != 0) error = error_from_host(error);
      std::memcpy(value, &error, sizeof error);
    }
    return outcome;
  }

  Outcome poll(nrf_pollfd* fds, std::uint32_t count, int timeout) override {
    if (fds == nullptr) return result(::poll(nullptr, count, timeout));
    std::vector<pollfd> host;
    for (std::uint32_t i = 0; i < count; ++i) {
      host.push_back({fds[i].fd, static_cast<short>(bits_to_host(kEvents, fds[i].events)), 0});
    }
    const Outcome outcome = result(::poll(host.data(), host.size(), timeout));
    for (std::uint32_t i = 0; i < count; ++i) {
      fds[i].revents = bits_from_host(kEvents, host[i].revents);
    }
    return outcome;
  }
};

}  // namespace

std::unique_ptr<SocketApi> make_kernel_api() { return std::make_unique<KernelApi>(); }

}  // namespace hostmodem::test
