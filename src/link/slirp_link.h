#pragma once

#include <cstddef>
#include <memory>

#include "base/error.h"
#include "base/ip_address.h"
#include "base/timers.h"
#include "link/link.h"

namespace hostmodem::link {

/// The virtual network that libslirp shows to one PDN. All addresses are inside the prefixes.
struct SlirpNetwork {
  bool ipv4 = true;
  bool ipv6 = true;
  IpAddress network4;      ///< 10.0.2.0, always a /24
  IpAddress host4;         ///< 10.0.2.2: the host's loopback
  IpAddress nameserver4;   ///< 10.0.2.3: the host's resolver
  IpAddress guest4;        ///< 10.0.2.15: the modem's own address
  IpAddress prefix6;       ///< fd00:0:0:2::, always a /64
  IpAddress host6;         ///< fd00:0:0:2::2
  IpAddress nameserver6;   ///< fd00:0:0:2::3
  IpAddress guest6;        ///< fd00:0:0:2::15
  std::size_t mtu = 1500;  ///< largest IP packet either way, bytes: 576 (IPv6: 1280) to 65521

  /// The network of the PDN with this number (0 to 250): 10.0.(2+n).x and fd00:0:0:(2+n)::x, with
  /// `.2` the host, `.3` the resolver and `.15` the modem.
  static SlirpNetwork for_pdn(unsigned number);

  /// Do the addresses fit the families and prefixes, and the MTU its range? Only what belongs to a
  /// family that is on is looked at.
  [[nodiscard]] bool valid() const;
};

/// User-mode NAT to the host's network by libslirp: no privilege needed. See README.md.
///
/// send() drops a packet that is longer than the MTU or whose source is no address of the modem.
/// kInval when the network is not valid() and kNoMem when libslirp refuses it, and logs why.
/// `timers` must outlive the link.
Result<std::unique_ptr<Link>> make_slirp_link(const SlirpNetwork& network, TimerQueue& timers);

}  // namespace hostmodem::link
