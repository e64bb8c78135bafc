#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/ip_address.h"

/// IP packets for tests, byte by byte, so that they can also be wrong. RFC: 791, 8200, 9293, 768,
/// 792, 4443.
namespace hostmodem::test {

using Bytes = std::vector<std::byte>;

Bytes bytes_of(std::string_view text);

/// `count` bytes that repeat only after a long while: a piece that is lost or doubled shows.
Bytes pattern(std::size_t count, std::size_t first = 0);

inline constexpr std::uint8_t kIcmp = 1;
inline constexpr std::uint8_t kTcp = 6;
inline constexpr std::uint8_t kUdp = 17;
inline constexpr std::uint8_t kIcmpv6 = 58;

inline constexpr std::uint8_t kFin = 0x01;
inline constexpr std::uint8_t kSyn = 0x02;
inline constexpr std::uint8_t kRst = 0x04;
inline constexpr std::uint8_t kPsh = 0x08;
inline constexpr std::uint8_t kAck = 0x10;

struct TcpSegment {
  SocketAddress from{};
  SocketAddress to{};
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;
  std::uint8_t flags = 0;
  std::uint16_t window = 65535;
  Bytes options{};  ///< a multiple of 4 bytes
  Bytes payload{};
};

/// What a packet says, without its checksums being looked at. An IPv6 extension header is taken for
/// the protocol.
struct IpHeader {
  IpAddress from;
  IpAddress to;
  std::uint8_t protocol = 0;
  std::span<const std::byte> payload;
};

/// Packets with right lengths and checksums; both addresses are of one family.
Bytes ip_packet(const IpAddress& from, const IpAddress& to, std::uint8_t protocol,
                std::span<const std::byte> payload);
Bytes tcp_packet(const TcpSegment& segment);
Bytes udp_packet(const SocketAddress& from, const SocketAddress& to,
                 std::span<const std::byte> payload);
Bytes echo_request(const IpAddress& from, const IpAddress& to, std::span<const std::byte> payload);

/// nullopt when `packet` is shorter than its header says, or of another version.
std::optional<IpHeader> parse_ip(std::span<const std::byte> packet);
/// nullopt when `packet` is no TCP segment or an incomplete one.
std::optional<TcpSegment> parse_tcp(std::span<const std::byte> packet);

/// Whether `packet` answers an echo request, and with what.
std::optional<Bytes> parse_echo_reply(std::span<const std::byte> packet);

/// Makes the checksums of `packet` right again, as far as it can be made out what it is.
void renew_checksums(Bytes& packet);

}  // namespace hostmodem::test
