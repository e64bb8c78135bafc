#include "ip/transport.h"

#include <utility>

namespace hostmodem::ip {
namespace {

constexpr std::size_t kHeader4 = 20;
constexpr std::size_t kHeader6 = 40;

// RFC: 8200 4
constexpr std::uint8_t kHopByHop = 0;
constexpr std::uint8_t kRouting = 43;
constexpr std::uint8_t kFragment = 44;
constexpr std::uint8_t kDestinationOptions = 60;
constexpr std::size_t kUnit = 8;
constexpr std::byte kOffsetAndMore{0xf9};

std::size_t value(std::byte byte) { return std::to_integer<std::size_t>(byte); }

bool is_extension(std::uint8_t protocol) {
  return protocol == kHopByHop || protocol == kRouting || protocol == kFragment ||
         protocol == kDestinationOptions;
}

std::uint16_t load16(std::span<const std::byte> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(value(bytes[at]) << 8 | value(bytes[at + 1]));
}

std::optional<Transport> transport4_of(std::span<const std::byte> packet) {
  if (packet.size() < kHeader4) return std::nullopt;
  Transport transport{std::to_integer<std::uint8_t>(packet[9]), {}};
  const std::size_t header = (value(packet[0]) & 0x0f) * 4;
  const std::size_t total = value(packet[2]) << 8 | value(packet[3]);
  const bool first = (packet[6] & std::byte{0x1f}) == std::byte{0} && packet[7] == std::byte{0};
  if (first && header >= kHeader4 && header <= total && total <= packet.size()) {
    transport.bytes = packet.subspan(header, total - header);
  }
  return transport;
}

}  // namespace

std::optional<Transport> transport_of(std::span<const std::byte> packet) {
  if (packet.empty()) return std::nullopt;
  if (value(packet[0]) >> 4 == 4) return transport4_of(packet);
  if (packet.size() < kHeader6) return std::nullopt;
  auto protocol = std::to_integer<std::uint8_t>(packet[6]);
  packet = packet.subspan(kHeader6);
  bool fragmented = false;
  while (is_extension(protocol)) {
    if (packet.size() < kUnit) return std::nullopt;
    const std::uint8_t header = protocol;
    protocol = std::to_integer<std::uint8_t>(packet[0]);
    std::size_t length = kUnit;
    if (header == kFragment) {
      if (std::exchange(fragmented, true)) return std::nullopt;
      // Neither an offset nor more to follow: all of the packet. RFC: 6946
      const bool whole = packet[2] == std::byte{0} && (packet[3] & kOffsetAndMore) == std::byte{0};
      if (!whole) {
        if (is_extension(protocol)) return std::nullopt;
        const bool first = packet[2] == std::byte{0} && value(packet[3]) < kUnit;
        return Transport{protocol, first ? packet.subspan(kUnit) : packet.first(0)};
      }
    } else {
      length += value(packet[1]) * kUnit;
    }
    if (packet.size() < length) return std::nullopt;
    packet = packet.subspan(length);
  }
  return Transport{protocol, packet};
}

std::optional<Ports> ports_of(const Transport& transport) {
  if (transport.protocol != kProtocolTcp && transport.protocol != kProtocolUdp) return std::nullopt;
  if (transport.bytes.size() < 4) return std::nullopt;
  return Ports{load16(transport.bytes, 0), load16(transport.bytes, 2)};
}

std::uint32_t sequence_of(const Transport& tcp) {
  constexpr std::size_t kSequence = 4;
  return std::uint32_t{load16(tcp.bytes, kSequence)} << 16 | load16(tcp.bytes, kSequence + 2);
}

bool has_sound_tcp_header(const Transport& transport) {
  if (transport.protocol != kProtocolTcp || transport.bytes.empty()) return true;
  constexpr std::size_t kHeader = 20;
  constexpr std::size_t kOffset = 12;
  if (transport.bytes.size() < kHeader) return false;
  const std::size_t length = (value(transport.bytes[kOffset]) >> 4) * 4;
  if (length < kHeader || length > transport.bytes.size()) return false;
  constexpr std::size_t kEnd = 0;
  constexpr std::size_t kNoOperation = 1;
  std::size_t at = kHeader;
  while (at < length && value(transport.bytes[at]) != kEnd) {
    if (value(transport.bytes[at]) == kNoOperation) {
      ++at;
      continue;
    }
    if (at + 1 == length) return false;
    const std::size_t option = value(transport.bytes[at + 1]);
    if (option < 2 || at + option > length) return false;
    at += option;
  }
  return true;
}

bool is_connection_request(const Transport& transport) {
  constexpr std::size_t kFlags = 13;
  constexpr std::byte kSyn{0x02};
  constexpr std::byte kAck{0x10};
  return transport.protocol == kProtocolTcp && transport.bytes.size() > kFlags &&
         (transport.bytes[kFlags] & (kSyn | kAck)) == kSyn;
}

}  // namespace hostmodem::ip
