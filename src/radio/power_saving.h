#pragma once

#include <optional>

#include "radio/network.h"
#include "radio/timer_values.h"

namespace hostmodem::radio {

/// Power saving mode: the modem can't be reached between its tracking area updates, but for the
/// active time after each connection. 3GPP: TS 23.682 4.5.4
struct Psm {
  TimerOctet periodic_update = kDeactivated;  ///< T3412 extended
  TimerOctet active_time = kDeactivated;      ///< T3324

  bool operator==(const Psm&) const = default;
};

/// Extended discontinuous reception: an idle modem listens in one window of each cycle.
/// 3GPP: TS 24.008 10.5.5.32
struct Edrx {
  HalfOctet cycle = 0;
  HalfOctet window = 0;

  bool operator==(const Edrx&) const = default;
};

/// What the modem asks for, or what the network grants.
struct PowerSaving {
  std::optional<Psm> psm;
  std::optional<Edrx> edrx;

  bool operator==(const PowerSaving&) const = default;
};

/// What a network makes of a request: as asked for, as far as it exists. Power saving mode needs an
/// active time, and an eDRX cycle is one of those of the access technology.
[[nodiscard]] PowerSaving grant(const PowerSaving& requested, AccessTechnology access);

}  // namespace hostmodem::radio
