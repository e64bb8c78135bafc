#include "link/reordering.h"

#include <utility>

namespace hostmodem::link {

Reordering::Reordering(Stage& next, const FaultSink& faults, TimerQueue& timers)
    : next_(next), faults_(faults), timer_(timers, [this] {
        if (const auto late = let_go()) next_.take(late->parcel());
      }) {}

void Reordering::clear() { let_go(); }

std::optional<KeptParcel> Reordering::let_go() {
  timer_.cancel();
  return std::exchange(held_, std::nullopt);
}

void Reordering::take(const Parcel& parcel) {
  if (const auto overtaken = let_go()) {
    next_.take(parcel);
    faults_(Fault::kReordering, overtaken->parcel());
    next_.take(overtaken->parcel());
  } else if (Chance::decides(probability_, parcel.chance.reordering)) {
    held_.emplace(parcel);
    timer_.set_after(kLongestHold);
  } else {
    next_.take(parcel);
  }
}

}  // namespace hostmodem::link
