#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/error.h"
#include "base/ip_address.h"
#include "ip/transport.h"

namespace hostmodem::ip {

/// Is it an ICMP or ICMPv6 echo request? RFC: 792, RFC: 4443 4.1
bool is_echo_request(const Transport& transport);

/// RFC: 4861 4.2
bool is_router_advertisement(const Transport& transport);

/// What an ICMP error says of a packet that the modem sent.
struct IcmpError {
  std::uint8_t protocol = 0;  ///< TCP or UDP
  SocketAddress local;        ///< its source, so the modem's
  SocketAddress peer;
  std::uint32_t sequence = 0;  ///< of a TCP segment
  Errno reason = Errno::kHostUnreach;
};

/// Reads a whole ICMP or ICMPv6 packet. nullopt when it is not an error that an endpoint can do
/// something with, when its checksum is wrong, or when it shows too little of the packet that it is
/// about. RFC: 792, RFC: 1122 3.2.2.1, RFC: 4443 3
std::optional<IcmpError> parse_icmp_error(std::span<const std::byte> packet);

}  // namespace hostmodem::ip
