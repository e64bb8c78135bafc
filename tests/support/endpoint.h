#pragma once

#include <array>
#include <cstdint>
#include <ostream>
#include <string>

namespace hostmodem::test {

enum class Family { kIpv4, kIpv6 };

/// An address and a port, in the layout of no sockets API.
struct Endpoint {
  Family family = Family::kIpv4;
  std::array<std::uint8_t, 16> ip{};  ///< IPv4: the first four
  std::uint16_t port = 0;             ///< host byte order

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// From text such as "10.0.2.2" or "fd00:0:0:2::2". Throws when it is not an address.
[[nodiscard]] Endpoint endpoint(const std::string& ip, std::uint16_t port);

/// 127.0.0.1 or ::1.
[[nodiscard]] Endpoint loopback(Family family, std::uint16_t port);

/// The unspecified address.
[[nodiscard]] Endpoint any_address(Family family, std::uint16_t port);

std::ostream& operator<<(std::ostream& out, const Endpoint& endpoint);

}  // namespace hostmodem::test
