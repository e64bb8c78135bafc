#pragma once

#include <cstdint>
#include <string_view>

namespace hostmodem::fuzz {

/// A modem for one input, from initialisation to shutdown: registered, on a pipe, without a name
/// server, its clock held.
///
/// What happens depends on the input alone, not on the inputs before it in the same process, so
/// that a finding is its one file: what lwIP keeps from one modem to the next (random numbers,
/// fragments, the phase of its timers) is reset. Not so the first sequence numbers of connections;
/// see Uplink::number().
class Modem {
 public:
  /// `network`: TOML, what the network is like; always the same in one process.
  explicit Modem(const char* network = kOneNetwork);
  ~Modem();
  Modem(const Modem&) = delete;
  Modem& operator=(const Modem&) = delete;

  /// Moves the clock, up to kLongest in all; what falls due has happened, and the callbacks that it
  /// caused have returned.
  void step(std::uint64_t milliseconds);
  /// The callbacks that were caused by now have returned.
  void settle() { step(0); }

  /// Takes the network away, and gives it back.
  void reattach();

  /// Accepts one APN, whose link is a pipe, and every context without one.
  static constexpr const char* kOneNetwork = R"(
[[network.apn]]
name = "pipe"
link = "pipe"
)";

  static constexpr std::string_view kOwn4 = "10.0.2.15";
  static constexpr std::string_view kOwn6 = "fd00:0:0:2::15";
  static constexpr std::string_view kLinkLocal = "fe80::15";

 private:
  /// Time costs: a second of it is ten turns of lwIP's timers.
  static constexpr std::uint64_t kLongest = std::uint64_t{20} * 60 * 1000;

  void move_clock(std::uint64_t milliseconds);

  std::uint64_t passed_ = 0;  ///< on the modem's clock
};

}  // namespace hostmodem::fuzz
