#include "link/checksum.h"

#include "link/byte_order.h"

namespace hostmodem::link {
namespace {

constexpr std::size_t kIpv4ChecksumOffset = 10;

}  // namespace

OnesSum ones_sum(std::span<const std::byte> bytes) {
  std::uint64_t sum = 0;
  std::size_t at = 0;
  for (; at + 4 <= bytes.size(); at += 4) sum += load_be32(bytes.data() + at);
  if (at + 2 <= bytes.size()) {
    sum += load_be16(bytes.data() + at);
    at += 2;
  }
  if (at < bytes.size()) sum += std::to_integer<std::uint64_t>(bytes[at]) << 8;
  // 2^16 is 1 in this arithmetic, so every 16 bits of the sum are a word of it.
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<OnesSum>(sum);
}

OnesSum pseudo_header_sum(const IpPacket& packet, std::size_t length) {
  OnesSum sum = plus(ones_sum(packet.source()), ones_sum(packet.destination()));
  sum = plus(sum, packet.protocol);
  sum = plus(sum, static_cast<OnesSum>(length >> 16));
  return plus(sum, static_cast<OnesSum>(length & 0xffff));
}

void write_ipv4_checksum(std::span<std::byte> header) {
  store_be16(header.data() + kIpv4ChecksumOffset, 0);
  store_be16(header.data() + kIpv4ChecksumOffset, checksum_of(ones_sum(header)));
}

}  // namespace hostmodem::link
