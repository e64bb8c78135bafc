#pragma once

#include <lwip/ip_addr.h>

#include "base/ip_address.h"

/// Between the modem's addresses and lwIP's. Internal to ip/.
namespace hostmodem::ip {

inline ip_addr_t to_lwip(const IpAddress& address) {
  ip_addr_t result{};
  const auto bytes = address.bytes();
  if (address.is_v4()) {
    result.type = IPADDR_TYPE_V4;
    std::copy(bytes.begin(), bytes.end(),
              reinterpret_cast<std::uint8_t*>(&ip_2_ip4(&result)->addr));
  } else {
    result.type = IPADDR_TYPE_V6;
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::uint8_t*>(ip_2_ip6(&result)->addr));
  }
  return result;
}

/// With the zone that a link-local address needs to be routed.
inline ip_addr_t to_lwip(const IpAddress& address, const netif& interface) {
  ip_addr_t result = to_lwip(address);
  if (address.is_v6()) ip6_addr_assign_zone(ip_2_ip6(&result), IP6_UNICAST, &interface);
  return result;
}

inline IpAddress from_lwip(const ip_addr_t& address) {
  if (address.type == IPADDR_TYPE_V6) {
    std::array<std::uint8_t, 16> bytes{};
    const auto* first = reinterpret_cast<const std::uint8_t*>(ip_2_ip6(&address)->addr);
    std::copy(first, first + bytes.size(), bytes.begin());
    return IpAddress::v6(bytes);
  }
  std::array<std::uint8_t, 4> bytes{};
  const auto* first = reinterpret_cast<const std::uint8_t*>(&ip_2_ip4(&address)->addr);
  std::copy(first, first + bytes.size(), bytes.begin());
  return IpAddress::v4(bytes);
}

}  // namespace hostmodem::ip
