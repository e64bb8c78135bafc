#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/clock.h"

namespace hostmodem::radio {

/// The states of the radio connection. What is permitted in each:
enum class RrcState : std::uint8_t {
  kOff,         ///< nothing: the radio is off, or the modem left the network or was denied
  kSearching,   ///< nothing: there is no network yet
  kIdle,        ///< paging: downlink brings up a connection, and so does uplink
  kConnecting,  ///< nothing passes: packets of both directions wait
  kConnected,   ///< packets pass, both ways
  kEdrxSleep,   ///< uplink brings up a connection; downlink waits for the next paging window
  kPsm,         ///< uplink brings up a connection; downlink waits for it or for the next update
};

/// How many there are.
inline constexpr std::size_t kRrcStates = 7;

/// What ends a state.
enum class RrcCause : std::uint8_t {
  kSwitchOff,      ///< the modem leaves the network, or was denied
  kSearch,         ///< it looks for a network
  kAttach,         ///< it found one, and is connected for the attach
  kUplink,         ///< a packet is to be sent
  kExceptional,    ///< one with exceptional data, in NB-IoT
  kPaging,         ///< the network has a packet
  kUpdate,         ///< a tracking area update is due
  kSetUp,          ///< the connection is set up
  kInactivity,     ///< no packet for so long that the network releases the connection
  kAssistance,     ///< the modem said that it needs the connection no more
  kUpdated,        ///< the update is done, and there was nothing else to carry
  kWindowEnd,      ///< the paging window is over
  kWindow,         ///< the next one begins
  kActiveTimeEnd,  ///< T3324 is over
};

/// A change of state, as it is told.
struct RrcTransition {
  RrcState from;
  RrcState to;
  RrcCause cause;
  TimePoint at;
};

/// Whether the modem is registered and has no connection.
[[nodiscard]] constexpr bool resting(RrcState state) {
  return state == RrcState::kIdle || state == RrcState::kEdrxSleep || state == RrcState::kPsm;
}

/// A row of the state machine.
struct RrcRow {
  RrcState from;
  RrcCause cause;
  RrcState to;
};

/// The whole state machine: what is not in it does not happen.
[[nodiscard]] std::span<const RrcRow> rrc_table();

/// Where `cause` leads to from `from`; nullopt: nowhere.
[[nodiscard]] std::optional<RrcState> next_state(RrcState from, RrcCause cause);

/// For logs and traces: "idle", "release assistance".
[[nodiscard]] std::string_view name_of(RrcState state);
[[nodiscard]] std::string_view name_of(RrcCause cause);

}  // namespace hostmodem::radio
