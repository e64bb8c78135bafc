#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "radio/network.h"
#include "radio/rrc_states.h"

namespace hostmodem::radio {

/// What draws charge. The first ones are the states of the radio connection, by their numbers.
enum class Draw : std::uint8_t {
  kOff,
  kSearching,
  kIdle,
  kConnecting,
  kConnected,
  kEdrxSleep,
  kPsm,
  kTransmit,
  kReceive,
};
inline constexpr std::size_t kDraws = 9;

/// How much: states in mA, transmission and reception in µC for each byte of an IP packet, besides
/// what being connected draws.
using CurrentProfile = std::array<double, kDraws>;

/// Of an nRF9160. docs/radio.md has where the numbers come from.
[[nodiscard]] const CurrentProfile& current_profile(AccessTechnology access);

/// As the configuration calls it: "edrx_sleep".
[[nodiscard]] std::string_view name_of(Draw draw);
[[nodiscard]] std::optional<Draw> draw_named(std::string_view name);

[[nodiscard]] constexpr Draw draw_of(RrcState state) { return static_cast<Draw>(state); }

}  // namespace hostmodem::radio
