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

  std::uint64_t next() { return engine_(); }

  /// Uniform in [low, high].
  std::uint32_t between(std::uint32_t low, std::uint32_t high) {
    return std::uniform_int_distribution<std::uint32_t>(low, high)(engine_);
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace hostmodem
