#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "nrf_socket.h"
#include "support/endpoint.h"
#include "support/outcome.h"

namespace hostmodem::test {

/// A socket address in the layout of one sockets API.
struct RawAddress {
  alignas(8) std::array<std::byte, 64> bytes{};
  std::uint32_t length = 0;

  [[nodiscard]] const void* data() const { return bytes.data(); }
  [[nodiscard]] void* data() { return bytes.data(); }
};

/// A sockets API: the modem's, or the kernel's. The same test runs on both, so that the kernel says
/// what POSIX's semantics are in practice.
///
/// Arguments are the numbers of nrf_socket.h, and errors those of nrf_errno.h, on either side.
/// Addresses and buffers go through as they are given, so that a test can give bad ones. Each
/// function may be called from any thread.
class SocketApi {
 public:
  virtual ~SocketApi() = default;

  /// Whether this is the modem, for the few tests in which the two differ.
  [[nodiscard]] virtual bool is_modem() const = 0;
  /// Where this side finds what the host has at its loopback address.
  [[nodiscard]] virtual Endpoint host(Family family, std::uint16_t port) const = 0;
  /// The address of this side.
  [[nodiscard]] virtual Endpoint self(Family family, std::uint16_t port) const = 0;

  [[nodiscard]] virtual RawAddress encode(const Endpoint& endpoint) const = 0;
  /// Throws when it is not an address of IPv4 or IPv6 of the right length.
  [[nodiscard]] virtual Endpoint decode(const RawAddress& address) const = 0;

  virtual Outcome socket(int family, int type, int protocol) = 0;
  virtual Outcome close(int fd) = 0;
  virtual Outcome fcntl(int fd, int command, int flags) = 0;
  virtual Outcome connect(int fd, const void* address, std::uint32_t length) = 0;
  virtual Outcome bind(int fd, const void* address, std::uint32_t length) = 0;
  virtual Outcome listen(int fd, int backlog) = 0;
  virtual Outcome accept(int fd, void* address, std::uint32_t* length) = 0;
  virtual Outcome send(int fd, const void* data, std::size_t size, int flags) = 0;
  virtual Outcome sendto(int fd, const void* data, std::size_t size, int flags, const void* address,
                         std::uint32_t length) = 0;
  virtual Outcome recv(int fd, void* buffer, std::size_t size, int flags) = 0;
  virtual Outcome recvfrom(int fd, void* buffer, std::size_t size, int flags, void* address,
                           std::uint32_t* length) = 0;
  /// Timeouts are a nrf_timeval on either side; every other option is an int.
  virtual Outcome setsockopt(int fd, int level, int option, const void* value,
                             std::uint32_t length) = 0;
  virtual Outcome getsockopt(int fd, int level, int option, void* value, std::uint32_t* length) = 0;
  virtual Outcome poll(nrf_pollfd* fds, std::uint32_t count, int timeout) = 0;
};

/// The host kernel's sockets, with 127.0.0.1 and ::1.
[[nodiscard]] std::unique_ptr<SocketApi> make_kernel_api();

/// The modem's sockets: whoever calls has initialised it, or wants to see what happens if not.
[[nodiscard]] std::unique_ptr<SocketApi> make_modem_calls();

/// The sockets of a modem that is registered, with one packet data network of the default
/// configuration. It is shut down with the object.
[[nodiscard]] std::unique_ptr<SocketApi> make_modem_api();

}  // namespace hostmodem::test
