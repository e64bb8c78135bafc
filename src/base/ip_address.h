#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hostmodem {

enum class Family : std::uint8_t { kIpv4, kIpv6 };

/// An IPv4 or IPv6 address; bytes in network order.
class IpAddress {
 public:
  /// 0.0.0.0
  constexpr IpAddress() = default;

  static constexpr IpAddress v4(std::array<std::uint8_t, 4> bytes) {
    IpAddress address;
    for (std::size_t i = 0; i < bytes.size(); ++i) address.bytes_[i] = bytes[i];
    return address;
  }
  static constexpr IpAddress v6(std::array<std::uint8_t, 16> bytes) {
    IpAddress address;
    address.family_ = Family::kIpv6;
    address.bytes_ = bytes;
    return address;
  }
  static constexpr IpAddress any(Family family) {
    return family == Family::kIpv4 ? v4({}) : v6({});
  }

  /// Numeric text as inet_pton takes it ("10.0.2.2", "fd00::2"); nullopt for anything else.
  static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] constexpr Family family() const { return family_; }
  [[nodiscard]] constexpr bool is_v4() const { return family_ == Family::kIpv4; }
  [[nodiscard]] constexpr bool is_v6() const { return family_ == Family::kIpv6; }

  /// 4 or 16 bytes.
  [[nodiscard]] constexpr std::span<const std::uint8_t> bytes() const {
    return std::span(bytes_).first(is_v4() ? 4 : 16);
  }

  [[nodiscard]] constexpr bool is_any() const { return *this == any(family_); }
  [[nodiscard]] constexpr bool is_multicast() const {
    return is_v4() ? (bytes_[0] & 0xf0) == 0xe0 : bytes_[0] == 0xff;
  }
  [[nodiscard]] constexpr bool is_link_local() const {
    return is_v4() ? bytes_[0] == 169 && bytes_[1] == 254
                   : bytes_[0] == 0xfe && (bytes_[1] & 0xc0) == 0x80;
  }

  [[nodiscard]] std::string to_string() const;

  friend constexpr auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  Family family_ = Family::kIpv4;
  std::array<std::uint8_t, 16> bytes_{};
};

/// An address and a port (host byte order).
struct SocketAddress {
  IpAddress address;
  std::uint16_t port = 0;

  /// "10.0.2.2:443", "[fd00::2]:443".
  [[nodiscard]] std::string to_string() const;

  friend constexpr auto operator<=>(const SocketAddress&, const SocketAddress&) = default;
};

}  // namespace hostmodem
