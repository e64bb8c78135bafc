#pragma once

#include <cstdint>

#include "base/random.h"

namespace hostmodem::link {

/// What chance has in store for one packet: a number of 64 bits for each thing that it may decide.
struct Chance {
  std::uint64_t loss = 0;
  std::uint64_t corruption = 0;
  std::uint64_t bit = 0;  ///< which one is flipped
  std::uint64_t reordering = 0;
  std::uint64_t duplication = 0;
  std::uint64_t jitter = 0;

  /// `draw` as a fraction, uniform in [0, 1).
  static double fraction(std::uint64_t draw) {
    constexpr double kUnit = 1.0 / (std::uint64_t{1} << 53);  // what a double tells apart
    return static_cast<double>(draw >> 11) * kUnit;
  }
  /// Does that happen which has this probability?
  static bool decides(double probability, std::uint64_t draw) {
    return fraction(draw) < probability;
  }
};

/// Draws the chances of packets, in their order. Each thing has a sequence of its own, and each
/// packet takes one number of each, so whether packet n is lost depends on the seed and on n: not
/// on what else is impaired, and not on what became of the packets before.
class Dice {
 public:
  explicit Dice(std::uint64_t seed)
      : loss_(Random::derived_seed(seed, 0)),
        corruption_(Random::derived_seed(seed, 1)),
        bit_(Random::derived_seed(seed, 2)),
        reordering_(Random::derived_seed(seed, 3)),
        duplication_(Random::derived_seed(seed, 4)),
        jitter_(Random::derived_seed(seed, 5)) {}

  Chance roll() {
    return {.loss = loss_.next(),
            .corruption = corruption_.next(),
            .bit = bit_.next(),
            .reordering = reordering_.next(),
            .duplication = duplication_.next(),
            .jitter = jitter_.next()};
  }

 private:
  Random loss_;
  Random corruption_;
  Random bit_;
  Random reordering_;
  Random duplication_;
  Random jitter_;
};

}  // namespace hostmodem::link
