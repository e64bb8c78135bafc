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

}  // namespace

std::optional<std::uint8_t> transport_of(std::span<const std::byte> packet) {
  if (packet.empty()) return std::nullopt;
  if (value(packet[0]) >> 4 == 4) {
    if (packet.size() < kHeader4) return std::nullopt;
    return std::to_integer<std::uint8_t>(packet[9]);
  }
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
      if (!whole) return is_extension(protocol) ? std::nullopt : std::optional(protocol);
    } else {
      length += value(packet[1]) * kUnit;
    }
    if (packet.size() < length) return std::nullopt;
    packet = packet.subspan(length);
  }
  return protocol;
}

}  // namespace hostmodem::ip
