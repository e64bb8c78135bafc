#include "link/delay.h"

#include <algorithm>
#include <utility>

namespace hostmodem::link {

Delay::Delay(Stage& next, const FaultSink& faults, TimerQueue& timers)
    : next_(next),
      faults_(faults),
      timer_(timers, [this] { on_timer(); }),
      clock_(timers.clock()) {}

void Delay::set(Duration delay, Duration jitter) {
  if (delay == delay_ && jitter == jitter_) return;
  delay_ = delay;
  jitter_ = jitter;
  last_ = {};
}

void Delay::clear() {
  timer_.cancel();
  under_way_.clear();
  bytes_ = 0;
}

void Delay::take(const Parcel& parcel) {
  if (delay_ == Duration{} && jitter_ == Duration{}) return next_.take(parcel);
  if (parcel.bytes.size() > kMaxUnderWay - bytes_) return faults_(Fault::kOverflow, parcel);
  const double more = static_cast<double>(jitter_.count()) * Chance::fraction(parcel.chance.jitter);
  const Duration total = delay_ + Duration(static_cast<Duration::rep>(more));
  last_ = std::max(last_, later(clock_.now(), total));
  under_way_.emplace(last_, parcel);  // after those of the same time
  bytes_ += parcel.bytes.size();
  timer_.set_at(under_way_.begin()->first);
}

void Delay::on_timer() {
  while (!under_way_.empty() && under_way_.begin()->first <= clock_.now()) {
    const auto arrived = under_way_.extract(under_way_.begin());
    bytes_ -= arrived.mapped().size();
    next_.take(arrived.mapped().parcel());
  }
  if (!under_way_.empty()) timer_.set_at(under_way_.begin()->first);
}

}  // namespace hostmodem::link
