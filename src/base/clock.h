#pragma once

#include <chrono>
#include <optional>

namespace hostmodem {

using Duration = std::chrono::nanoseconds;

/// The modem's clock: all time that the core knows. It runs with the host's steady clock, at a
/// scale, or it is held and moves only when it is stepped.
///
/// Theory of operation: the clock is a line (model = anchor_model + (host - anchor_host) * scale);
/// whoever changes the scale or holds it starts a new line at the point reached, so model time
/// never jumps and never runs backwards.
///
/// Thread: every member under the modem lock.
class Clock {
 public:
  struct TimePointTag {
    using duration = Duration;
    using rep = Duration::rep;
    using period = Duration::period;
  };
  using TimePoint = std::chrono::time_point<TimePointTag, Duration>;

  enum class Start { kRunning, kHeld };

  /// Starts at zero, running at `scale` model seconds per host second (scale > 0), or held there.
  explicit Clock(double scale = 1.0, Start start = Start::kRunning);

  [[nodiscard]] TimePoint now() const;

  [[nodiscard]] bool held() const { return held_; }

  /// Stops the clock where it is; from now on only advance() moves it.
  void hold();

  /// Lets the clock run (again) at `scale` (> 0) from where it is.
  void run(double scale);

  /// Moves a held clock forward to `to`; an earlier point leaves it where it is.
  void advance_to(TimePoint to);

  /// How long the host has to wait until model time `deadline`: zero when it is past, nullopt when
  /// the clock is held (it would never come by itself).
  [[nodiscard]] std::optional<Duration> host_wait(TimePoint deadline) const;

 private:
  using HostClock = std::chrono::steady_clock;

  bool held_;
  double scale_;
  TimePoint anchor_model_{};
  HostClock::time_point anchor_host_;
};

using TimePoint = Clock::TimePoint;

/// `from` and a `delay` of zero or more; as far away as there is time when it would be beyond.
inline TimePoint later(TimePoint from, Duration delay) {
  return delay < TimePoint::max() - from ? from + delay : TimePoint::max();
}

}  // namespace hostmodem
