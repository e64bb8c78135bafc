#pragma once

#include "base/error.h"
#include "base/ip_address.h"
#include "link/port_forward.h"

struct Slirp;

namespace hostmodem::link {

/// Link::add_forward() for TCP, with addresses that were checked.
Result<SocketAddress> slirp_forward(Slirp* slirp, const PortForward& forward);

/// Link::remove_forward() for TCP.
void slirp_unforward(Slirp* slirp, const SocketAddress& outside);

}  // namespace hostmodem::link
