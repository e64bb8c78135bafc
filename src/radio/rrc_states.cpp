#include "radio/rrc_states.h"

#include <algorithm>
#include <array>

namespace hostmodem::radio {
namespace {

using enum RrcState;
using enum RrcCause;

constexpr auto kTable = std::to_array<RrcRow>({
    {kOff, kSearch, kSearching},

    {kSearching, kSwitchOff, kOff},     {kSearching, kAttach, kConnected},

    {kIdle, kSwitchOff, kOff},          {kIdle, kSearch, kSearching},
    {kIdle, kUplink, kConnecting},      {kIdle, kExceptional, kConnecting},
    {kIdle, kPaging, kConnecting},      {kIdle, kUpdate, kConnecting},
    {kIdle, kWindowEnd, kEdrxSleep},    {kIdle, kActiveTimeEnd, kPsm},

    {kConnecting, kSwitchOff, kOff},    {kConnecting, kSearch, kSearching},
    {kConnecting, kSetUp, kConnected},

    {kConnected, kSwitchOff, kOff},     {kConnected, kSearch, kSearching},
    {kConnected, kInactivity, kIdle},   {kConnected, kAssistance, kIdle},
    {kConnected, kUpdated, kIdle},

    {kEdrxSleep, kSwitchOff, kOff},     {kEdrxSleep, kSearch, kSearching},
    {kEdrxSleep, kUplink, kConnecting}, {kEdrxSleep, kExceptional, kConnecting},
    {kEdrxSleep, kUpdate, kConnecting}, {kEdrxSleep, kWindow, kIdle},
    {kEdrxSleep, kActiveTimeEnd, kPsm},

    {kPsm, kSwitchOff, kOff},           {kPsm, kSearch, kSearching},
    {kPsm, kUplink, kConnecting},       {kPsm, kExceptional, kConnecting},
    {kPsm, kUpdate, kConnecting},
});

constexpr auto kStateNames = std::to_array<std::string_view>(
    {"off", "searching", "idle", "connecting", "connected", "eDRX sleep", "PSM"});

constexpr auto kCauseNames = std::to_array<std::string_view>(
    {"switched off", "search", "attach", "uplink", "exceptional data", "paging",
     "tracking area update", "set up", "inactivity", "release assistance", "updated",
     "end of the paging window", "paging window", "end of the active time"});

}  // namespace

std::span<const RrcRow> rrc_table() { return kTable; }

std::optional<RrcState> next_state(RrcState from, RrcCause cause) {
  const auto* const row = std::ranges::find_if(
      kTable, [&](const RrcRow& r) { return r.from == from && r.cause == cause; });
  return row == kTable.end() ? std::nullopt : std::optional(row->to);
}

std::string_view name_of(RrcState state) { return kStateNames.at(static_cast<std::size_t>(state)); }

std::string_view name_of(RrcCause cause) { return kCauseNames.at(static_cast<std::size_t>(cause)); }

}  // namespace hostmodem::radio
