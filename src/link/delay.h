#pragma once

#include <cstddef>
#include <map>

#include "base/timers.h"
#include "link/stage.h"

namespace hostmodem::link {

/// Packets arrive later: each after the delay and a random part of the jitter, but not before the
/// one before it. As long as delay and jitter stay the same, order is kept. When they change, the
/// packets under way arrive as they would have; later ones do not wait for them, and may overtake.
///
/// No more than kMaxUnderWay bytes are under way; beyond that, packets are lost.
class Delay final : public Stage {
 public:
  static constexpr std::size_t kMaxUnderWay = std::size_t{16} << 20;

  Delay(Stage& next, const FaultSink& faults, TimerQueue& timers);

  void set(Duration delay, Duration jitter);
  [[nodiscard]] bool idle() const { return under_way_.empty(); }
  void clear();

  void take(const Parcel& parcel) override;

 private:
  void on_timer();

  Stage& next_;
  const FaultSink& faults_;
  Timer timer_;
  const Clock& clock_;
  Duration delay_{};
  Duration jitter_{};
  TimePoint last_;  ///< when the last packet of this setting arrives
  std::multimap<TimePoint, KeptParcel> under_way_;
  std::size_t bytes_ = 0;  ///< under way
};

}  // namespace hostmodem::link
