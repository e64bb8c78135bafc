#include "base/timers.h"

namespace hostmodem {

std::optional<TimePoint> TimerQueue::next_deadline() const {
  if (armed_.empty()) return std::nullopt;
  return armed_.begin()->first.first;
}

std::size_t TimerQueue::run_due() {
  // Only what was set before this call: a callback that re-arms itself for "now" must not keep the
  // caller here for ever.
  const std::uint64_t sequence_limit = next_sequence_;
  std::size_t fired = 0;
  const TimePoint now = clock_.now();
  for (auto it = armed_.begin(); it != armed_.end() && it->first.first <= now;) {
    if (it->first.second >= sequence_limit) {
      ++it;
      continue;
    }
    Timer* timer = it->second;
    armed_.erase(it);
    timer->key_.reset();
    ++fired;
    const auto callback = timer->callback_;  // the callback may destroy its timer
    callback();
    it = armed_.begin();
  }
  return fired;
}

void Timer::set_at(TimePoint deadline) {
  cancel();
  key_ = TimerQueue::Key{deadline, queue_.next_sequence_++};
  queue_.armed_.emplace(*key_, this);
}

void Timer::set_after(Duration delay) { set_at(later(queue_.clock().now(), delay)); }

void Timer::cancel() {
  if (!key_) return;
  queue_.armed_.erase(*key_);
  key_.reset();
}

}  // namespace hostmodem
