#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>

#include "support/ip_packets.h"

namespace hostmodem::fuzz {

/// What the modem sends: judges it, and learns what a peer would learn from it.
///
/// Thread: the modem thread tells it of packets; read it after Modem::settle().
class Uplink {
 public:
  Uplink();
  ~Uplink();
  Uplink(const Uplink&) = delete;
  Uplink& operator=(const Uplink&) = delete;

  /// Takes the numbers of a TCP segment for offsets, and puts what the modem expects there: its
  /// first sequence numbers are others each time, and no fuzzer would find them. Likewise the
  /// number in an ICMP error about a segment, an offset from the last one of the modem's. Anything
  /// else is left alone.
  void number(test::Bytes& packet) const;

 private:
  struct Expected {
    std::uint32_t sequence = 0;         ///< of the peer's next byte
    std::uint32_t acknowledgement = 0;  ///< of all that the modem has sent
    std::uint32_t last = 0;             ///< the number of the modem's last segment
  };

  void take(std::span<const std::byte> packet);
  /// Null: there is none.
  [[nodiscard]] const Expected* find(unsigned port, unsigned peer_port) const;

  std::map<std::pair<unsigned, unsigned>, Expected> flows_;  ///< by port and peer's port
};

}  // namespace hostmodem::fuzz
