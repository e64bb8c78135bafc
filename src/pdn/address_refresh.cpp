#include "pdn/address_refresh.h"

#include <utility>

#include "base/log.h"
#include "link/router_discovery.h"
#include "pdn/bearer.h"

namespace hostmodem::pdn {

using radio::RrcState;
using std::chrono::seconds;

AddressRefresh::AddressRefresh(const Lease& lease, Bearer& bearer, TimerQueue& timers,
                               radio::Rrc* rrc, Listener listener)
    : lease_(lease),
      bearer_(bearer),
      rrc_(rrc),
      clock_(timers.clock()),
      listener_(std::move(listener)),
      timer_(timers, [this] { on_timer(); }) {
  extend(lease.lifetime);
  if (rrc_ != nullptr) rrc_->add(*this);
}

AddressRefresh::~AddressRefresh() {
  if (rrc_ != nullptr) rrc_->remove(*this);
}

bool AddressRefresh::is_in(RrcState state) const {
  return rrc_ != nullptr && rrc_->state() == state;
}

bool AddressRefresh::asleep() const { return is_in(RrcState::kPsm) || is_in(RrcState::kEdrxSleep); }

void AddressRefresh::delay(bool on) {
  delayed_ = on;
  if (!on && overdue_ && !failed_) solicit();
}

void AddressRefresh::on_timer() {
  if (tries_ == 0) return expire();
  if (tries_ < kSolicitations) return solicit();
  give_up();
}

void AddressRefresh::expire() {
  overdue_ = delayed_ && asleep();
  if (!overdue_) return solicit();
  log::info("pdn{}: the refresh of its IPv6 address waits for the modem to wake up", lease_.pdn);
}

/// The answer may come before send() returns, and so may the connection. What is lost in front of
/// the radio brings none up, and is tried again, too.
void AddressRefresh::solicit() {
  overdue_ = false;
  ++tries_;
  timer_.cancel();
  log::debug("pdn{}: solicits a router for its IPv6 address, {} of {}", lease_.pdn, tries_,
             kSolicitations);
  bearer_.send(link::make_router_solicitation(lease_.link_local));
  if (tries_ > 0 && !is_in(RrcState::kConnecting)) timer_.set_after(kInterval);
}

bool AddressRefresh::on_connected() {
  if (tries_ > 0) timer_.set_after(kInterval);  // what waited in the bearer leaves only now
  if (!overdue_) return false;
  solicit();
  return true;
}

void AddressRefresh::give_up() {
  log::warning("pdn{}: no router answers; its IPv6 address is not refreshed", lease_.pdn);
  overdue_ = true;
  timer_.set_after(lease_.lifetime);
  end_tries();
  if (!std::exchange(failed_, true) && listener_) listener_(false);
}

/// An advertisement that nobody vouches for may not make a lifetime shorter than this, so that one
/// that is forged does no harm. RFC: 4862 5.5.3
void AddressRefresh::take(std::span<const std::byte> packet) {
  constexpr std::chrono::hours kShortest(2);
  const auto lifetime = link::advertised_lifetime(packet, lease_.address);
  if (!lifetime) return;
  const Duration left = valid_until_ - clock_.now();
  if (*lifetime <= kShortest && *lifetime <= left) {
    if (left > kShortest) extend(kShortest);
    return;
  }
  extend(*lifetime);
  log::info("pdn{}: its IPv6 address is refreshed for {} s", lease_.pdn, lifetime->count());
  end_tries();
  if (std::exchange(failed_, false) && listener_) listener_(true);
}

void AddressRefresh::extend(seconds lifetime) {
  overdue_ = false;
  if (lifetime == link::kInfiniteLifetime) {
    valid_until_ = TimePoint::max();
    timer_.cancel();
  } else {
    valid_until_ = clock_.now() + lifetime;
    timer_.set_at(valid_until_);
  }
}

void AddressRefresh::end_tries() {
  if (std::exchange(tries_, 0) > 0 && rrc_ != nullptr) rrc_->carried();
}

}  // namespace hostmodem::pdn
