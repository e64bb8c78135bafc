#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "link/ip_packet.h"
#include "link/slirp_link.h"

namespace hostmodem::link {

/// A whole Ethernet frame.
using Frame = std::vector<std::byte>;

/// True for the ICMPv6 messages by which neighbours and routers find each other: they end at the
/// link. RFC: 4861 4
bool is_neighbour_discovery(const IpPacket& packet);

/// The modem as a neighbour on the Ethernet that libslirp shows: says where the modem's addresses
/// are, so that no packet for it ever waits.
///
/// Every unicast address of the network that is not the host's or the resolver's is the modem's,
/// and so is every link-local one.
class Neighbour {
 public:
  explicit Neighbour(const SlirpNetwork& network) : network_(network) {}

  /// Is this address (4 or 16 bytes) one that the modem may use as its own?
  [[nodiscard]] bool is_modem(std::span<const std::byte> address) const;

  /// Is this IPv6 address the host's or the resolver's, also by its link-local name?
  [[nodiscard]] bool is_host6(std::span<const std::byte> address) const;

  /// Frames that make the modem known without being asked: a gratuitous ARP request
  /// (RFC: 5227 1.1) and an unsolicited neighbour advertisement (RFC: 4861 7.2.6).
  [[nodiscard]] std::vector<Frame> announcements() const;

  /// The answer to an ARP request (RFC: 826) or a neighbour solicitation (RFC: 4861 7.2.4) for one
  /// of the modem's addresses; nullopt for any other frame. `frame` may be any bytes.
  [[nodiscard]] std::optional<Frame> answer(std::span<const std::byte> frame) const;

 private:
  [[nodiscard]] std::optional<Frame> answer_arp(std::span<const std::byte> arp) const;
  [[nodiscard]] std::optional<Frame> answer_solicitation(std::span<const std::byte> bytes) const;

  SlirpNetwork network_;
};

}  // namespace hostmodem::link
