#include "base/clock.h"

#include <cmath>

namespace hostmodem {
namespace {

Duration scaled(Duration span, double factor) {
  // The usual scale is exactly 1: keep nanoseconds exact there.
  if (factor == 1.0) return span;
  const double result = static_cast<double>(span.count()) * factor;
  if (result >= static_cast<double>(Duration::max().count())) return Duration::max();
  return Duration{std::llround(result)};
}

}  // namespace

Clock::Clock(double scale, Start start)
    : held_(start == Start::kHeld), scale_(scale), anchor_host_(HostClock::now()) {}

TimePoint Clock::now() const {
  if (held_) return anchor_model_;
  return anchor_model_ + scaled(HostClock::now() - anchor_host_, scale_);
}

void Clock::hold() {
  anchor_model_ = now();
  held_ = true;
}

void Clock::run(double scale) {
  anchor_model_ = now();
  anchor_host_ = HostClock::now();
  scale_ = scale;
  held_ = false;
}

void Clock::advance_to(TimePoint to) {
  if (held_ && to > anchor_model_) anchor_model_ = to;
}

std::optional<Duration> Clock::host_wait(TimePoint deadline) const {
  const Duration model_wait = deadline - now();
  if (model_wait <= Duration::zero()) return Duration::zero();
  if (held_) return std::nullopt;
  return scaled(model_wait, 1.0 / scale_);
}

}  // namespace hostmodem
