#include "ip/icmp.h"

#include <lwip/inet_chksum.h>

#include <algorithm>
#include <array>
#include <vector>

namespace hostmodem::ip {
namespace {

constexpr std::byte kEchoRequest{8};
constexpr std::byte kEchoRequest6{128};
constexpr std::byte kRouterAdvertisement{134};

constexpr std::size_t kHeader4 = 20;
constexpr std::size_t kHeader6 = 40;
constexpr std::size_t kIcmpHeader = 8;
constexpr std::size_t kShownTransport = 8;  // RFC: 792 promises that much

constexpr int kAnyCode = -1;

struct ErrorRow {
  std::uint8_t protocol;
  int type;
  int code;
  Errno reason;
};

// What the errors mean to a socket; the first row that fits. Others (fragmentation needed, too big,
// source quench, redirect) are for the IP layer.
constexpr std::array kErrors = {
    ErrorRow{kProtocolIcmp, 3, 0, Errno::kNetUnreach},    // network unreachable
    ErrorRow{kProtocolIcmp, 3, 1, Errno::kHostUnreach},   // host unreachable
    ErrorRow{kProtocolIcmp, 3, 2, Errno::kConnRefused},   // protocol unreachable
    ErrorRow{kProtocolIcmp, 3, 3, Errno::kConnRefused},   // port unreachable
    ErrorRow{kProtocolIcmp, 3, 6, Errno::kNetUnreach},    // network unknown
    ErrorRow{kProtocolIcmp, 3, 7, Errno::kHostDown},      // host unknown
    ErrorRow{kProtocolIcmp, 3, 9, Errno::kNetUnreach},    // network prohibited
    ErrorRow{kProtocolIcmp, 3, 10, Errno::kHostUnreach},  // host prohibited
    ErrorRow{kProtocolIcmp, 3, 11, Errno::kNetUnreach},   // network, for this type of service
    ErrorRow{kProtocolIcmp, 3, 12, Errno::kHostUnreach},  // host, for this type of service
    ErrorRow{kProtocolIcmp, 3, 13, Errno::kHostUnreach},  // prohibited by a filter
    ErrorRow{kProtocolIcmp, 11, kAnyCode, Errno::kHostUnreach},   // time exceeded
    ErrorRow{kProtocolIcmpv6, 1, 0, Errno::kNetUnreach},          // no route
    ErrorRow{kProtocolIcmpv6, 1, 4, Errno::kConnRefused},         // port unreachable
    ErrorRow{kProtocolIcmpv6, 1, kAnyCode, Errno::kHostUnreach},  // address, scope, policy
    ErrorRow{kProtocolIcmpv6, 3, kAnyCode, Errno::kHostUnreach},  // time exceeded
};

std::optional<Errno> reason_of(const Transport& icmp) {
  const auto type = std::to_integer<int>(icmp.bytes[0]);
  const auto code = std::to_integer<int>(icmp.bytes[1]);
  const auto* row = std::find_if(kErrors.begin(), kErrors.end(), [&](const ErrorRow& r) {
    return r.protocol == icmp.protocol && r.type == type && (r.code == kAnyCode || r.code == code);
  });
  if (row == kErrors.end()) return std::nullopt;
  return row->reason;
}

/// Zero for a right checksum.
u16_t checksum(const std::vector<std::byte>& bytes) {
  return inet_chksum(bytes.data(), static_cast<u16_t>(bytes.size()));
}

bool has_right_checksum(std::span<const std::byte> packet, const Transport& icmp) {
  std::vector<std::byte> summed;
  if (icmp.protocol == kProtocolIcmpv6) {  // RFC: 4443 2.3
    summed.insert(summed.end(), packet.begin() + 8, packet.begin() + kHeader6);
    summed.insert(summed.end(),
                  {std::byte{0}, std::byte{0}, static_cast<std::byte>(icmp.bytes.size() >> 8),
                   static_cast<std::byte>(icmp.bytes.size() & 0xff), std::byte{0}, std::byte{0},
                   std::byte{0}, std::byte{kProtocolIcmpv6}});
  }
  summed.insert(summed.end(), icmp.bytes.begin(), icmp.bytes.end());
  return checksum(summed) == 0;
}

std::uint16_t load16(std::span<const std::byte> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[at]) << 8 |
                                    std::to_integer<unsigned>(bytes[at + 1]));
}

IpAddress address_at(std::span<const std::byte> bytes, std::size_t at, Family family) {
  const auto copy = [&](auto array) {
    std::transform(bytes.begin() + static_cast<long>(at),
                   bytes.begin() + static_cast<long>(at + array.size()), array.begin(),
                   [](std::byte byte) { return std::to_integer<std::uint8_t>(byte); });
    return array;
  };
  return family == Family::kIpv4 ? IpAddress::v4(copy(std::array<std::uint8_t, 4>{}))
                                 : IpAddress::v6(copy(std::array<std::uint8_t, 16>{}));
}

/// The begin of the packet that the error is about. The modem sends no extension headers.
std::optional<IcmpError> read_original(std::span<const std::byte> original, Family family) {
  const bool v4 = family == Family::kIpv4;
  if (original.size() < (v4 ? kHeader4 : kHeader6)) return std::nullopt;
  const auto version = std::to_integer<unsigned>(original[0]) >> 4;
  if (version != (v4 ? 4 : 6)) return std::nullopt;
  const std::size_t header = v4 ? (std::to_integer<std::size_t>(original[0]) & 0x0f) * 4 : kHeader6;
  if (original.size() < header + kShownTransport) return std::nullopt;

  IcmpError error;
  error.protocol = std::to_integer<std::uint8_t>(original[v4 ? 9 : 6]);
  if (error.protocol != kProtocolTcp && error.protocol != kProtocolUdp) return std::nullopt;
  error.local = {address_at(original, v4 ? 12 : 8, family), load16(original, header)};
  error.peer = {address_at(original, v4 ? 16 : 24, family), load16(original, header + 2)};
  error.sequence = std::uint32_t{load16(original, header + 4)} << 16 | load16(original, header + 6);
  return error;
}

}  // namespace

bool is_echo_request(const Transport& transport) {
  if (transport.bytes.empty()) return false;
  return (transport.protocol == kProtocolIcmp && transport.bytes[0] == kEchoRequest) ||
         (transport.protocol == kProtocolIcmpv6 && transport.bytes[0] == kEchoRequest6);
}

bool is_router_advertisement(const Transport& transport) {
  return transport.protocol == kProtocolIcmpv6 && !transport.bytes.empty() &&
         transport.bytes[0] == kRouterAdvertisement;
}

std::optional<IcmpError> parse_icmp_error(std::span<const std::byte> packet) {
  const auto icmp = transport_of(packet);
  if (!icmp || icmp->bytes.size() < kIcmpHeader) return std::nullopt;
  const bool v4 = std::to_integer<int>(packet[0]) >> 4 == 4;
  if (icmp->protocol != (v4 ? kProtocolIcmp : kProtocolIcmpv6)) return std::nullopt;
  const auto reason = reason_of(*icmp);
  if (!reason || !has_right_checksum(packet, *icmp)) return std::nullopt;
  auto error = read_original(icmp->bytes.subspan(kIcmpHeader), v4 ? Family::kIpv4 : Family::kIpv6);
  if (error) error->reason = *reason;
  return error;
}

}  // namespace hostmodem::ip
