#include "link/rate_limit.h"

#include <algorithm>
#include <utility>

namespace hostmodem::link {
namespace {

constexpr std::uint64_t kNanosecondsPerSecond = 1'000'000'000;

}  // namespace

RateLimit::RateLimit(Stage& next, const FaultSink& faults, TimerQueue& timers)
    : next_(next),
      faults_(faults),
      timer_(timers, [this] { on_timer(); }),
      clock_(timers.clock()) {}

void RateLimit::set(std::uint32_t rate, std::size_t bound) {
  bound_ = bound;
  const std::uint64_t former = std::exchange(rate_, rate);
  if (former == rate || queue_.empty()) return;
  // No more than the bits of a packet times 10^9: 64 bits hold that.
  const TimePoint now = clock_.now();
  const auto left = static_cast<std::uint64_t>(std::max(end_ - now, Duration{}).count()) * former;
  carry_ = 0;
  end_ = later(now, Duration(rate == 0 ? 0 : left / rate));
  timer_.set_at(end_);
}

void RateLimit::clear() {
  timer_.cancel();
  queue_.clear();
  waiting_ = 0;
}

void RateLimit::take(const Parcel& parcel) {
  if (queue_.empty()) {
    if (rate_ == 0) return next_.take(parcel);
    queue_.emplace_back(parcel);
    carry_ = 0;
    begin(clock_.now());
    timer_.set_at(end_);
  } else if (parcel.bytes.size() > bound_ - std::min(bound_, waiting_)) {
    faults_(Fault::kOverflow, parcel);
  } else {
    queue_.emplace_back(parcel);
    waiting_ += parcel.bytes.size();
  }
}

/// Sends the front, from `start` on.
void RateLimit::begin(TimePoint start) {
  end_ = start;
  if (rate_ == 0) return;
  const std::uint64_t work = queue_.front().size() * 8 * kNanosecondsPerSecond + carry_;
  end_ = later(start, Duration(work / rate_));
  carry_ = work % rate_;
}

void RateLimit::on_timer() {
  while (!queue_.empty() && end_ <= clock_.now()) {
    const KeptParcel sent = std::move(queue_.front());
    queue_.pop_front();
    if (!queue_.empty()) {
      waiting_ -= queue_.front().size();
      begin(end_);
    }
    next_.take(sent.parcel());
  }
  if (!queue_.empty()) timer_.set_at(end_);
}

}  // namespace hostmodem::link
