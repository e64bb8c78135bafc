#pragma once

#include <netinet/in.h>

#include "base/error.h"
#include "base/ip_address.h"
#include "link/port_forward.h"

struct Slirp;

namespace hostmodem::link {

in_addr to_in_addr(const IpAddress& address);    // of an IPv4 address
in6_addr to_in6_addr(const IpAddress& address);  // of an IPv6 address

/// Link::add_forward(), with addresses that were checked.
Result<SocketAddress> slirp_forward(Slirp* slirp, const PortForward& forward);

/// Link::remove_forward()
void slirp_unforward(Slirp* slirp, PortForward::Transport transport, const SocketAddress& outside);

}  // namespace hostmodem::link
