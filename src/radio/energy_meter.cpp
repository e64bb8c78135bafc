#include "radio/energy_meter.h"

#include <chrono>
#include <utility>

namespace hostmodem::radio {
namespace {

constexpr double kMicrocoulombsPerMillicoulomb = 1000;

/// What a connection draws is for who brought it up, or used it last.
constexpr bool has_connection(RrcState state) {
  return state == RrcState::kConnecting || state == RrcState::kConnected;
}

}  // namespace

EnergyMeter::EnergyMeter(const Clock& clock, const CurrentProfile& profile)
    : clock_(clock), profile_(profile), since_(clock.now()) {}

void EnergyMeter::settle() {
  const TimePoint now = clock_.now();
  const Duration span = now - std::exchange(since_, now);
  const Draw by = draw_of(state_);
  const double seconds = std::chrono::duration<double>(span).count();
  usage_.time.at(static_cast<std::size_t>(state_)) += span;
  draw(by, seconds * profile_.at(static_cast<std::size_t>(by)) * kMicrocoulombsPerMillicoulomb,
       has_connection(state_) ? consumer_ : nullptr);
}

void EnergyMeter::draw(Draw draw, double charge, Consumer* consumer) {
  usage_.charge.at(static_cast<std::size_t>(draw)) += charge;
  if (consumer != nullptr) consumer->charge_ += charge;
}

void EnergyMeter::on_state(RrcState state) {
  settle();
  state_ = state;
  if (!has_connection(state)) consumer_ = nullptr;
}

void EnergyMeter::change(Consumer* consumer) {
  settle();
  consumer_ = consumer;
}

void EnergyMeter::forget(const Consumer& consumer) {
  if (consumer_ == &consumer) change(nullptr);
}

void EnergyMeter::carry(Draw by, std::size_t way, std::size_t bytes, Consumer* consumer) {
  if (consumer != nullptr) consumer->traffic_.at(way).count(bytes);
  draw(by, static_cast<double>(bytes) * profile_.at(static_cast<std::size_t>(by)), consumer);
}

void EnergyMeter::on_sent(Consumer* consumer, std::size_t bytes) {
  carry(Draw::kTransmit, kSent, bytes, consumer);
}

void EnergyMeter::on_received(Consumer* consumer, std::size_t bytes) {
  carry(Draw::kReceive, kReceived, bytes, consumer);
}

}  // namespace hostmodem::radio
