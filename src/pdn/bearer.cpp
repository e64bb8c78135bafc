#include "pdn/bearer.h"

#include "base/log.h"

namespace hostmodem::pdn {

Bearer::Bearer(PdnId id, link::Link& link, radio::Rrc* rrc) : id_(id), link_(link), rrc_(rrc) {
  if (rrc_ != nullptr) rrc_->add(*this);
}

Bearer::~Bearer() {
  if (rrc_ != nullptr) rrc_->remove(*this);
}

void Bearer::send(std::span<const std::byte> packet) {
  if (rrc_ == nullptr || rrc_->uplink()) return transmit(packet);
  if (!uplink_.push(packet)) log::debug("radio: no room for a packet that is to be sent");
}

void Bearer::receive(std::span<const std::byte> packet) {
  if (rrc_ == nullptr || rrc_->downlink()) return deliver(packet);
  if (!downlink_.push(packet)) log::debug("radio: the network has no room for a packet");
}

void Bearer::transmit(std::span<const std::byte> packet) {
  if (tap_ != nullptr) tap_->on_packet(id_, Direction::kUplink, packet);
  link_.send(packet);
}

void Bearer::deliver(std::span<const std::byte> packet) {
  if (tap_ != nullptr) tap_->on_packet(id_, Direction::kDownlink, packet);
  if (interface_ != nullptr) interface_->input(packet);
}

bool Bearer::on_connected() {
  const bool received = downlink_.drain([this](auto packet) {
    rrc_->downlink();
    deliver(packet);
  });
  const bool sent = uplink_.drain([this](auto packet) {
    rrc_->uplink();
    transmit(packet);
  });
  if (sent) link_.flush();
  return received || sent;
}

void Bearer::clear() {
  uplink_.clear();
  downlink_.clear();
}

}  // namespace hostmodem::pdn
