#include "link/tcp_coalescer.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "link/byte_order.h"
#include "link/tcp_header.h"

namespace hostmodem::link {
namespace {

// Offsets into the headers. RFC: 791 3.1, RFC: 8200 3
constexpr std::size_t kIpv4Length = 2;
constexpr std::size_t kIpv4Fragment = 6;
constexpr std::size_t kIpv4Checksum = 10;
constexpr std::size_t kIpv4Source = 12;
constexpr std::size_t kIpv6PayloadLength = 4;
constexpr std::size_t kIpv6NextHeader = 6;

bool same_bytes(const std::byte* a, const std::byte* b, std::size_t from, std::size_t to) {
  return std::equal(a + from, a + to, b + from);
}

/// An IP header that a merged packet can have: no options, no fragment, a right checksum (as it is
/// computed anew, a wrong one would be forgotten).
bool has_plain_header(const IpPacket& packet) {
  if (packet.family == Family::kIpv6) return true;
  constexpr std::uint16_t kMoreFragmentsAndOffset = 0x3fff;
  return packet.header_length == kIpv4HeaderLength &&
         (load_be16(&packet.bytes[kIpv4Fragment]) & kMoreFragmentsAndOffset) == 0 &&
         ones_sum(packet.header()) == 0xffff;
}

/// The same addresses, and the same treatment on the way.
bool same_ip_header(const IpPacket& packet, const std::byte* held) {
  const std::byte* header = packet.bytes.data();
  if (packet.bytes[0] != held[0]) return false;
  if (packet.family == Family::kIpv4) {  // all but length, identification and checksum
    return same_bytes(header, held, 0, kIpv4Length) &&
           same_bytes(header, held, kIpv4Fragment, kIpv4Checksum) &&
           same_bytes(header, held, kIpv4Source, kIpv4HeaderLength);
  }
  return same_bytes(header, held, 0, kIpv6PayloadLength) &&
         same_bytes(header, held, kIpv6NextHeader, kIpv6HeaderLength);
}

}  // namespace

std::optional<TcpCoalescer::Segment> TcpCoalescer::parse(const IpPacket& packet) {
  if (packet.protocol != kProtocolTcp || !has_plain_header(packet)) return std::nullopt;
  const std::span<const std::byte> tcp = packet.payload();
  const std::size_t header_length = tcp_header_length(tcp);
  if (header_length == 0 || header_length == tcp.size()) return std::nullopt;
  // ACK alone, PSH or not: anything else (SYN, FIN, RST, URG, ECN) means more than its bytes.
  if ((tcp[kTcpFlags] | kTcpPush) != (kTcpAck | kTcpPush)) return std::nullopt;
  if ((tcp[kTcpOffset] & std::byte{0x0f}) != std::byte{0}) return std::nullopt;
  if (load_be16(&tcp[kTcpUrgentPointer]) != 0) return std::nullopt;

  // sum(pseudo header, header, checksum, payload) is zero for a right checksum: what the payload
  // sums to is what is missing.
  const OnesSum others =
      plus(pseudo_header_sum(packet, tcp.size()), ones_sum(tcp.first(header_length)));
  return Segment{header_length, load_be32(&tcp[kTcpSequence]), tcp.subspan(header_length),
                 minus(0, others)};
}

bool TcpCoalescer::continues_held(const IpPacket& packet, const Segment& segment) const {
  if (segment.sequence != next_sequence_ || segment.tcp_header_length != tcp_header_length_) {
    return false;
  }
  // The sums of the payloads add up only when each begins at an even offset.
  const std::size_t held_payload = length_ - ip_header_length_ - tcp_header_length_;
  if (held_payload % 2 != 0 || length_ + segment.payload.size() > capacity_) return false;
  if (!same_ip_header(packet, held())) return false;

  // Ports, acknowledgement, window and options: one segment has only one of each.
  const std::byte* tcp = packet.payload().data();
  const std::byte* held_tcp = held() + ip_header_length_;
  return same_bytes(tcp, held_tcp, 0, kTcpSequence) &&
         same_bytes(tcp, held_tcp, kTcpAcknowledgement, kTcpOffset) &&
         same_bytes(tcp, held_tcp, kTcpWindow, kTcpChecksum) &&
         same_bytes(tcp, held_tcp, kTcpHeaderLength, tcp_header_length_);
}

void TcpCoalescer::begin(const IpPacket& packet, const Segment& segment) {
  std::copy(packet.bytes.begin(), packet.bytes.end(), held());
  length_ = packet.bytes.size();
  ip_header_length_ = packet.header_length;
  tcp_header_length_ = segment.tcp_header_length;
  next_sequence_ = segment.sequence + static_cast<std::uint32_t>(segment.payload.size());
  payload_sum_ = segment.payload_sum;
  merged_ = false;
}

void TcpCoalescer::append(const Segment& segment) {
  std::copy(segment.payload.begin(), segment.payload.end(), held() + length_);
  length_ += segment.payload.size();
  next_sequence_ += static_cast<std::uint32_t>(segment.payload.size());
  payload_sum_ = plus(payload_sum_, segment.payload_sum);
  merged_ = true;
}

bool TcpCoalescer::add(const IpPacket& packet) {
  const std::optional<Segment> segment = parse(packet);
  if (!segment) return false;
  if (!empty()) {
    if (!continues_held(packet, *segment)) return false;
    append(*segment);
    // The receiver is to have it at once if it was to have any part at once.
    held()[ip_header_length_ + kTcpFlags] |= packet.payload()[kTcpFlags];
    return true;
  }
  if (packet.bytes.size() > capacity_) return false;
  begin(packet, *segment);
  return true;
}

void TcpCoalescer::write_lengths_and_checksums() {
  const std::span<std::byte> whole(held(), length_);
  const bool is_v4 = ip_header_length_ == kIpv4HeaderLength;
  if (is_v4) {
    store_be16(&whole[kIpv4Length], static_cast<std::uint16_t>(length_));
    write_ipv4_checksum(whole.first(kIpv4HeaderLength));
  } else {
    store_be16(&whole[kIpv6PayloadLength], static_cast<std::uint16_t>(length_ - kIpv6HeaderLength));
  }
  const std::optional<IpPacket> packet = IpPacket::parse(whole);
  assert(packet);
  const std::span<std::byte> tcp = whole.subspan(ip_header_length_);
  store_be16(&tcp[kTcpChecksum], 0);
  OnesSum sum = pseudo_header_sum(*packet, tcp.size());
  sum = plus(sum, ones_sum(tcp.first(tcp_header_length_)));
  store_be16(&tcp[kTcpChecksum], checksum_of(plus(sum, payload_sum_)));
}

std::span<std::byte> TcpCoalescer::take() {
  if (empty()) return {};
  if (merged_) write_lengths_and_checksums();
  return {held(), std::exchange(length_, 0)};
}

}  // namespace hostmodem::link
