#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "link/ip_packet.h"

namespace hostmodem::link {

/// A sum of 16-bit words in ones' complement arithmetic; both 0 and 0xffff are zero. A checksum
/// field holds the complement of such a sum. RFC: 1071
using OnesSum = std::uint16_t;

constexpr OnesSum plus(OnesSum a, OnesSum b) {
  const unsigned sum = unsigned{a} + b;
  return static_cast<OnesSum>((sum & 0xffff) + (sum >> 16));
}

constexpr OnesSum minus(OnesSum a, OnesSum b) { return plus(a, static_cast<OnesSum>(~b)); }

/// The sum of `bytes`; an odd last byte counts as if a zero followed it.
OnesSum ones_sum(std::span<const std::byte> bytes);

/// What addresses and protocol of `packet`, and the length of what follows its header, add to the
/// checksum of a transport protocol. RFC: 9293 3.1 and RFC: 8200 8.1
OnesSum pseudo_header_sum(const IpPacket& packet, std::size_t length);

/// The checksum field for a sum that cannot be all zeros, as a sum with a pseudo header.
constexpr std::uint16_t checksum_of(OnesSum sum) {
  return sum == 0 ? std::uint16_t{0} : static_cast<std::uint16_t>(~sum);
}

/// Computes the header checksum anew; `header` is a whole IPv4 header. RFC: 791 3.1
void write_ipv4_checksum(std::span<std::byte> header);

}  // namespace hostmodem::link
