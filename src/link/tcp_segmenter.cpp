#include "link/tcp_segmenter.h"

#include <algorithm>
#include <cstdint>

#include "link/byte_order.h"
#include "link/checksum.h"
#include "link/reassembler.h"
#include "link/tcp_header.h"

namespace hostmodem::link {
namespace {

// Offsets into the headers. RFC: 791 3.1, RFC: 8200 3
constexpr std::size_t kIpv4Length = 2;
constexpr std::size_t kIpv4Identification = 4;
constexpr std::size_t kIpv6PayloadLength = 4;

bool has_ip_options(const IpPacket& packet) {
  return packet.family == Family::kIpv4 && packet.header_length != kIpv4HeaderLength;
}

bool has_right_checksums(const IpPacket& packet) {
  if (packet.family == Family::kIpv4 && ones_sum(packet.header()) != 0xffff) return false;
  const std::span<const std::byte> tcp = packet.payload();
  return plus(pseudo_header_sum(packet, tcp.size()), ones_sum(tcp)) == 0xffff;
}

bool may_be_cut(std::span<const std::byte> tcp) {
  constexpr std::byte kMayBe = kTcpPush | kTcpFin | kTcpUrgent;
  return (tcp[kTcpFlags] | kMayBe) == (kTcpAck | kMayBe) &&
         (tcp[kTcpOffset] & std::byte{0x0f}) == std::byte{0};
}

/// The length of the IP packet; `packet` begins with its header.
void write_length(std::span<std::byte> packet, Family family) {
  if (family == Family::kIpv4) {
    store_be16(&packet[kIpv4Length], static_cast<std::uint16_t>(packet.size()));
  } else {
    store_be16(&packet[kIpv6PayloadLength],
               static_cast<std::uint16_t>(packet.size() - kIpv6HeaderLength));
  }
}

/// Makes the header of the whole segment, at `tcp`, that of the part that begins at `offset` of its
/// payload.
void rewrite_tcp_header(std::byte* tcp, std::size_t offset, bool is_last) {
  store_be32(tcp + kTcpSequence,
             load_be32(tcp + kTcpSequence) + static_cast<std::uint32_t>(offset));
  if (!is_last) tcp[kTcpFlags] &= ~(kTcpPush | kTcpFin);
  if ((tcp[kTcpFlags] & kTcpUrgent) == std::byte{0}) return;
  // Urgent is what comes before the pointer, which counts from the sequence number.
  const std::size_t pointer = load_be16(tcp + kTcpUrgentPointer);
  if (pointer <= offset) tcp[kTcpFlags] &= ~kTcpUrgent;
  store_be16(tcp + kTcpUrgentPointer,
             static_cast<std::uint16_t>(pointer - std::min(pointer, offset)));
}

}  // namespace

bool TcpSegmenter::split(const IpPacket& packet, const Receiver& receiver) {
  if (packet.protocol != kProtocolTcp || has_ip_options(packet) ||
      Reassembler::is_fragment(packet)) {
    return false;
  }
  const std::size_t header_length = tcp_header_length(packet.payload());
  if (header_length == 0) return false;
  if (packet.bytes.size() <= mtu_) {
    receiver(packet.bytes);
  } else if (may_be_cut(packet.payload()) && has_right_checksums(packet)) {
    cut(packet, header_length, receiver);
  }
  return true;
}

void TcpSegmenter::cut(const IpPacket& packet, std::size_t tcp_header_length,
                       const Receiver& receiver) {
  const std::span<const std::byte> headers =
      packet.bytes.first(packet.header_length + tcp_header_length);
  const std::span<const std::byte> payload = packet.bytes.subspan(headers.size());
  const std::size_t room = mtu_ - headers.size();
  std::uint16_t number = 0;
  for (std::size_t offset = 0; offset < payload.size(); offset += room, ++number) {
    const auto part = payload.subspan(offset, std::min(room, payload.size() - offset));
    segment_.assign(headers.begin(), headers.end());
    segment_.insert(segment_.end(), part.begin(), part.end());

    const std::span<std::byte> whole(segment_);
    write_length(whole, packet.family);
    if (packet.family == Family::kIpv4) {
      std::byte* identification = &whole[kIpv4Identification];
      store_be16(identification, static_cast<std::uint16_t>(load_be16(identification) + number));
      write_ipv4_checksum(whole.first(kIpv4HeaderLength));
    }
    const std::span<std::byte> tcp = whole.subspan(packet.header_length);
    rewrite_tcp_header(tcp.data(), offset, offset + room >= payload.size());
    store_be16(&tcp[kTcpChecksum], 0);
    const OnesSum sum = plus(pseudo_header_sum(packet, tcp.size()), ones_sum(tcp));
    store_be16(&tcp[kTcpChecksum], checksum_of(sum));
    receiver(whole);
  }
}

}  // namespace hostmodem::link
