#include "link/ip_packet.h"

#include <array>
#include <cassert>
#include <cstring>

#include "link/byte_order.h"

namespace hostmodem::link {
namespace {

// RFC: 791 3.1
std::optional<IpPacket> parse4(std::span<const std::byte> bytes) {
  if (bytes.size() < kIpv4HeaderLength) return std::nullopt;
  const std::size_t header_length = std::to_integer<std::size_t>(bytes[0] & std::byte{0x0f}) * 4;
  const std::size_t length = load_be16(&bytes[2]);
  if (header_length < kIpv4HeaderLength || length < header_length || length > bytes.size()) {
    return std::nullopt;
  }
  return IpPacket{Family::kIpv4, bytes.first(length), header_length,
                  std::to_integer<std::uint8_t>(bytes[9])};
}

// RFC: 8200 3
std::optional<IpPacket> parse6(std::span<const std::byte> bytes) {
  if (bytes.size() < kIpv6HeaderLength) return std::nullopt;
  const std::size_t length = kIpv6HeaderLength + load_be16(&bytes[4]);
  if (length > bytes.size()) return std::nullopt;
  return IpPacket{Family::kIpv6, bytes.first(length), kIpv6HeaderLength,
                  std::to_integer<std::uint8_t>(bytes[6])};
}

template <std::size_t kLength>
std::array<std::uint8_t, kLength> copy(std::span<const std::byte> bytes) {
  std::array<std::uint8_t, kLength> result;
  std::memcpy(result.data(), bytes.data(), kLength);
  return result;
}

}  // namespace

IpAddress to_ip_address(std::span<const std::byte> bytes) {
  assert(bytes.size() == 4 || bytes.size() == 16);
  return bytes.size() == 4 ? IpAddress::v4(copy<4>(bytes)) : IpAddress::v6(copy<16>(bytes));
}

std::optional<IpPacket> IpPacket::parse(std::span<const std::byte> bytes) {
  if (bytes.empty()) return std::nullopt;
  switch (std::to_integer<unsigned>(bytes[0] >> 4)) {
    case 4:
      return parse4(bytes);
    case 6:
      return parse6(bytes);
    default:
      return std::nullopt;
  }
}

}  // namespace hostmodem::link
