#pragma once

#include "base/clock.h"
#include "base/timers.h"

namespace hostmodem::test {

/// Time passes on a held clock as the event loop lets it: from timer to timer, and then to the end.
/// `settle` is called after the timers of each moment.
template <typename Settle>
void pass_time(Clock& clock, TimerQueue& timers, Duration span, Settle settle) {
  const TimePoint end = clock.now() + span;
  for (auto next = timers.next_deadline(); next && *next <= end; next = timers.next_deadline()) {
    clock.advance_to(*next);
    timers.run_due();
    settle();
  }
  clock.advance_to(end);
}
inline void pass_time(Clock& clock, TimerQueue& timers, Duration span) {
  pass_time(clock, timers, span, [] {});
}

}  // namespace hostmodem::test
