#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "link/checksum.h"
#include "link/ip_packet.h"

namespace hostmodem::link {

/// Receive offload for the uplink: consecutive segments of one TCP connection become one larger IP
/// packet, for a link below whose cost is per packet.
///
/// Theory of operation. One packet is held at a time. A segment that continues it exactly (what
/// RFC 9293 would let a sender have sent as one segment: see continues_held()) is appended,
/// anything else has to go its own way after take(), so that order is kept. The payload is copied
/// once and never summed: a segment's TCP checksum says what its payload sums to, and the merged
/// checksum is made of these sums. A segment whose checksum is wrong therefore makes the merged one
/// wrong, and the receiver drops both, as it must.
class TcpCoalescer {
 public:
  /// Writable bytes in front of what take() returns, for a link header.
  static constexpr std::size_t kHeadroom = 14;

  /// `capacity`: the longest IP packet to make, bytes (at most 65535).
  explicit TcpCoalescer(std::size_t capacity)
      : capacity_(capacity), buffer_(kHeadroom + capacity) {}

  /// Takes the packet when nothing is held and it may begin a merged packet, or when it continues
  /// what is held. False: it was not taken; when something is held, take() it and try again.
  bool add(const IpPacket& packet);

  [[nodiscard]] bool empty() const { return length_ == 0; }

  /// What is held, lengths and checksums in place; empty when nothing is. The bytes, and kHeadroom
  /// before them, are the caller's until the next add().
  std::span<std::byte> take();

 private:
  /// What of a segment decides how it merges.
  struct Segment {
    std::size_t tcp_header_length;
    std::uint32_t sequence;
    std::span<const std::byte> payload;
    OnesSum payload_sum;
  };

  static std::optional<Segment> parse(const IpPacket& packet);
  [[nodiscard]] bool continues_held(const IpPacket& packet, const Segment& segment) const;
  void begin(const IpPacket& packet, const Segment& segment);
  void append(const Segment& segment);
  void write_lengths_and_checksums();
  [[nodiscard]] std::byte* held() { return buffer_.data() + kHeadroom; }
  [[nodiscard]] const std::byte* held() const { return buffer_.data() + kHeadroom; }

  std::size_t capacity_;
  std::vector<std::byte> buffer_;
  std::size_t length_ = 0;  // of the held packet; 0: none
  std::size_t ip_header_length_ = 0;
  std::size_t tcp_header_length_ = 0;
  std::uint32_t next_sequence_ = 0;
  OnesSum payload_sum_ = 0;
  bool merged_ = false;  // more than one segment: the held headers are out of date
};

}  // namespace hostmodem::link
