#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace hostmodem {

/// Packets that went one way.
struct Traffic {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;  ///< of whole IP packets

  void count(std::uint64_t size) {
    ++packets;
    bytes += size;
  }
  Traffic& operator+=(const Traffic& more) {
    packets += more.packets;
    bytes += more.bytes;
    return *this;
  }
};

/// Both ways, as the modem sees them.
using TrafficCounters = std::array<Traffic, 2>;
inline constexpr std::size_t kSent = 0;
inline constexpr std::size_t kReceived = 1;

}  // namespace hostmodem
