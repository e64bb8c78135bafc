#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "link/ip_packet.h"

namespace hostmodem::link {

/// Makes whole packets of the fragments that the modem sends. libslirp does so only for IPv4, and
/// there some sequences of fragments crash it.
///
/// Fragments that overlap, or contradict each other's idea of the length, end their packet
/// (RFC: 8200 4.5, errors; for IPv4 too). What is not whole after a minute is forgotten, and so
/// is the one that waits longest when there are too many.
class Reassembler {
 public:
  /// `capacity`: the longest packet to make, bytes (at most 65535).
  explicit Reassembler(std::size_t capacity) : capacity_(capacity) {}

  static bool is_fragment(const IpPacket& packet);

  /// Takes a fragment. Returns the whole packet if it was the last that lacked; its bytes are the
  /// reassembler's and valid until the next call.
  std::optional<IpPacket> add(const IpPacket& packet, TimePoint now);

 private:
  struct Fragment {
    std::vector<std::byte> key;  // what all fragments of a packet have in common
    std::vector<std::byte> header;
    std::size_t offset;
    bool more;
    std::span<const std::byte> data;
  };
  struct Packet {
    std::vector<std::byte> key;
    TimePoint expires;
    std::vector<std::byte> header;  // of the first fragment
    std::vector<std::byte> payload;
    std::vector<bool> units;  // of 8 bytes, that have arrived
    std::size_t arrived = 0;
    std::optional<std::size_t> length;  // known since the last fragment
  };

  static std::optional<Fragment> parse(const IpPacket& packet);
  Packet& find(const Fragment& fragment, TimePoint now);
  [[nodiscard]] bool place(Packet& packet, const Fragment& fragment) const;
  IpPacket finish(Packet packet);

  std::size_t capacity_;
  std::list<Packet> packets_;  // the one that last got a fragment at the end
  std::vector<std::byte> whole_;
};

}  // namespace hostmodem::link
