#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/clock.h"
#include "base/traffic.h"
#include "radio/current_profile.h"
#include "radio/rrc_states.h"

namespace hostmodem::radio {

/// Counts what the radio draws: by state, for what is sent and received, and by who it is for.
///
/// Theory of operation: each packet has a consumer, a socket, or none: the modem's own. From a
/// packet on, what the connection draws is that consumer's, also while it is set up and while it
/// waits for the network to release it, until there is a packet of another one. What the radio
/// draws without a connection is nobody's. So the charges of all consumers, of those that are gone
/// and of nobody make the total.
///
/// Thread: under the modem lock.
class EnergyMeter {
 public:
  /// One for whom the radio works. It may go at any time.
  class Consumer {
   public:
    explicit Consumer(EnergyMeter& meter) : meter_(meter) {}
    ~Consumer() { meter_.forget(*this); }
    Consumer(const Consumer&) = delete;
    Consumer& operator=(const Consumer&) = delete;

    /// What was sent for it, and what it received.
    [[nodiscard]] const TrafficCounters& traffic() const { return traffic_; }
    /// µC, until now.
    [[nodiscard]] double charge() const {
      meter_.settle();
      return charge_;
    }

   private:
    friend class EnergyMeter;

    EnergyMeter& meter_;
    TrafficCounters traffic_{};
    double charge_ = 0;
  };

  /// What was drawn, until now.
  struct Usage {
    std::array<Duration, kRrcStates> time{};  ///< by state
    std::array<double, kDraws> charge{};      ///< µC, by what drew it
  };

  EnergyMeter(const Clock& clock, const CurrentProfile& profile);
  EnergyMeter(const EnergyMeter&) = delete;
  EnergyMeter& operator=(const EnergyMeter&) = delete;

  void on_state(RrcState state);

  /// A packet of this consumer's is there, and whatever the radio does follows from it; nullptr:
  /// of nobody's.
  void attribute(Consumer* consumer) {
    if (consumer != consumer_) change(consumer);
  }
  void on_sent(Consumer* consumer, std::size_t bytes);
  void on_received(Consumer* consumer, std::size_t bytes);

  [[nodiscard]] const Usage& usage() {
    settle();
    return usage_;
  }

 private:
  void settle();
  void change(Consumer* consumer);
  void draw(Draw draw, double charge, Consumer* consumer);
  void carry(Draw draw, std::size_t way, std::size_t bytes, Consumer* consumer);
  void forget(const Consumer& consumer);

  const Clock& clock_;
  const CurrentProfile profile_;
  RrcState state_ = RrcState::kOff;
  TimePoint since_;  ///< not counted yet
  Consumer* consumer_ = nullptr;
  Usage usage_;
};

}  // namespace hostmodem::radio
