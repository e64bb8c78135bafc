#pragma once

#include <cstddef>
#include <span>

#include "link/ip_packet.h"

namespace hostmodem::link {

// Offsets into a TCP header. RFC: 9293 3.1
inline constexpr std::size_t kTcpSequence = 4;
inline constexpr std::size_t kTcpAcknowledgement = 8;
inline constexpr std::size_t kTcpOffset = 12;
inline constexpr std::size_t kTcpFlags = 13;
inline constexpr std::size_t kTcpWindow = 14;
inline constexpr std::size_t kTcpChecksum = 16;
inline constexpr std::size_t kTcpUrgentPointer = 18;
inline constexpr std::size_t kTcpHeaderLength = 20;  // without options

// Of the byte at kTcpFlags.
inline constexpr std::byte kTcpFin{0x01};
inline constexpr std::byte kTcpSyn{0x02};
inline constexpr std::byte kTcpPush{0x08};
inline constexpr std::byte kTcpAck{0x10};
inline constexpr std::byte kTcpUrgent{0x20};

/// The length of the header that `segment` begins with, options included; 0 when there is no whole
/// header.
inline std::size_t tcp_header_length(std::span<const std::byte> segment) {
  if (segment.size() < kTcpHeaderLength) return 0;
  const std::size_t length = std::to_integer<std::size_t>(segment[kTcpOffset] >> 4) * 4;
  return length < kTcpHeaderLength || length > segment.size() ? 0 : length;
}

}  // namespace hostmodem::link
