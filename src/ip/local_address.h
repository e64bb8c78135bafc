#pragma once

#include <concepts>
#include <cstdint>

#include "base/error.h"
#include "base/ip_address.h"
#include "ip/interface.h"
#include "ip/lwip_error.h"
#include "ip/stack.h"

/// What binding shares between the protocols. Internal to ip/.
namespace hostmodem::ip {

/// kAfNoSupport: another family. kAddrNotAvail: neither "any" nor an address of the interface.
inline Status check_local(const Interface& interface, Family family, const IpAddress& address) {
  if (address.family() != family) return fail(Errno::kAfNoSupport);
  const Interface::Addresses& own = interface.addresses();
  if (address.is_any() || address == own.v4 || address == own.v6 || address == own.link_local) {
    return {};
  }
  return fail(Errno::kAddrNotAvail);
}

/// What lwIP binds to for `address`: of "any" the interface's own, as lwIP's "any" takes the port
/// on every interface.
inline IpAddress bound_address(const Interface& interface, const IpAddress& address) {
  if (!address.is_any()) return address;
  const Interface::Addresses& own = interface.addresses();
  return (address.is_v4() ? own.v4 : own.v6).value_or(address);
}

/// Where an endpoint that was not bound talks to `peer` from.
inline IpAddress source_for(const Interface& interface, const IpAddress& peer) {
  const Interface::Addresses& own = interface.addresses();
  if (peer.is_v6() && peer.is_link_local() && own.link_local) return *own.link_local;
  return IpAddress::any(peer.family());
}

/// Calls lwIP's bind with `port`, or for port 0 with ephemeral ports of the modem's own choice (so
/// that they follow its seed) until one is free.
template <std::invocable<std::uint16_t> Bind>
Status bind_port(Stack& stack, std::uint16_t port, Bind bind) {
  constexpr int kTries = 64;
  err_t error = ERR_USE;
  if (port != 0) {
    error = bind(port);
  } else {
    for (int i = 0; i < kTries && error == ERR_USE; ++i) error = bind(stack.next_port());
  }
  if (error != ERR_OK) return fail(to_errno(error));
  return {};
}

}  // namespace hostmodem::ip
