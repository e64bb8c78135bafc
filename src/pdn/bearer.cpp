#include "pdn/bearer.h"

#include <utility>

#include "pdn/address_refresh.h"

namespace hostmodem::pdn {
namespace {

using Cause = PacketLoss::Cause;

}  // namespace

Bearer::Bearer(PdnId id, link::Link& link, const Radio& radio)
    : id_(id), link_(link), radio_(radio) {
  if (radio_.rrc != nullptr) radio_.rrc->add(*this);
  if (radio_.air != nullptr) ticket_ = radio_.air->join(*this);
}

Bearer::~Bearer() {
  if (radio_.air != nullptr) radio_.air->leave(ticket_);
  if (radio_.rrc != nullptr) radio_.rrc->remove(*this);
  end_departures();
}

FlowOwner Bearer::owner_of(Direction direction, std::span<const std::byte> packet) const {
  if (radio_.owners == nullptr) return {};
  const auto flow = flow_of(id_, direction, packet);
  return flow ? radio_.owners->owner_of(*flow) : FlowOwner{};
}

bool Bearer::is_exceptional(std::span<const std::byte> packet) const {
  return exceptional_allowed_ && owner_of(Direction::kUplink, packet).exceptional;
}

/// Before the radio does anything for it. One that passes at once is attributed where it is
/// counted: to look for its owner costs more than all else here.
void Bearer::attribute(Direction direction, std::span<const std::byte> packet) {
  const bool connected =
      radio_.rrc == nullptr || radio_.rrc->state() == radio::RrcState::kConnected;
  if (radio_.energy == nullptr || (connected && radio_.air == nullptr)) return;
  radio_.energy->attribute(owner_of(direction, packet).consumer);
}

void Bearer::send(std::span<const std::byte> packet) {
  const bool exceptional = is_exceptional(packet);
  if (rate_control_ != nullptr && !rate_control_->admit(exceptional)) {
    ++uplink_lost_;
    return on_lost({link::Direction::kUp, Cause::kRateControl, packet.size()});
  }
  attribute(Direction::kUplink, packet);
  const bool passes = radio_.rrc == nullptr || radio_.rrc->uplink(exceptional);
  ++uplink_taken_;
  if (passes ? transmit(packet) : uplink_.push(packet)) return;
  --uplink_taken_;
  ++uplink_lost_;
  if (!passes) on_lost({link::Direction::kUp, Cause::kConnectionQueue, packet.size()});
}

void Bearer::receive(std::span<const std::byte> packet) {
  if (radio_.air == nullptr) return on_arrived_at_cell(packet);
  radio_.air->enter(ticket_, packet);
}

void Bearer::on_arrived_at_cell(std::span<const std::byte> packet) {
  attribute(Direction::kDownlink, packet);
  if (radio_.rrc == nullptr || radio_.rrc->downlink()) return deliver(packet);
  if (downlink_.push(packet)) return;
  on_lost({link::Direction::kDown, Cause::kConnectionQueue, packet.size()});
}

bool Bearer::transmit(std::span<const std::byte> packet) {
  if (radio_.air != nullptr) return radio_.air->send(ticket_, packet);
  on_sent(packet);
  if (!is_lost(packet)) link_.send(packet);
  return true;
}

bool Bearer::is_lost(std::span<const std::byte> packet) const {
  return interface_ != nullptr && interface_->loses(packet);
}

void Bearer::on_sent(std::span<const std::byte> packet) {
  traffic_[kSent].count(packet.size());
  if (radio_.energy != nullptr) {
    auto* const owner = owner_of(Direction::kUplink, packet).consumer;
    if (radio_.air == nullptr) radio_.energy->attribute(owner);
    radio_.energy->on_sent(owner, packet.size());
  }
  if (tap_ != nullptr) tap_->on_packet(id_, Direction::kUplink, packet);
  ++uplink_sent_;
  if (!departures_.empty()) note_sent();
}

void Bearer::note_sent() {
  while (!departures_.empty() && departures_.front()->end_ <= uplink_sent_) {
    Departure* const departure = departures_.front();
    departures_.erase(departures_.begin());
    departure->tell(Departure::State::kOnAir);
  }
}

void Bearer::on_arrived_at_gateway(std::span<const std::byte> packet) {
  if (is_lost(packet)) return;
  link_.send(packet);
  link_.flush();  // the burst that it belonged to may be long over
}

void Bearer::deliver(std::span<const std::byte> packet) {
  if (radio_.air != nullptr) return radio_.air->deliver(ticket_, packet);
  on_delivered(packet);
}

void Bearer::on_delivered(std::span<const std::byte> packet) {
  traffic_[kReceived].count(packet.size());
  if (radio_.energy != nullptr) {
    auto* const owner = owner_of(Direction::kDownlink, packet).consumer;
    if (radio_.air == nullptr) radio_.energy->attribute(owner);
    radio_.energy->on_received(owner, packet.size());
  }
  if (tap_ != nullptr) tap_->on_packet(id_, Direction::kDownlink, packet);
  if (address_refresh_ != nullptr) address_refresh_->take(packet);
  if (interface_ != nullptr) interface_->input(packet);
}

bool Bearer::on_connected() {
  const bool received = downlink_.drain([this](auto packet) {
    radio_.rrc->downlink();
    deliver(packet);
  });
  std::uint64_t number = uplink_taken_ - uplink_.size();
  const bool sent = uplink_.drain([this, &number](auto packet) {
    radio_.rrc->uplink();
    ++number;
    if (!transmit(packet)) lose_taken(number--);
  });
  if (sent) link_.flush();
  return received || sent;
}

void Bearer::lose_taken(std::uint64_t number) {
  --uplink_taken_;
  ++uplink_lost_;
  for (Departure* departure : std::exchange(departures_, {})) {
    if (departure->lose(number)) {
      departure->tell(Departure::State::kLost);
    } else {
      departures_.push_back(departure);
    }
  }
  note_sent();
}

void Bearer::clear() {
  uplink_.clear();
  downlink_.clear();
  uplink_taken_ = uplink_sent_;
  end_departures();
  if (radio_.air == nullptr) return;
  radio_.air->leave(ticket_);
  ticket_ = radio_.air->join(*this);
}

void Bearer::end_departures() {
  for (Departure* departure : std::exchange(departures_, {})) {
    departure->tell(Departure::State::kLost);
  }
}

}  // namespace hostmodem::pdn
