#include "pdn/air_interface.h"

namespace hostmodem::pdn {

using link::Direction;
using Cause = PacketLoss::Cause;

AirInterface::AirInterface(TimerQueue& timers, const radio::LinkProfile& profile,
                           std::uint64_t seed, radio::Rrc& rrc)
    : rrc_(rrc),
      dice_(seed),
      uplink_losses_(losses(Direction::kUp, Cause::kAirQueue)),
      uplink_network_losses_(losses(Direction::kUp, Cause::kNetworkQueue)),
      downlink_network_losses_(losses(Direction::kDown, Cause::kNetworkQueue)),
      downlink_losses_(losses(Direction::kDown, Cause::kAirQueue)),
      gateway_(*this, Of::kNetwork, &User::on_arrived_at_gateway, nullptr),
      uplink_delay_(gateway_, uplink_network_losses_, timers),
      sent_(*this, Of::kAir, &User::on_sent, &uplink_delay_),
      uplink_(sent_, uplink_losses_, timers),
      cell_(*this, Of::kNetwork, &User::on_arrived_at_cell, nullptr),
      downlink_delay_(cell_, downlink_network_losses_, timers),
      delivered_(*this, Of::kAir, &User::on_delivered, nullptr),
      downlink_(delivered_, downlink_losses_, timers) {
  uplink_.set(profile.uplink.rate, link::Impairment::kDefaultQueue);
  uplink_delay_.set(profile.uplink.delay, profile.uplink.jitter);
  downlink_.set(profile.downlink.rate, link::Impairment::kDefaultQueue);
  downlink_delay_.set(profile.downlink.delay, profile.downlink.jitter);
  rrc_.add(*this);
}

AirInterface::~AirInterface() { rrc_.remove(*this); }

link::FaultSink AirInterface::losses(Direction direction, Cause cause) {
  return [this, direction, cause](link::Fault, const link::Parcel& parcel) {
    if (direction == Direction::kUp && cause == Cause::kAirQueue) uplink_taken_ = false;
    const auto user = users_.find(parcel.number);
    if (user == users_.end()) return;
    user->second->on_lost({direction, cause, parcel.bytes.size()});
  };
}

AirInterface::Ticket AirInterface::join(User& user) {
  users_[++last_ticket_] = &user;
  return last_ticket_;
}

bool AirInterface::send(Ticket ticket, std::span<const std::byte> packet) {
  uplink_taken_ = true;
  uplink_.take({packet, dice_.roll(), ticket});
  return uplink_taken_;
}

void AirInterface::enter(Ticket ticket, std::span<const std::byte> packet) {
  downlink_delay_.take({packet, dice_.roll(), ticket});
}

void AirInterface::deliver(Ticket ticket, std::span<const std::byte> packet) {
  downlink_.take({packet, {}, ticket});
}

void AirInterface::Point::take(const link::Parcel& parcel) {
  if (const auto user = air_.users_.find(parcel.number); user != air_.users_.end()) {
    (user->second->*arrival_)(parcel.bytes);
    if (next_ != nullptr) next_->take(parcel);
  }
  if (of_ == Of::kAir && !air_.on_air()) air_.rrc_.carried();
}

}  // namespace hostmodem::pdn
