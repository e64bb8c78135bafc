#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace hostmodem::at {

/// The time of day: a start, and from then on the modem's clock, until AT+CCLK sets it.
///
/// Thread: under the modem lock.
class WallClock {
 public:
  /// `start` is the time of day at the modem's time zero.
  WallClock(const Clock& clock, std::chrono::system_clock::time_point start);

  /// Sets it to local time "yy/MM/dd,hh:mm:ss" and zone "+zz" or "-zz", in quarters of an hour from
  /// GMT (-48 to 48); false when the text is not that. 3GPP: TS 27.007 8.15
  bool set(std::string_view text);

  /// The local time in the same form, which has the year in its century: "70/01/01" is in 1970 if
  /// the start was then, in 2070 if set() set it.
  [[nodiscard]] std::string text() const;

  /// The network's time, which set() does not change: 14 semi-octets, the last two its zone, which
  /// is GMT. 3GPP: TS 24.008 10.5.3.9
  [[nodiscard]] std::string network_time() const;

 private:
  [[nodiscard]] std::chrono::sys_seconds after(std::chrono::system_clock::time_point start) const;

  const Clock& clock_;
  std::chrono::system_clock::time_point network_start_;
  std::chrono::system_clock::time_point start_;
  int zone_ = 0;  ///< quarters of an hour
};

}  // namespace hostmodem::at
