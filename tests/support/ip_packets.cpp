#include "support/ip_packets.h"

#include <algorithm>
#include <array>

namespace hostmodem::test {
namespace {

constexpr std::size_t kHeader4 = 20;
constexpr std::size_t kHeader6 = 40;
constexpr std::size_t kTcpHeader = 20;
constexpr std::byte kHopLimit{64};

unsigned get8(std::span<const std::byte> bytes, std::size_t at) {
  return std::to_integer<unsigned>(bytes[at]);
}

unsigned get16(std::span<const std::byte> bytes, std::size_t at) {
  return get8(bytes, at) << 8 | get8(bytes, at + 1);
}

std::uint32_t get32(std::span<const std::byte> bytes, std::size_t at) {
  return get16(bytes, at) << 16 | get16(bytes, at + 2);
}

void set16(std::span<std::byte> bytes, std::size_t at, std::size_t value) {
  bytes[at] = static_cast<std::byte>(value >> 8 & 0xff);
  bytes[at + 1] = static_cast<std::byte>(value & 0xff);
}

void set32(std::span<std::byte> bytes, std::size_t at, std::uint32_t value) {
  set16(bytes, at, value >> 16);
  set16(bytes, at + 2, value & 0xffff);
}

void append(Bytes& bytes, std::span<const std::byte> more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

IpAddress address_at(std::span<const std::byte> packet, std::size_t at, Family family) {
  std::array<std::uint8_t, 16> bytes{};
  const std::size_t size = family == Family::kIpv4 ? 4 : 16;
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = std::to_integer<std::uint8_t>(packet[at + i]);
  }
  if (family == Family::kIpv6) return IpAddress::v6(bytes);
  return IpAddress::v4({bytes[0], bytes[1], bytes[2], bytes[3]});
}

/// RFC: 1071, word by word.
std::uint16_t internet_checksum(std::span<const std::byte> bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += i % 2 == 0 ? get8(bytes, i) << 8 : get8(bytes, i);
    sum = (sum & 0xffff) + (sum >> 16);
  }
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

std::uint16_t transport_checksum(const IpHeader& ip, bool pseudo_header) {
  Bytes summed;
  if (pseudo_header) {
    append(summed, std::as_bytes(ip.from.bytes()));
    append(summed, std::as_bytes(ip.to.bytes()));
    summed.resize(summed.size() + 8);
    const std::span<std::byte> end = std::span(summed).last(8);
    set32(end, 0, static_cast<std::uint32_t>(ip.payload.size()));
    end[7] = static_cast<std::byte>(ip.protocol);
  }
  append(summed, ip.payload);
  return internet_checksum(summed);
}

/// Where the checksum of a protocol is in its header.
std::optional<std::size_t> checksum_offset(std::uint8_t protocol) {
  switch (protocol) {
    case kTcp:
      return 16;
    case kUdp:
      return 6;
    case kIcmp:
    case kIcmpv6:
      return 2;
    default:
      return std::nullopt;
  }
}

}  // namespace

Bytes bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

Bytes pattern(std::size_t count, std::size_t first) {
  Bytes bytes(count);
  for (std::size_t i = 0; i < count; ++i) {
    bytes[i] = static_cast<std::byte>((first + i) * 2654435761U >> 13 & 0xff);
  }
  return bytes;
}

Bytes ip_packet(const IpAddress& from, const IpAddress& to, std::uint8_t protocol,
                std::span<const std::byte> payload) {
  Bytes packet(from.is_v4() ? kHeader4 : kHeader6);
  if (from.is_v4()) {
    packet[0] = std::byte{0x45};
    set16(packet, 2, kHeader4 + payload.size());
    packet[8] = kHopLimit;
    packet[9] = static_cast<std::byte>(protocol);
  } else {
    packet[0] = std::byte{0x60};
    set16(packet, 4, payload.size());
    packet[6] = static_cast<std::byte>(protocol);
    packet[7] = kHopLimit;
  }
  const std::size_t addresses = from.is_v4() ? 12 : 8;
  std::ranges::copy(std::as_bytes(from.bytes()), &packet[addresses]);
  std::ranges::copy(std::as_bytes(to.bytes()), &packet[addresses + from.bytes().size()]);
  append(packet, payload);
  renew_checksums(packet);
  return packet;
}

Bytes tcp_packet(const TcpSegment& segment) {
  Bytes bytes(kTcpHeader);
  set16(bytes, 0, segment.from.port);
  set16(bytes, 2, segment.to.port);
  set32(bytes, 4, segment.sequence);
  set32(bytes, 8, segment.acknowledgement);
  bytes[12] = static_cast<std::byte>((kTcpHeader + segment.options.size()) / 4 << 4);
  bytes[13] = static_cast<std::byte>(segment.flags);
  set16(bytes, 14, segment.window);
  append(bytes, segment.options);
  append(bytes, segment.payload);
  return ip_packet(segment.from.address, segment.to.address, kTcp, bytes);
}

Bytes udp_packet(const SocketAddress& from, const SocketAddress& to,
                 std::span<const std::byte> payload) {
  Bytes bytes(8);
  set16(bytes, 0, from.port);
  set16(bytes, 2, to.port);
  set16(bytes, 4, bytes.size() + payload.size());
  append(bytes, payload);
  return ip_packet(from.address, to.address, kUdp, bytes);
}

Bytes echo_request(const IpAddress& from, const IpAddress& to, std::span<const std::byte> payload) {
  Bytes bytes(8);
  bytes[0] = from.is_v4() ? std::byte{8} : std::byte{128};
  set16(bytes, 4, 0x1234);
  set16(bytes, 6, 1);
  append(bytes, payload);
  return ip_packet(from, to, from.is_v4() ? kIcmp : kIcmpv6, bytes);
}

std::optional<IpHeader> parse_ip(std::span<const std::byte> packet) {
  if (packet.empty()) return std::nullopt;
  IpHeader ip;
  if (get8(packet, 0) >> 4 == 4) {
    if (packet.size() < kHeader4) return std::nullopt;
    const std::size_t header = (get8(packet, 0) & 0xf) * std::size_t{4};
    const std::size_t total = get16(packet, 2);
    if (header < kHeader4 || total < header || packet.size() < total) return std::nullopt;
    ip.protocol = static_cast<std::uint8_t>(get8(packet, 9));
    ip.from = address_at(packet, 12, Family::kIpv4);
    ip.to = address_at(packet, 16, Family::kIpv4);
    ip.payload = packet.subspan(header, total - header);
    return ip;
  }
  if (get8(packet, 0) >> 4 != 6 || packet.size() < kHeader6) return std::nullopt;
  if (packet.size() < kHeader6 + get16(packet, 4)) return std::nullopt;
  ip.protocol = static_cast<std::uint8_t>(get8(packet, 6));
  ip.from = address_at(packet, 8, Family::kIpv6);
  ip.to = address_at(packet, 24, Family::kIpv6);
  ip.payload = packet.subspan(kHeader6, get16(packet, 4));
  return ip;
}

std::optional<TcpSegment> parse_tcp(std::span<const std::byte> packet) {
  const auto ip = parse_ip(packet);
  if (!ip || ip->protocol != kTcp || ip->payload.size() < kTcpHeader) return std::nullopt;
  const auto bytes = ip->payload;
  const std::size_t header = (get8(bytes, 12) >> 4) * std::size_t{4};
  if (header < kTcpHeader || bytes.size() < header) return std::nullopt;
  TcpSegment segment;
  segment.from = {ip->from, static_cast<std::uint16_t>(get16(bytes, 0))};
  segment.to = {ip->to, static_cast<std::uint16_t>(get16(bytes, 2))};
  segment.sequence = get32(bytes, 4);
  segment.acknowledgement = get32(bytes, 8);
  segment.flags = static_cast<std::uint8_t>(get8(bytes, 13));
  segment.window = static_cast<std::uint16_t>(get16(bytes, 14));
  const auto options = bytes.subspan(kTcpHeader, header - kTcpHeader);
  segment.options.assign(options.begin(), options.end());
  const auto payload = bytes.subspan(header);
  segment.payload.assign(payload.begin(), payload.end());
  return segment;
}

std::optional<Bytes> parse_echo_reply(std::span<const std::byte> packet) {
  const auto ip = parse_ip(packet);
  if (!ip || ip->payload.size() < 8) return std::nullopt;
  const unsigned type = ip->from.is_v4() ? 0 : 129;
  if (ip->protocol != (ip->from.is_v4() ? kIcmp : kIcmpv6)) return std::nullopt;
  if (get8(ip->payload, 0) != type) return std::nullopt;
  const auto payload = ip->payload.subspan(8);
  return Bytes(payload.begin(), payload.end());
}

void renew_checksums(Bytes& packet) {
  auto ip = parse_ip(packet);
  if (!ip) return;
  const std::span<std::byte> whole(packet);
  const auto header = static_cast<std::size_t>(ip->payload.data() - packet.data());
  if (ip->from.is_v4()) {
    set16(whole, 10, 0);
    set16(whole, 10, internet_checksum(whole.first(header)));
  }
  const auto offset = checksum_offset(ip->protocol);
  if (!offset || ip->payload.size() < *offset + 2) return;
  set16(whole, header + *offset, 0);
  set16(whole, header + *offset, transport_checksum(*ip, ip->protocol != kIcmp));
}

}  // namespace hostmodem::test
