#include "pdn/impairments.h"

#include <string_view>
#include <utility>

#include "base/log.h"
#include "base/random.h"

namespace hostmodem::pdn {
namespace {

using link::Direction;

constexpr std::array kDirections = {Direction::kUp, Direction::kDown};

constexpr std::array<std::string_view, link::kFaultKinds> kFaultTexts = {
    "lost in a blackout", "lost", "corrupted", "overtaken", "doubled", "lost as too many wait"};

constexpr std::size_t index(Direction direction) { return static_cast<std::size_t>(direction); }

constexpr std::string_view text_of(Direction direction) {
  return direction == Direction::kUp ? "uplink" : "downlink";
}

}  // namespace

Impairments::Record& Impairments::record(PdnId id) {
  return records_.try_emplace(id, Record{.impairments = defaults_}).first->second;
}

void Impairments::set_default(Direction direction, const link::Impairment& impairment) {
  defaults_[index(direction)] = impairment;
}

void Impairments::set(PdnId id, Direction direction, const link::Impairment& impairment) {
  Record& changed = record(id);
  changed.impairments[index(direction)] = impairment;
  if (changed.link != nullptr) changed.link->impair(direction, impairment);
  log::info("pdn{}: {} {}", id, text_of(direction), impairment.ideal() ? "ideal" : "impaired");
}

void Impairments::set_blackout(PdnId id, TimePoint until) {
  Record& changed = record(id);
  changed.blackout_until = until;
  if (changed.link != nullptr) changed.link->set_blackout(until);
  log::info("pdn{}: blackout {}", id, until > timers_.clock().now() ? "begins" : "ends");
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
  link.set_fault_handler([id, &attached](const link::FaultEvent& fault) {
    ++attached.faults[index(fault.direction)][static_cast<std::size_t>(fault.kind)];
    log::debug("pdn{}: {} packet {} of {} bytes is {}", id, text_of(fault.direction), fault.number,
               fault.size, kFaultTexts[static_cast<std::size_t>(fault.kind)]);
  });
  for (const Direction direction : kDirections) {
    const link::Impairment& wanted = attached.impairments[index(direction)];
    link.impair(direction, wanted);
    if (!wanted.ideal()) log::info("pdn{}: {} impaired", id, text_of(direction));
  }
  link.set_blackout(attached.blackout_until);
}

void Impairments::detach(PdnId id) {
  const auto found = records_.find(id);
  if (found == records_.end()) return;
  if (link::ImpairedLink* link = std::exchange(found->second.link, nullptr)) link->clear();
}

}  // namespace hostmodem::pdn
