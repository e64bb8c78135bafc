#pragma once

#include "link/ip_packet.h"
#include "link/neighbour.h"

namespace hostmodem::link {

/// May this packet of the modem go to libslirp? Whole packets only, no fragments.
///
/// A network takes only packets from an address that it gave (RFC: 2827), and libslirp would keep
/// what it sends to any other until a neighbour answers. The rest is what ends at the link
/// (neighbour discovery), and what libslirp 4.7 cannot do: IPv6 echo requests to others than
/// itself, about which it complains on standard error, and urgent data, of which it sends more than
/// it has.
bool may_leave(const IpPacket& packet, const Neighbour& neighbour);

/// Can this packet make libslirp write to a connection of the host? Only a TCP segment can, and
/// not one that does nothing but acknowledge.
bool may_write(const IpPacket& packet);

}  // namespace hostmodem::link
