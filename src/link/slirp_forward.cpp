#include "link/slirp_forward.h"

#include <libslirp.h>
#include <sys/socket.h>

#include <cerrno>

#include "base/descriptor.h"
#include "link/host_address.h"

namespace hostmodem::link {
namespace {

/// A port that was free a moment ago: libslirp does not tell which one it got for port 0.
Result<std::uint16_t> find_free_port(const SocketAddress& outside) {
  HostAddress address(outside);
  const Descriptor probe(socket(address.get()->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!probe.is_open() || bind(probe.get(), address.get(), address.length) != 0 ||
      getsockname(probe.get(), address.get(), &address.length) != 0) {
    return fail(errno_from_host(errno));
  }
  return address.to_socket_address().port;
}

Result<SocketAddress> forward_exactly(Slirp* slirp, const PortForward& forward) {
  const HostAddress outside(forward.outside);
  const HostAddress inside(forward.inside);
  if (slirp_add_hostxfwd(slirp, outside.get(), outside.length, inside.get(), inside.length,
                         SLIRP_HOSTFWD_V6ONLY) < 0) {
    return fail(errno_from_host(errno));
  }
  return forward.outside;
}

}  // namespace

Result<SocketAddress> slirp_forward(Slirp* slirp, const PortForward& forward) {
  if (forward.outside.port != 0) return forward_exactly(slirp, forward);
  constexpr int kAttempts = 8;  // somebody may take the port in between
  Result<SocketAddress> result = fail(Errno::kAddrInUse);
  for (int i = 0; i < kAttempts && !result && result.error() == Errno::kAddrInUse; ++i) {
    const Result<std::uint16_t> port = find_free_port(forward.outside);
    if (!port) return fail(port.error());
    PortForward exact = forward;
    exact.outside.port = *port;
    result = forward_exactly(slirp, exact);
  }
  return result;
}

void slirp_unforward(Slirp* slirp, const SocketAddress& outside) {
  const HostAddress address(outside);
  slirp_remove_hostxfwd(slirp, address.get(), address.length, SLIRP_HOSTFWD_V6ONLY);
}

}  // namespace hostmodem::link
