#include "link/slirp_forward.h"

#include <libslirp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

namespace hostmodem::link {
namespace {

struct HostAddress {
  explicit HostAddress(const SocketAddress& address) {
    if (address.address.is_v4()) {
      storage.v4 = {};
      storage.v4.sin_family = AF_INET;
      storage.v4.sin_port = htons(address.port);
      storage.v4.sin_addr = to_in_addr(address.address);
      length = sizeof(storage.v4);
    } else {
      storage.v6.sin6_family = AF_INET6;
      storage.v6.sin6_port = htons(address.port);
      storage.v6.sin6_addr = to_in6_addr(address.address);
      length = sizeof(storage.v6);
    }
  }

  [[nodiscard]] sockaddr* get() { return &storage.any; }

  union {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6{};
  } storage;
  socklen_t length;
};

int flags_of(PortForward::Transport transport) {
  return SLIRP_HOSTFWD_V6ONLY | (transport == PortForward::Transport::kUdp ? SLIRP_HOSTFWD_UDP : 0);
}

/// A port that was free a moment ago: libslirp does not tell which one it got for port 0.
std::optional<std::uint16_t> find_free_port(PortForward::Transport transport,
                                            const SocketAddress& outside) {
  HostAddress address(outside);
  const int type = transport == PortForward::Transport::kUdp ? SOCK_DGRAM : SOCK_STREAM;
  const int fd = socket(address.get()->sa_family, type | SOCK_CLOEXEC, 0);
  if (fd < 0) return std::nullopt;
  const bool bound = bind(fd, address.get(), address.length) == 0 &&
                     getsockname(fd, address.get(), &address.length) == 0;
  const int error = errno;
  close(fd);
  errno = error;
  if (!bound) return std::nullopt;
  return ntohs(outside.address.is_v4() ? address.storage.v4.sin_port
                                       : address.storage.v6.sin6_port);
}

Result<SocketAddress> forward_exactly(Slirp* slirp, const PortForward& forward) {
  HostAddress outside(forward.outside);
  HostAddress inside(forward.inside);
  if (slirp_add_hostxfwd(slirp, outside.get(), outside.length, inside.get(), inside.length,
                         flags_of(forward.transport)) < 0) {
    return fail(errno_from_host(errno));
  }
  return forward.outside;
}

}  // namespace

in_addr to_in_addr(const IpAddress& address) {
  in_addr result;
  std::memcpy(&result, address.bytes().data(), sizeof(result));
  return result;
}

in6_addr to_in6_addr(const IpAddress& address) {
  in6_addr result;
  std::memcpy(&result, address.bytes().data(), sizeof(result));
  return result;
}

Result<SocketAddress> slirp_forward(Slirp* slirp, const PortForward& forward) {
  if (forward.outside.port != 0) return forward_exactly(slirp, forward);
  constexpr int kAttempts = 8;  // somebody may take the port in between
  Result<SocketAddress> result = fail(Errno::kAddrInUse);
  for (int i = 0; i < kAttempts && !result && result.error() == Errno::kAddrInUse; ++i) {
    const std::optional<std::uint16_t> port = find_free_port(forward.transport, forward.outside);
    if (!port) return fail(errno_from_host(errno));
    PortForward exact = forward;
    exact.outside.port = *port;
    result = forward_exactly(slirp, exact);
  }
  return result;
}

void slirp_unforward(Slirp* slirp, PortForward::Transport transport, const SocketAddress& outside) {
  HostAddress address(outside);
  slirp_remove_hostxfwd(slirp, address.get(), address.length, flags_of(transport));
}

}  // namespace hostmodem::link
