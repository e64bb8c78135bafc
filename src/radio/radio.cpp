#include "radio/radio.h"

#include <utility>

namespace hostmodem::radio {

Radio::Radio(TimerQueue& timers, const Network& network, const Rrc::Settings& settings)
    : Radio(timers, network, settings, current_profile(network.access)) {}

Radio::Radio(TimerQueue& timers, Network network, const Rrc::Settings& settings,
             const CurrentProfile& current)
    : network_(std::move(network)),
      search_(timers, [this] { on_found(); }),
      energy_(timers.clock(), current),
      rrc_(timers, settings, network_.access, [this] { on_updated(); }) {
  rrc_.set_listener(this);
}

Status Radio::set_functional_mode(FunctionalMode mode) {
  switch (mode) {
    case FunctionalMode::kNormal:
    case FunctionalMode::kLteOn:
      if (mode_ == FunctionalMode::kNormal) return {};
      set_mode(FunctionalMode::kNormal);
      start();
      return {};
    case FunctionalMode::kPowerOff:
    case FunctionalMode::kFlight:
      set_mode(mode);
      detach();
      return {};
    case FunctionalMode::kLteOff:
      // Without GNSS there is no subsystem left on: that is flight mode, unless the power is off.
      if (mode_ != FunctionalMode::kPowerOff) set_mode(FunctionalMode::kFlight);
      detach();
      return {};
    case FunctionalMode::kReceiveOnly:
      break;
  }
  return fail(Errno::kOpNotSupp);
}

Status Radio::attach() {
  if (!active()) return fail(Errno::kPerm);
  start();
  return {};
}

void Radio::network_detach() {
  admitted_ = false;
  search_.cancel();
  if (!radio::registered(registration_)) return;
  if (listener_ != nullptr) listener_->on_detached();
  granted_ = {};
  rrc_.search();
  set_registration(Registration::kSearching);
}

void Radio::network_attach() {
  admitted_ = true;
  if (registration_ == Registration::kDenied) {
    rrc_.search();
    set_registration(Registration::kSearching);
  }
  if (registration_ == Registration::kSearching && !search_.armed()) search();
}

void Radio::start() {
  const bool idle =
      registration_ == Registration::kNotRegistered || registration_ == Registration::kDenied;
  if (!idle) return;
  rrc_.search();
  set_registration(Registration::kSearching);
  search();
}

void Radio::search() {
  // Through the timer also without a delay: the answer to the command comes first.
  if (admitted_) search_.set_after(network_.registration_delay);
}

void Radio::detach() {
  search_.cancel();
  if (radio::registered(registration_) && listener_ != nullptr) listener_->on_detached();
  granted_ = {};
  rrc_.switch_off();
  set_registration(Registration::kNotRegistered);
}

void Radio::on_found() {
  rrc_.attach();
  grant_power_saving();
  const bool accepted = listener_ == nullptr || listener_->on_attached();
  if (registration_ != Registration::kSearching) return;  // the listener switched off
  if (!accepted) {
    granted_ = {};
    rrc_.switch_off();
    return set_registration(Registration::kDenied);
  }
  set_registration(network_.roaming ? Registration::kRoaming : Registration::kHome);
}

void Radio::set_mode(FunctionalMode mode) {
  if (mode == mode_) return;
  mode_ = mode;
  if (listener_ != nullptr) listener_->on_functional_mode_changed();
}

void Radio::request(const PowerSaving& requested) {
  if (requested == requested_) return;
  requested_ = requested;
  if (radio::registered(registration_)) rrc_.request_update();
}

void Radio::grant_power_saving() {
  granted_ = grant(requested_, network_.access);
  rrc_.set_power_saving(granted_);
}

void Radio::on_updated() {
  const PowerSaving before = granted_;
  grant_power_saving();
  if (granted_ != before && listener_ != nullptr) listener_->on_power_saving_changed();
}

void Radio::on_transition(const RrcTransition& transition) {
  energy_.on_state(transition.to);
  if (listener_ != nullptr) listener_->on_rrc_transition(transition);
}

void Radio::set_registration(Registration registration) {
  if (registration == registration_) return;
  registration_ = registration;
  if (listener_ != nullptr) listener_->on_registration_changed();
}

}  // namespace hostmodem::radio
