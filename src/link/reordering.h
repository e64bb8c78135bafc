#pragma once

#include <chrono>
#include <optional>

#include "base/timers.h"
#include "link/stage.h"

namespace hostmodem::link {

/// Packets are overtaken by the next one. Such a packet is held back until that has gone by; when
/// none comes for kLongestHold, it goes on in its place.
class Reordering final : public Stage {
 public:
  static constexpr Duration kLongestHold = std::chrono::milliseconds(100);

  Reordering(Stage& next, const FaultSink& faults, TimerQueue& timers);

  /// One that is held back stays so.
  void set(double probability) { probability_ = probability; }
  [[nodiscard]] bool idle() const { return !held_; }
  void clear();

  void take(const Parcel& parcel) override;

 private:
  std::optional<KeptParcel> let_go();

  Stage& next_;
  const FaultSink& faults_;
  Timer timer_;
  double probability_ = 0;
  std::optional<KeptParcel> held_;
};

}  // namespace hostmodem::link
