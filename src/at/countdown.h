#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/timers.h"

namespace hostmodem::at {

/// What AT%XMODEMSLEEP and AT%XT3412 ask for.
struct CountdownReport {
  std::chrono::milliseconds warning{0};    ///< before the end; zero: none
  std::chrono::milliseconds threshold{0};  ///< shorter times are not told
};

/// A time of the radio's that the application hears of: how long it is, that it is about to end,
/// and that it has ended. The first decides about the others.
///
/// Thread: under the modem lock.
class Countdown {
 public:
  using Tell = std::function<void(std::string)>;

  /// `report`: what the application asked for now, nullopt for nothing; it must outlive this.
  Countdown(TimerQueue& timers, const std::optional<CountdownReport>& report, Tell tell);

  /// `prefix` comes before the milliseconds.
  void start(std::string prefix, Duration length);
  /// The time is over, or something put an end to it.
  void stop();

 private:
  void tell(std::chrono::milliseconds left) const;

  const std::optional<CountdownReport>& report_;
  Tell tell_;
  std::optional<std::string> prefix_;  ///< while it runs and is told of
  Timer warning_;
};

}  // namespace hostmodem::at
