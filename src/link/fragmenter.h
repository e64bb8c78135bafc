#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "link/ip_packet.h"

namespace hostmodem::link {

/// Splits packets that are longer than the link's MTU, as a router (IPv4, RFC: 791 2.3) or the
/// sender (IPv6, RFC: 8200 4.5) would have done.
class Fragmenter {
 public:
  using Receiver = std::function<void(std::span<const std::byte> packet)>;

  /// `mtu`: 68 to 65535 bytes.
  explicit Fragmenter(std::size_t mtu) : mtu_(mtu) {}

  /// Calls `receiver` with the fragments of `packet`, in order; a packet that fits is passed on as
  /// it is. An IPv4 packet that must not be fragmented, or that has options, and an IPv6 packet
  /// that is a fragment already, are dropped.
  void split(const IpPacket& packet, const Receiver& receiver);

 private:
  void split4(const IpPacket& packet, const Receiver& receiver);
  void split6(const IpPacket& packet, const Receiver& receiver);

  std::size_t mtu_;
  std::uint32_t next_identification_ = 1;  // of IPv6
  std::vector<std::byte> fragment_;
};

}  // namespace hostmodem::link
