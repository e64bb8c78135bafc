#include "pdn/impairments.h"

#include <utility>

#include "base/log.h"
#include "base/random.h"
#include "pdn/impairment_text.h"

namespace hostmodem::pdn {
namespace {

using link::Direction;

constexpr std::array kDirections = {Direction::kUp, Direction::kDown};

constexpr std::size_t index(Direction direction) { return static_cast<std::size_t>(direction); }

}  // namespace

Impairments::Record& Impairments::record(PdnId id) {
  return records_
      .try_emplace(id, Record{.impairments = defaults_, .blackout_until = blackout_until_})
      .first->second;
}

void Impairments::set_default(Direction direction, const link::Impairment& impairment) {
  defaults_[index(direction)] = impairment;
}

void Impairments::set(PdnId id, Direction direction, const link::Impairment& impairment) {
  Record& changed = record(id);
  changed.impairments[index(direction)] = impairment;
  if (changed.link != nullptr) changed.link->impair(direction, impairment);
  log::info("{}", impairment_text(id, direction, impairment));
  if (listener_ != nullptr) listener_->on_impairment(id, direction, impairment);
}

void Impairments::set_blackout(PdnId id, Duration span) {
  Record& changed = record(id);
  changed.blackout_until = later(timers_.clock().now(), span);
  if (changed.link != nullptr) changed.link->set_blackout(changed.blackout_until);
  log::info("{}", blackout_text(id, span));
  if (listener_ != nullptr) listener_->on_blackout(id, span);
}

void Impairments::set_blackout_of_all(Duration span) {
  blackout_until_ = later(timers_.clock().now(), span);
  for (const PdnId id : known()) set_blackout(id, span);
}

const link::Impairment& Impairments::of(PdnId id, Direction direction) const {
  const auto found = records_.find(id);
  const auto& impairments = found == records_.end() ? defaults_ : found->second.impairments;
  return impairments[index(direction)];
}

Duration Impairments::blackout_left(PdnId id) const {
  const auto found = records_.find(id);
  return left_until(found == records_.end() ? blackout_until_ : found->second.blackout_until);
}

std::vector<PdnId> Impairments::known() const {
  std::vector<PdnId> ids;
  for (const auto& [id, record] : records_) ids.push_back(id);
  return ids;
}

void Impairments::set_listener(Listener* listener) {
  listener_ = listener;
  if (listener_ == nullptr) return;
  for (const auto& [id, record] : records_) {
    if (record.link != nullptr) tell_what_holds(id, record);
  }
}

void Impairments::tell_what_holds(PdnId id, const Record& record) const {
  for (const Direction direction : kDirections) {
    const link::Impairment& impairment = record.impairments[index(direction)];
    if (!impairment.ideal()) listener_->on_impairment(id, direction, impairment);
  }
  if (const Duration left = left_until(record.blackout_until); left > Duration{}) {
    listener_->on_blackout(id, left);
  }
}

Duration Impairments::left_until(TimePoint end) const {
  if (end == TimePoint::max()) return Duration::max();
  return end - timers_.clock().now();
}

void Impairments::seed(std::uint64_t seed) {
  seed_ = seed;
  for (auto& [id, record] : records_) {
    record.activations = 0;
    if (record.link != nullptr) seed_link(id, record);
  }
}

/// Another sequence for each activation.
void Impairments::seed_link(PdnId id, Record& record) const {
  const std::uint64_t of_pdn = Random::derived_seed(seed_, id);
  record.link->seed(Random::derived_seed(of_pdn, record.activations++));
}

FaultCounters Impairments::faults(PdnId id, Direction direction) const {
  const auto found = records_.find(id);
  return found == records_.end() ? FaultCounters{} : found->second.faults[index(direction)];
}

void Impairments::attach(PdnId id, link::ImpairedLink& link) {
  Record& attached = record(id);
  attached.link = &link;
  seed_link(id, attached);
  link.set_fault_handler(
      [this, id, &attached](const link::FaultEvent& fault) { on_fault(id, attached, fault); });
  for (const Direction direction : kDirections) {
    const link::Impairment& wanted = attached.impairments[index(direction)];
    link.impair(direction, wanted);
    if (!wanted.ideal()) log::info("{}", impairment_text(id, direction, wanted));
  }
  link.set_blackout(attached.blackout_until);
  if (listener_ != nullptr) tell_what_holds(id, attached);
}

void Impairments::on_fault(PdnId id, Record& record, const link::FaultEvent& fault) {
  ++record.faults[index(fault.direction)][static_cast<std::size_t>(fault.kind)];
  if (log::enabled(log::Level::kDebug)) {
    log::debug("{}, {} bytes", fault_text(id, fault), fault.size);
  }
  if (listener_ != nullptr) listener_->on_fault(id, fault);
}

void Impairments::note_packet_loss(PdnId id, const PacketLoss& loss) {
  constexpr auto kKind = static_cast<std::size_t>(link::Fault::kOverflow);
  ++record(id).faults[index(loss.direction)][kKind];
  if (log::enabled(log::Level::kDebug)) log::debug("{}", packet_loss_text(id, loss));
  if (listener_ != nullptr) listener_->on_packet_loss(id, loss);
}

void Impairments::detach(PdnId id) {
  const auto found = records_.find(id);
  if (found == records_.end()) return;
  if (link::ImpairedLink* link = std::exchange(found->second.link, nullptr)) link->clear();
}

}  // namespace hostmodem::pdn
