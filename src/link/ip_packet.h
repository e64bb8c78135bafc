#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/ip_address.h"

namespace hostmodem::link {

inline constexpr std::size_t kIpv4HeaderLength = 20;  // without options
inline constexpr std::size_t kIpv6HeaderLength = 40;

inline constexpr std::uint8_t kProtocolTcp = 6;
inline constexpr std::uint8_t kProtocolUdp = 17;
inline constexpr std::uint8_t kProtocolIpv6Fragment = 44;
inline constexpr std::uint8_t kProtocolIcmpv6 = 58;

/// The address that is these 4 or 16 bytes.
IpAddress to_ip_address(std::span<const std::byte> bytes);

/// A view of one whole IP packet whose lengths were checked: header and payload are inside the
/// bytes. Checksums were not, nor what the payload says.
struct IpPacket {
  /// The packet that `bytes` begins with; bytes behind the length that its header gives are left
  /// out. nullopt when `bytes` is no packet or not all of it.
  static std::optional<IpPacket> parse(std::span<const std::byte> bytes);

  [[nodiscard]] std::span<const std::byte> header() const { return bytes.first(header_length); }
  [[nodiscard]] std::span<const std::byte> payload() const { return bytes.subspan(header_length); }
  [[nodiscard]] std::span<const std::byte> source() const {
    return family == Family::kIpv4 ? bytes.subspan(12, 4) : bytes.subspan(8, 16);
  }
  [[nodiscard]] std::span<const std::byte> destination() const {
    return family == Family::kIpv4 ? bytes.subspan(16, 4) : bytes.subspan(24, 16);
  }

  Family family;
  std::span<const std::byte> bytes;
  std::size_t header_length;  ///< IPv4: with options; IPv6: without extension headers
  std::uint8_t protocol;      ///< IPv6: of the first header that follows
};

}  // namespace hostmodem::link
