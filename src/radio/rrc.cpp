#include "radio/rrc.h"

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace hostmodem::radio {
namespace {

/// T3412 of this network, where no extended one is granted. 3GPP: TS 24.301 10.2
constexpr std::chrono::minutes kPeriodicUpdate(54);

}  // namespace

Rrc::Rrc(TimerQueue& timers, const Settings& settings, AccessTechnology access,
         std::function<void()> updated)
    : timers_(timers),
      settings_(settings),
      access_(access),
      updated_(std::move(updated)),
      assistance_([this] { release(); }, [this] { on_inactivity(); }),
      set_up_timer_(timers, [this] { on_set_up(); }),
      inactivity_timer_(timers, [this] { on_inactivity(); }),
      release_timer_(timers, [this] { on_release(); }),
      update_timer_(timers, [this] { on_update_due(); }),
      active_timer_(timers, [this] { move(RrcCause::kActiveTimeEnd); }),
      paging_timer_(timers, [this] { on_paging_timer(); }),
      occasion_timer_(timers, [this] { on_paging_occasion(); }),
      early_update_timer_(timers, [this] { on_update_due(); }) {}

void Rrc::switch_off() { move(RrcCause::kSwitchOff); }

void Rrc::search() { move(RrcCause::kSearch); }

void Rrc::attach() { move(RrcCause::kAttach); }

void Rrc::move(RrcCause cause) {
  const auto to = next_state(state_, cause);
  if (!to) return;
  const RrcState from = std::exchange(state_, *to);
  enter(from);
  log::debug("rrc: {} to {}: {}", name_of(from), name_of(*to), name_of(cause));
  if (listener_ != nullptr) listener_->on_transition({from, *to, cause, timers_.clock().now()});
}

/// Sets the clocks of the state, and stops those of the one before.
void Rrc::enter(RrcState from) {
  if (!resting(state_)) {
    update_timer_.cancel();
    active_timer_.cancel();
    paging_timer_.cancel();
  }
  if (state_ != RrcState::kIdle) occasion_timer_.cancel();
  switch (state_) {
    case RrcState::kOff:
    case RrcState::kSearching:
      set_up_timer_.cancel();
      inactivity_timer_.cancel();
      release_timer_.cancel();
      early_update_timer_.cancel();
      update_requested_ = release_requested_ = release_waits_ = false;
      downlink_waits_ = answer_awaited_ = false;
      break;
    case RrcState::kConnecting:
      if (settings_.set_up > Duration::zero()) set_up_timer_.set_after(settings_.set_up);
      break;
    case RrcState::kConnected:
      downlink_waits_ = false;
      note_packet();
      inactivity_timer_.set_after(settings_.inactivity);
      break;
    case RrcState::kIdle:
      if (!resting(from)) start_rest();
      listen();
      break;
    case RrcState::kEdrxSleep:
      paging_timer_.set_at(next_window_);
      break;
    case RrcState::kPsm:
      paging_timer_.cancel();
      break;
  }
}

/// The connection was released.
void Rrc::start_rest() {
  inactivity_timer_.cancel();
  release_timer_.cancel();
  release_waits_ = false;
  const TimePoint now = timers_.clock().now();
  update_due_ = now + periodic_update();
  update_timer_.set_at(update_due_);
  if (granted_.psm) active_timer_.set_after(*timer2_length(granted_.psm->active_time));
  if (granted_.edrx) next_window_ = now + edrx_cycle_length(granted_.edrx->cycle);
}

/// A paging window begins. One that is as long as the cycle does not end.
void Rrc::listen() {
  listens_from_ = timers_.clock().now();
  if (!granted_.edrx) return;
  const Duration window = paging_window_length(granted_.edrx->window, access_);
  if (window < edrx_cycle_length(granted_.edrx->cycle)) paging_timer_.set_after(window);
}

Duration Rrc::periodic_update() const {
  const auto extended = granted_.psm ? timer3_length(granted_.psm->periodic_update) : std::nullopt;
  return extended && *extended > Duration::zero() ? *extended : Duration(kPeriodicUpdate);
}

TimePoint Rrc::sleep_end() const {
  return state_ == RrcState::kEdrxSleep ? std::min(next_window_, update_due_) : update_due_;
}

void Rrc::connect(RrcCause cause) {
  move(cause);
  if (settings_.set_up == Duration::zero()) on_set_up();
}

void Rrc::on_set_up() {
  move(RrcCause::kSetUp);
  const bool updating = std::exchange(update_requested_, false);
  const bool releasing = std::exchange(release_requested_, false);
  if (updating) updated_();
  bool carried = false;
  for (Traffic* traffic : traffic_) carried |= traffic->on_connected();
  if (updating && !carried) {
    move(RrcCause::kUpdated);
  } else if (releasing) {
    release();
  }
}

void Rrc::request_update() {
  if (state_ == RrcState::kOff || state_ == RrcState::kSearching) return;
  early_update_timer_.set_after(Duration::zero());
}

void Rrc::on_update_due() {
  early_update_timer_.cancel();
  if (state_ == RrcState::kConnected) return updated_();
  update_requested_ = true;
  if (state_ != RrcState::kConnecting) connect(RrcCause::kUpdate);
}

void Rrc::on_inactivity() {
  if (state_ != RrcState::kConnected || assistance_.kept() || on_air()) return;
  const TimePoint due = last_packet_ + settings_.inactivity;
  if (timers_.clock().now() < due) {
    inactivity_timer_.set_at(due);
  } else {
    move(RrcCause::kInactivity);
  }
}

/// Through the timer: what the operation in progress still sends goes first.
void Rrc::release() {
  if (state_ == RrcState::kConnecting) release_requested_ = true;
  if (state_ == RrcState::kConnected) release_timer_.set_after(Duration::zero());
}

void Rrc::on_release() {
  if (!assistance_.agreed()) return on_inactivity();
  release_waits_ = on_air();
  if (!release_waits_) move(RrcCause::kAssistance);
}

bool Rrc::on_air() const {
  return std::ranges::any_of(traffic_, [](const Traffic* traffic) { return traffic->on_air(); });
}

void Rrc::carried() {
  if (state_ != RrcState::kConnected || on_air()) return;
  note_packet();
  inactivity_timer_.set_after(settings_.inactivity);
  if (std::exchange(release_waits_, false)) release();
}

void Rrc::on_paging_timer() {
  if (state_ == RrcState::kIdle) return move(RrcCause::kWindowEnd);
  next_window_ += edrx_cycle_length(granted_.edrx->cycle);
  move(RrcCause::kWindow);
  if (downlink_waits_) await_paging();
}

/// The network has a packet for an idle modem, and pages it when it listens.
void Rrc::await_paging() {
  const Duration cycle = settings_.paging_cycle;
  if (cycle == Duration::zero()) return connect(RrcCause::kPaging);
  const Duration since = timers_.clock().now() - listens_from_;
  if (!occasion_timer_.armed()) occasion_timer_.set_after((cycle - since % cycle) % cycle);
}

void Rrc::on_paging_occasion() { connect(RrcCause::kPaging); }

bool Rrc::start_uplink(bool exceptional) {
  exceptional = exceptional && access_ == AccessTechnology::kNbIot;
  if (resting(state_)) connect(exceptional ? RrcCause::kExceptional : RrcCause::kUplink);
  if (state_ != RrcState::kConnected) return false;
  if (control_plane_ != ControlPlaneRai::kNone) assist_uplink();
  return true;
}

bool Rrc::start_downlink() {
  if (state_ == RrcState::kIdle) await_paging();
  downlink_waits_ = resting(state_);
  return state_ == RrcState::kConnected;
}

void Rrc::set_control_plane_rai(ControlPlaneRai rai) {
  control_plane_ = access_ == AccessTechnology::kNbIot ? rai : ControlPlaneRai::kNone;
  answer_awaited_ = false;
}

void Rrc::assist_uplink() {
  answer_awaited_ = control_plane_ == ControlPlaneRai::kOneResponse;
  if (!answer_awaited_) assistance_.ask_for_control_plane();
}

void Rrc::assist_downlink() {
  if (std::exchange(answer_awaited_, false)) assistance_.ask_for_control_plane();
}

}  // namespace hostmodem::radio
