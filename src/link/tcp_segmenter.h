#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "link/ip_packet.h"

namespace hostmodem::link {

/// Cuts TCP packets that are longer than the link's MTU into segments that fit, as the sender could
/// have sent them: the inverse of TcpCoalescer.
class TcpSegmenter {
 public:
  using Receiver = std::function<void(std::span<const std::byte> packet)>;

  /// `mtu`: 576 to 65535 bytes.
  explicit TcpSegmenter(std::size_t mtu) : mtu_(mtu) {}

  /// Calls `receiver` with the segments of `packet`, in order; a packet that fits is passed on as
  /// it is. Dropped is what would have to be cut and cannot be: a segment whose checksums are
  /// wrong, as those of its parts would be right, and one that is not ACK with or without PSH, FIN
  /// and URG (SYN, RST, ECN). False: this is no whole TCP packet without IP options, and nothing
  /// was done.
  bool split(const IpPacket& packet, const Receiver& receiver);

 private:
  void cut(const IpPacket& packet, std::size_t tcp_header_length, const Receiver& receiver);

  std::size_t mtu_;
  std::vector<std::byte> segment_;
};

}  // namespace hostmodem::link
