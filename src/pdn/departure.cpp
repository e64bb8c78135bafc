#include "pdn/departure.h"

#include "pdn/bearer.h"

namespace hostmodem::pdn {

void Departure::begin(Bearer* bearer) {
  leave();
  state_ = State::kNone;
  bearer_ = bearer;
  if (bearer == nullptr) return;
  lost_before_ = bearer->uplink_lost();
  begin_ = bearer->uplink_taken();
}

void Departure::settle() {
  if (bearer_ == nullptr || state_ != State::kNone) return;
  const bool lost = bearer_->uplink_lost() != lost_before_;
  end_ = bearer_->uplink_taken();
  if (!lost && bearer_->uplink_sent() < end_) {
    state_ = State::kWaiting;
    bearer_->follow(*this);
    return;
  }
  state_ = lost ? State::kLost : State::kOnAir;
  bearer_ = nullptr;
}

void Departure::tell(State state) {
  bearer_ = nullptr;
  state_ = state;
  changed_();
}

bool Departure::lose(std::uint64_t number) {
  if (number > begin_ && number <= end_) return true;
  if (number <= begin_) --begin_;
  if (number <= end_) --end_;
  return false;
}

void Departure::leave() {
  // Not joined: the bearer may be gone.
  if (state_ == State::kWaiting) bearer_->unfollow(*this);
  bearer_ = nullptr;
}

}  // namespace hostmodem::pdn
