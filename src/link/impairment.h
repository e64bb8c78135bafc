#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "base/clock.h"

namespace hostmodem::link {

enum class Direction { kUp, kDown };

/// What a direction of a link does to its packets besides carrying them.
///
/// Probabilities are of each packet, from 0 to 1, independent of each other.
struct Impairment {
  static constexpr Duration kMaxDelay = std::chrono::hours(1);
  static constexpr std::size_t kDefaultQueue = 65536;

  double loss = 0;         ///< it does not arrive
  double corruption = 0;   ///< one bit of it arrives flipped
  double reordering = 0;   ///< the next one overtakes it
  double duplication = 0;  ///< it arrives twice
  Duration delay{};        ///< between leaving and arriving, up to kMaxDelay
  Duration jitter{};       ///< up to so much more, up to kMaxDelay; order is kept
  std::uint32_t rate = 0;  ///< bit/s; 0: no limit
  /// Bytes that may wait, besides the packet that is being sent; others are lost.
  std::size_t queue = kDefaultQueue;

  bool operator==(const Impairment&) const = default;

  /// Packets arrive as they left, at once.
  [[nodiscard]] bool ideal() const {
    return loss == 0 && corruption == 0 && reordering == 0 && duplication == 0 &&
           delay == Duration{} && jitter == Duration{} && rate == 0;
  }

  /// Is each value within its range?
  [[nodiscard]] bool valid() const {
    // Not a number compares false.
    const auto probability = [](double p) { return p >= 0 && p <= 1; };
    const auto time = [](Duration d) { return d >= Duration{} && d <= kMaxDelay; };
    return probability(loss) && probability(corruption) && probability(reordering) &&
           probability(duplication) && time(delay) && time(jitter);
  }
};

/// What can happen to a packet.
enum class Fault {
  kBlackout,  ///< lost, as every packet at that time
  kLoss,
  kCorruption,
  kReordering,  ///< the packet after it overtook it
  kDuplication,
  kOverflow,  ///< lost, as too many wait
};
inline constexpr std::size_t kFaultKinds = 6;

/// One fault of one packet, told when it happens.
struct FaultEvent {
  Fault kind;
  Direction direction;
  std::size_t size;      ///< of the packet, bytes
  std::uint64_t number;  ///< of the packet: its place among those of its direction, from 1 on
  std::uint64_t bit;     ///< kCorruption: which one is flipped, bit i % 8 of byte i / 8; else 0
};

/// Called inside the link; must not call it back.
using FaultHandler = std::function<void(const FaultEvent&)>;

}  // namespace hostmodem::link
