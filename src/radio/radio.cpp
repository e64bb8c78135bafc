#include "radio/radio.h"

#include <utility>

namespace hostmodem::radio {

Radio::Radio(TimerQueue& timers, Network network)
    : network_(std::move(network)), search_(timers, [this] { attach(); }) {}

Status Radio::set_functional_mode(FunctionalMode mode) {
  switch (mode) {
    case FunctionalMode::kNormal:
    case FunctionalMode::kLteOn:
      mode_ = FunctionalMode::kNormal;
      start();
      return {};
    case FunctionalMode::kPowerOff:
    case FunctionalMode::kFlight:
      mode_ = mode;
      stop();
      return {};
    case FunctionalMode::kLteOff:
      // Without GNSS there is no subsystem left on: that is flight mode, unless the power is off.
      if (mode_ != FunctionalMode::kPowerOff) mode_ = FunctionalMode::kFlight;
      stop();
      return {};
    case FunctionalMode::kReceiveOnly:
      break;
  }
  return fail(Errno::kOpNotSupp);
}

void Radio::start() {
  if (active()) return;
  set_registration(Registration::kSearching);
  // Through the timer also without a delay: the answer to the command comes first.
  search_.set_after(network_.registration_delay);
}

void Radio::stop() {
  if (!active()) return;
  search_.cancel();
  const bool attached = registration_ != Registration::kSearching;
  if (attached && listener_ != nullptr) listener_->on_detached();
  set_registration(Registration::kNotRegistered);
}

void Radio::attach() {
  if (listener_ != nullptr) listener_->on_attached();
  if (!active()) return;  // the listener switched off
  set_registration(network_.roaming ? Registration::kRoaming : Registration::kHome);
}

void Radio::set_registration(Registration registration) {
  if (registration == registration_) return;
  registration_ = registration;
  if (listener_ != nullptr) listener_->on_registration_changed();
}

}  // namespace hostmodem::radio
