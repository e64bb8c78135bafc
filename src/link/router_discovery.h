#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/ip_address.h"
#include "link/ip_packet.h"

// Router discovery between the modem and the packet gateway, its router. RFC: 4861 4, 6

namespace hostmodem::link {

/// How long a prefix is good that never ends. RFC: 4861 4.6.2
inline constexpr std::chrono::seconds kInfiniteLifetime{0xffffffff};

/// A whole packet from `source` to all routers. RFC: 4861 4.1
std::vector<std::byte> make_router_solicitation(const IpAddress& source);

/// Whether a router has to answer it: hop limit, code, length and checksum are right.
/// RFC: 4861 6.1.1
bool is_router_solicitation(const IpPacket& packet);

/// A whole packet from the router fe80::2 to `destination`: for `lifetime`, up to 65535 s, it is
/// the default router, and hosts may have addresses with the prefix of `prefix`, 64 bits of it.
/// RFC: 4861 4.2, 4.6.2
std::vector<std::byte> make_router_advertisement(const IpAddress& destination,
                                                 const IpAddress& prefix,
                                                 std::chrono::seconds lifetime);

/// How long an address is valid as a router says; nullopt when it does not say so, or when the
/// packet is no router advertisement that a host may believe. `bytes` may be any.
/// RFC: 4861 6.1.2, RFC: 4862 5.5.3
std::optional<std::chrono::seconds> advertised_lifetime(std::span<const std::byte> bytes,
                                                        const IpAddress& address);

}  // namespace hostmodem::link
