#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"

/// IP packets made and read by hand, with checksums computed the plain way: the tests' own idea of
/// the formats, which shares nothing with the code under test.
namespace hostmodem::link::testing {

using Packet = std::vector<std::byte>;

Packet to_bytes(std::string_view text);
std::string to_text(std::span<const std::byte> bytes);

inline constexpr std::uint8_t kFin = 0x01;
inline constexpr std::uint8_t kSyn = 0x02;
inline constexpr std::uint8_t kRst = 0x04;
inline constexpr std::uint8_t kPsh = 0x08;
inline constexpr std::uint8_t kAck = 0x10;
inline constexpr std::uint8_t kUrg = 0x20;

struct Tcp {
  SocketAddress source{};
  SocketAddress destination{};
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgement = 0;
  std::uint8_t flags = kAck;
  std::uint16_t window = 65535;
  std::uint16_t urgent = 0;
  Packet options{};  // a multiple of 4 bytes
  Packet payload{};
};

struct Udp {
  SocketAddress source{};
  SocketAddress destination{};
  Packet payload{};
};

/// An IP packet with right lengths and checksums, without IP options.
Packet make_ip(const IpAddress& source, const IpAddress& destination, std::uint8_t protocol,
               std::span<const std::byte> payload);
Packet make(const Tcp& tcp);
Packet make(const Udp& udp);

/// What make() made. A packet of another kind, or with a wrong length or checksum, throws
/// std::runtime_error, which fails the test with what was wrong.
Tcp read_tcp(std::span<const std::byte> packet);
Udp read_udp(std::span<const std::byte> packet);

/// The protocol of a packet (IPv6: next header).
std::uint8_t protocol_of(std::span<const std::byte> packet);

/// The sum of RFC 1071, word by word.
std::uint16_t reference_checksum(std::span<const std::byte> bytes);

/// Puts the header checksum of an IPv4 packet without options right.
void renew_ipv4_checksum(Packet& packet);

}  // namespace hostmodem::link::testing
