#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace hostmodem::ip {

inline constexpr std::uint8_t kProtocolIcmp = 1;
inline constexpr std::uint8_t kProtocolTcp = 6;
inline constexpr std::uint8_t kProtocolUdp = 17;
inline constexpr std::uint8_t kProtocolIcmpv6 = 58;
inline constexpr std::uint8_t kProtocolUdpLite = 136;

/// What an IP packet carries.
struct Transport {
  std::uint8_t protocol;
  /// From the transport header on; empty in a fragment that is not the first.
  std::span<const std::byte> bytes;
};

/// The transport protocol of an IP packet, or of the packet that it is a fragment of, behind IPv6
/// extension headers too. nullopt when `packet` ends before it is known, and for what no host sends
/// but lwIP cannot bear: a fragment of a fragment, or extension headers inside of what was
/// fragmented (its reassembly aborts when it finds itself called again).
std::optional<Transport> transport_of(std::span<const std::byte> packet);

/// The ports of a TCP segment or UDP datagram; nullopt for anything else.
struct Ports {
  std::uint16_t source;
  std::uint16_t destination;
};
std::optional<Ports> ports_of(const Transport& transport);

/// The sequence number of a segment whose header is sound. RFC: 9293 3.1
std::uint32_t sequence_of(const Transport& tcp);

/// Do the TCP options end inside of the header, and does the header end inside of what there is?
/// True for what is not TCP, and for a fragment that is not the first. RFC: 9293 3.1, RFC: 1858
bool has_sound_tcp_header(const Transport& transport);

/// Is it a TCP segment that asks for a connection: SYN without ACK? RFC: 9293 3.5
bool is_connection_request(const Transport& transport);

}  // namespace hostmodem::ip
