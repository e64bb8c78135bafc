#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace hostmodem::link {

inline constexpr std::size_t kEthernetHeaderLength = 14;
inline constexpr std::size_t kEtherTypeOffset = 12;
inline constexpr std::size_t kMacLength = 6;

inline constexpr std::uint16_t kEtherTypeIpv4 = 0x0800;
inline constexpr std::uint16_t kEtherTypeArp = 0x0806;
inline constexpr std::uint16_t kEtherTypeIpv6 = 0x86dd;

using Mac = std::array<std::uint8_t, kMacLength>;

/// Locally administered; seen by nobody outside the link.
inline constexpr Mac kModemMac{0x02, 0x00, 0x00, 0x00, 0x00, 0x15};
inline constexpr Mac kBroadcastMac{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

}  // namespace hostmodem::link
