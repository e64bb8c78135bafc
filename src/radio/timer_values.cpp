#include "radio/timer_values.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace hostmodem::radio {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kUnits = 8;
constexpr unsigned kCountBits = 5;
constexpr unsigned kCountMask = 0x1f;

/// What one of a timer's units is, by the three bits of the unit; zero: the timer does not run.
using UnitTable = std::array<seconds, kUnits>;

/// Units that are not specified count as minutes.
constexpr UnitTable kTimer2Units = {
    seconds(2),  // 000
    minutes(1),  // 001
    minutes(6),  // 010: a tenth of an hour
    minutes(1),  // 011
    minutes(1),  // 100
    minutes(1),  // 101
    minutes(1),  // 110
    seconds(0),  // 111: deactivated
};

constexpr UnitTable kTimer3Units = {
    minutes(10),  // 000
    hours(1),     // 001
    hours(10),    // 010
    seconds(2),   // 011
    seconds(30),  // 100
    minutes(1),   // 101
    hours(320),   // 110
    seconds(0),   // 111: deactivated
};

std::optional<Duration> length(TimerOctet value, const UnitTable& units) {
  const seconds unit = units[value >> kCountBits];
  if (unit == seconds(0)) return std::nullopt;
  return unit * (value & kCountMask);
}

/// One row for each value of the four bits.
struct CycleRow {
  milliseconds length;
  /// What the value stands for in a network of each kind.
  HalfOctet in_lte_m;
  HalfOctet in_nb_iot;
};
constexpr std::array<CycleRow, 16> kCycles = {{
    {milliseconds(5120), 0, 2},
    {milliseconds(10240), 1, 2},
    {milliseconds(20480), 2, 2},
    {milliseconds(40960), 3, 3},
    {milliseconds(61440), 4, 2},
    {milliseconds(81920), 5, 5},
    {milliseconds(102400), 6, 2},
    {milliseconds(122880), 7, 2},
    {milliseconds(143360), 8, 2},
    {milliseconds(163840), 9, 9},
    {milliseconds(327680), 10, 10},
    {milliseconds(655360), 11, 11},
    {milliseconds(1310720), 12, 12},
    {milliseconds(2621440), 13, 13},
    {milliseconds(5242880), 13, 14},
    {milliseconds(10485760), 13, 15},
}};

constexpr milliseconds kWindowUnitLteM(1280);
constexpr milliseconds kWindowUnitNbIot(2560);
constexpr HalfOctet kHalfMask = 0xf;

}  // namespace

std::optional<Duration> timer2_length(TimerOctet value) { return length(value, kTimer2Units); }

std::optional<Duration> timer3_length(TimerOctet value) { return length(value, kTimer3Units); }

HalfOctet edrx_cycle_of(HalfOctet requested, AccessTechnology access) {
  const CycleRow& row = kCycles[requested & kHalfMask];
  return access == AccessTechnology::kNbIot ? row.in_nb_iot : row.in_lte_m;
}

Duration edrx_cycle_length(HalfOctet value) { return kCycles[value & kHalfMask].length; }

Duration paging_window_length(HalfOctet value, AccessTechnology access) {
  const bool nb_iot = access == AccessTechnology::kNbIot;
  return (nb_iot ? kWindowUnitNbIot : kWindowUnitLteM) * ((value & kHalfMask) + 1);
}

std::string binary_text(std::uint8_t value, std::size_t digits) {
  std::string text(digits, '0');
  for (std::size_t i = digits; i > 0; --i, value >>= 1U) {
    if ((value & 1U) != 0) text[i - 1] = '1';
  }
  return text;
}

std::optional<std::uint8_t> parse_binary(std::string_view text, std::size_t digits) {
  const auto is_binary = [](char c) { return c == '0' || c == '1'; };
  if (text.size() != digits || !std::ranges::all_of(text, is_binary)) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) value = value * 2 + (c == '1' ? 1U : 0U);
  return static_cast<std::uint8_t>(value);
}

}  // namespace hostmodem::radio
