#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "base/clock.h"

namespace hostmodem {

class Timer;

/// The timers of the modem, in the order of their deadlines (equal deadlines in the order in which
/// they were set). Nothing fires by itself: the event loop, or whoever steps the clock, calls
/// run_due().
///
/// Thread: under the modem lock, timer callbacks included.
class TimerQueue {
 public:
  explicit TimerQueue(const Clock& clock) : clock_(clock) {}
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;

  [[nodiscard]] std::optional<TimePoint> next_deadline() const;

  /// Calls the callback of every timer whose deadline is not after now(). A callback may set and
  /// cancel any timer, its own too, and may destroy it. Returns how many fired.
  std::size_t run_due();

  [[nodiscard]] const Clock& clock() const { return clock_; }

 private:
  friend class Timer;
  using Key = std::pair<TimePoint, std::uint64_t>;

  const Clock& clock_;
  std::uint64_t next_sequence_ = 0;
  std::map<Key, Timer*> armed_;
};

/// One timer: calls `callback` once, when its deadline came. Cancelled by its destructor.
class Timer {
 public:
  Timer(TimerQueue& queue, std::function<void()> callback)
      : queue_(queue), callback_(std::move(callback)) {}
  ~Timer() { cancel(); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// (Re-)arms the timer.
  void set_at(TimePoint deadline);
  /// As set_at(now + delay); a delay without end is as far away as there is time.
  void set_after(Duration delay);
  void cancel();
  [[nodiscard]] bool armed() const { return key_.has_value(); }

 private:
  friend class TimerQueue;

  TimerQueue& queue_;
  std::function<void()> callback_;
  std::optional<TimerQueue::Key> key_;
};

}  // namespace hostmodem
