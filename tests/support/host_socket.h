#pragma once

#include <sys/socket.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "support/endpoint.h"
#include "support/file_descriptor.h"

/// Sockets of the host, for the peers of a test. Failures are the test machine's, and throw.
namespace hostmodem::test {

/// Throws std::system_error with errno when `value` is negative, else gives it back.
template <typename Number>
Number checked(Number value, const char* what) {
  if (value < 0) throw std::system_error(errno, std::system_category(), what);
  return value;
}

/// A socket address as the kernel takes it.
struct HostAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

[[nodiscard]] HostAddress to_host_address(const Endpoint& endpoint);
[[nodiscard]] Endpoint from_host_address(const HostAddress& address);

/// A socket of the host (SOCK_STREAM, SOCK_DGRAM), with close-on-exec.
[[nodiscard]] FileDescriptor host_socket(Family family, int type);

/// The same, bound to the loopback address and a port that the kernel chose; which, is returned.
[[nodiscard]] std::pair<FileDescriptor, Endpoint> host_socket_on_loopback(Family family, int type);

}  // namespace hostmodem::test
