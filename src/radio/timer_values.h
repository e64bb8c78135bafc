#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "radio/network.h"

// The values that timers and cycles have on the air, and in AT commands, where they are written as
// binary digits.

namespace hostmodem::radio {

/// An octet: three bits for the unit, five for how many of them.
using TimerOctet = std::uint8_t;
/// Half an octet: the number of a row in a table of lengths.
using HalfOctet = std::uint8_t;

/// "11100000", of both kinds of timer: it does not run.
inline constexpr TimerOctet kDeactivated = 0b111'00000;

/// T3324, the active time; nullopt when it is deactivated.
/// 3GPP: TS 24.008 10.5.7.4, "GPRS timer 2"
[[nodiscard]] std::optional<Duration> timer2_length(TimerOctet value);

/// T3412 extended, the periodic tracking area update; nullopt when it is deactivated.
/// 3GPP: TS 24.008 10.5.7.4a, "GPRS timer 3"
[[nodiscard]] std::optional<Duration> timer3_length(TimerOctet value);

/// The eDRX cycle that a network of this access technology makes of a value: some exist in one of
/// the two only. 3GPP: TS 24.008 10.5.5.32
[[nodiscard]] HalfOctet edrx_cycle_of(HalfOctet requested, AccessTechnology access);

/// How long an eDRX cycle is; of what edrx_cycle_of() gave. 3GPP: TS 24.008 10.5.5.32
[[nodiscard]] Duration edrx_cycle_length(HalfOctet value);

/// How long the paging time window of an eDRX cycle is. 3GPP: TS 24.008 10.5.5.32
[[nodiscard]] Duration paging_window_length(HalfOctet value, AccessTechnology access);

/// `digits` binary digits.
[[nodiscard]] std::string binary_text(std::uint8_t value, std::size_t digits);

/// The other way round; nullopt unless it is exactly `digits` of 0 and 1, of which there are up to
/// eight.
[[nodiscard]] std::optional<std::uint8_t> parse_binary(std::string_view text, std::size_t digits);

}  // namespace hostmodem::radio
