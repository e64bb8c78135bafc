#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace hostmodem::ip {

inline constexpr std::uint8_t kProtocolUdpLite = 136;

/// The transport protocol of an IP packet, or of the packet that it is a fragment of, behind IPv6
/// extension headers too. nullopt when `packet` ends before it is known, and for what no host sends
/// but lwIP cannot bear: a fragment of a fragment, or extension headers inside of what was
/// fragmented (its reassembly aborts when it finds itself called again).
std::optional<std::uint8_t> transport_of(std::span<const std::byte> packet);

}  // namespace hostmodem::ip
