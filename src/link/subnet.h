#pragma once

#include <cstddef>

#include "base/ip_address.h"

namespace hostmodem::link {

// Lengths of prefixes, bytes.
inline constexpr std::size_t kPrefixLength4 = 3;
inline constexpr std::size_t kPrefixLength6 = 8;

/// Is `network` the name of a network: is there nothing behind its prefix?
bool is_subnet(const IpAddress& network);

/// Is `address` one of a machine in `network`, which is_subnet()?
bool is_inside(const IpAddress& address, const IpAddress& network);

/// Is `mtu` one that every machine of these families takes, and libslirp too?
bool is_possible_mtu(std::size_t mtu, bool ipv6);

}  // namespace hostmodem::link
