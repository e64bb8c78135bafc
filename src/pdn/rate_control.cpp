#include "pdn/rate_control.h"

#include <utility>

namespace hostmodem::pdn {

RateControl::RateControl(const RateLimits& limits, TimerQueue& timers,
                         std::function<void()> changed)
    : limits_(limits),
      timers_(timers),
      changed_(std::move(changed)),
      regular_(limits.rate),
      end_timer_(timers, [this] { changed_(); }) {
  if (limits.additional) additional_.emplace(*limits.additional);
}

void RateControl::Window::count(TimePoint now) {
  if (now >= end_) {
    sent_ = 0;
    end_ = now + rate_.window;
  }
  ++sent_;
}

bool RateControl::blocks(bool exceptional) const {
  if (!blocking()) return false;
  if (!exceptional) return true;
  return additional_ ? additional_->full(now()) : !limits_.exceptional;
}

bool RateControl::admit(bool exceptional) {
  if (blocks(exceptional)) return false;
  if (blocking()) {
    if (additional_) additional_->count(now());
    return true;
  }
  regular_.count(now());
  if (blocking()) {
    end_timer_.set_at(regular_.end());
    changed_();
  }
  return true;
}

Duration RateControl::remaining() const {
  return blocking() ? regular_.end() - now() : Duration::zero();
}

}  // namespace hostmodem::pdn
