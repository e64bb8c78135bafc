#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ip_address.h"

/// The blocks of a pcapng file, as bytes. Each function appends one whole block to `out`; numbers
/// are little-endian, whatever the host's are. IETF: draft-ietf-opsawg-pcapng 4
namespace hostmodem::capture::pcapng {

using Bytes = std::vector<std::byte>;

/// A time of day, to the nanosecond. Not before 1970.
using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

/// What the packets of an interface are.
enum class LinkType : std::uint16_t {
  kRaw = 101,               ///< IPv4 or IPv6 packets, by their version
  kWiresharkUpperPdu = 252  ///< see exported_pdu.h
};

/// Section Header Block: the beginning of a file. `application`: who writes it. 4.1
void append_section_header(Bytes& out, std::string_view application);

struct InterfaceDescription {
  LinkType link = LinkType::kRaw;
  std::string name;
  std::string description;  ///< empty: none
  std::optional<IpAddress> v4;
  std::optional<IpAddress> v6;
};

/// Interface Description Block: the next number from 0 on is this interface's. Its times are in
/// nanoseconds, and its packets are whole. 4.2
void append_interface(Bytes& out, const InterfaceDescription& interface);

enum class Direction : std::uint8_t { kUnknown = 0, kInbound = 1, kOutbound = 2 };

struct PacketHeader {
  std::uint32_t interface = 0;
  Time time;
  Direction direction = Direction::kUnknown;
};

/// Enhanced Packet Block: a packet of at most 2^31 bytes. 4.3
void append_packet(Bytes& out, const PacketHeader& header, std::span<const std::byte> packet);

/// Decryption Secrets Block with TLS keys: `nss_lines` are those of a key log file, each with its
/// line end. A reader needs it before the packets that it opens. 4.7
void append_tls_secrets(Bytes& out, std::string_view nss_lines);

}  // namespace hostmodem::capture::pcapng
