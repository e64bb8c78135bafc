#pragma once

#include <array>
#include <cstdint>

namespace hostmodem::pdn {

/// What passed between a PDN's IP stack and its link.
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

/// By pdn::Direction.
using TrafficCounters = std::array<Traffic, 2>;

}  // namespace hostmodem::pdn
