#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/ip_address.h"
#include "link/link.h"

namespace hostmodem::link {

/// The network between the host and one PDN, on a TUN interface of the host.
struct TunNetwork {
  std::string name;  ///< of the interface: 1 to 15 characters
  bool ipv4 = true;
  bool ipv6 = true;
  IpAddress network4;      ///< 10.0.2.0, always a /24
  IpAddress host4;         ///< 10.0.2.2: the host's own address on the interface
  IpAddress guest4;        ///< 10.0.2.15: the modem's
  IpAddress prefix6;       ///< fd00:0:0:2::, always a /64
  IpAddress host6;         ///< fd00:0:0:2::2
  IpAddress guest6;        ///< fd00:0:0:2::15
  std::size_t mtu = 1500;  ///< largest IP packet, bytes: 576 (IPv6: 1280) to 65521

  /// The network of the PDN with this number (0 to 250), with the addresses that
  /// SlirpNetwork::for_pdn() gives it.
  static TunNetwork for_pdn(std::string name, unsigned number);

  /// Do the addresses fit the families and prefixes, and the MTU its range? Only what belongs to a
  /// family that is on is looked at.
  [[nodiscard]] bool valid() const;
};

/// A TUN interface of the host: the modem is a machine in a network that the host routes, filters
/// and captures as any other. Nothing is translated: whether the modem reaches the world is up to
/// the host. See README.md.
///
/// Attaches to the interface if there is one, which is the administrator's and used as it is; else
/// makes one with the host's addresses, which vanishes with the link. An IPv6 address that the host
/// refuses is done without if there is IPv4.
///
/// send() drops a packet that is longer than the MTU, of a family that is off, or no IP packet, and
/// any while the interface is down. The interface may be taken away: then the link carries nothing.
///
/// Errors, each logged with what to do: kInval: the network is not valid(), or `name` names no
/// possible interface or one of another kind; kNoEnt: the host has no /dev/net/tun; kPerm, kAcces:
/// that takes privilege; kBusy: another process has the interface; else what the host says.
Result<std::unique_ptr<Link>> make_tun_link(const TunNetwork& network);

}  // namespace hostmodem::link
