#pragma once

#include <cstdint>
#include <random>

namespace hostmodem {

/// The modem's one source of randomness outside cryptography (ports, identifiers, impairment): the
/// same seed gives the same sequence.
///
/// Thread: under the modem lock.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// A seed from the host's entropy.
  static std::uint64_t host_seed() {
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32) | device();
  }

  /// The seed of a sequence of its own, one of many that follow from `seed`: what is drawn from one
  /// sequence does not change another.
  static std::uint64_t derived_seed(std::uint64_t seed, std::uint64_t stream) {
    // The output function of SplitMix64: seeds and streams are small numbers, which a generator
    // must not start from.
    std::uint64_t mixed = seed + (stream + 1) * 0x9e3779b97f4a7c15;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

  std::uint64_t next() { return engine_(); }

  /// Uniform in [low, high].
  std::uint32_t between(std::uint32_t low, std::uint32_t high) {
    return std::uniform_int_distribution<std::uint32_t>(low, high)(engine_);
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace hostmodem
