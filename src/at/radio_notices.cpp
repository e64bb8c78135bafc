#include "at/radio_notices.h"

#include <utility>

#include "at/notifications.h"

namespace hostmodem::at {
namespace {

using radio::RrcState;

constexpr const char* kUpdate = "%XT3412: ";

/// "%XMODEMSLEEP: <type>,"; nullptr: no sleep. Nordic: nRF9160 AT Commands, %XMODEMSLEEP
const char* sleep_prefix(RrcState state) {
  if (state == RrcState::kPsm) return "%XMODEMSLEEP: 1,";
  if (state == RrcState::kEdrxSleep) return "%XMODEMSLEEP: 2,";
  return nullptr;
}

}  // namespace

RadioNotices::RadioNotices(Session& session, std::function<void(std::string)> tell)
    : session_(session),
      tell_(std::move(tell)),
      update_(session.radio.rrc().timers(), session.subscriptions.periodic_update, tell_),
      sleep_(session.radio.rrc().timers(), session.subscriptions.sleep, tell_) {}

void RadioNotices::on_transition(const radio::RrcTransition& transition) {
  const auto [from, to, cause, at] = transition;
  const radio::Rrc& rrc = session_.radio.rrc();
  if (resting(from) && !resting(to)) update_.stop();
  if (sleep_prefix(from) != nullptr) sleep_.stop();
  if (from == RrcState::kConnected || to == RrcState::kConnected) tell_connection();
  if (!resting(from) && resting(to)) update_.start(kUpdate, rrc.update_due() - at);
  if (const char* prefix = sleep_prefix(to)) sleep_.start(prefix, rrc.sleep_end() - at);
  tell_deactivation(transition);
}

void RadioNotices::tell_connection() {
  if (auto line = connection_notification(session_)) tell_(std::move(*line));
}

void RadioNotices::tell_deactivation(const radio::RrcTransition& transition) {
  if (transition.from == RrcState::kOff && std::exchange(session_.deactivation_told, false)) {
    tell_(std::string(kDeactivatedNotification) + ",0");
  }
  const bool flight = transition.to == RrcState::kOff &&
                      session_.radio.functional_mode() == radio::FunctionalMode::kFlight;
  if (flight && session_.subscriptions.sleep) {
    session_.deactivation_told = true;
    tell_(std::string(kDeactivatedNotification));
  }
}

void RadioNotices::tell_edrx() {
  const auto& granted = session_.radio.granted().edrx;
  if (granted == edrx_told_) return;
  edrx_told_ = granted;
  if (auto line = edrx_notification(session_)) tell_(std::move(*line));
}

}  // namespace hostmodem::at
