#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <utility>
#include <vector>

namespace hostmodem::pdn {

/// Packets that wait for the radio, in their order; as many as there is room for.
class PacketQueue {
 public:
  explicit PacketQueue(std::size_t capacity) : capacity_(capacity) {}

  /// False: it is full, the packet is lost.
  bool push(std::span<const std::byte> packet) {
    if (packets_.size() >= capacity_) return false;
    packets_.emplace_back(packet.begin(), packet.end());
    return true;
  }

  /// Hands on all that waits; what comes meanwhile waits for the next time. Returns whether
  /// anything did.
  template <typename Carry>
  bool drain(Carry carry) {
    const auto waiting = std::exchange(packets_, {});
    for (const auto& packet : waiting) carry(std::span<const std::byte>(packet));
    return !waiting.empty();
  }

  [[nodiscard]] std::size_t size() const { return packets_.size(); }
  void clear() { packets_.clear(); }

 private:
  std::size_t capacity_;
  std::deque<std::vector<std::byte>> packets_;
};

}  // namespace hostmodem::pdn
