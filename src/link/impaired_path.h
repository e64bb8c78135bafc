#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "base/timers.h"
#include "link/blackout.h"
#include "link/corruption.h"
#include "link/delay.h"
#include "link/duplication.h"
#include "link/impairment.h"
#include "link/loss.h"
#include "link/rate_limit.h"
#include "link/reordering.h"
#include "link/stage.h"

namespace hostmodem::link {

/// One direction of an impaired link: the stages, in the order in which a packet meets them.
///
///     take() -> blackout -> loss -> corruption -> reordering -> duplication -> rate -> delay ->
///     exit
///
/// Thread: under the modem lock.
class ImpairedPath {
 public:
  using Exit = std::function<void(std::span<const std::byte> packet)>;

  /// `exit` takes what arrives, inside take() or a timer; `faults` is told of what happens to it.
  /// Neither may call the path. `timers` must outlive it.
  ImpairedPath(TimerQueue& timers, std::uint64_t seed, Exit exit, FaultSink faults);

  /// From the next packet on; those under way arrive.
  void set(const Impairment& impairment);
  void set_blackout(bool on) { blackout_.set(on); }
  /// Chance starts anew.
  void seed(std::uint64_t seed) { dice_ = Dice(seed); }

  void take(std::span<const std::byte> packet);

  /// No packet is under way.
  [[nodiscard]] bool idle() const { return reordering_.idle() && rate_.idle() && delay_.idle(); }
  /// A packet that is taken arrives as it is, at once, and none is under way.
  [[nodiscard]] bool clean() const { return ideal_ && !blackout_.on() && idle(); }

  /// What is under way vanishes.
  void clear();

 private:
  class End final : public Stage {
   public:
    explicit End(Exit exit) : exit_(std::move(exit)) {}
    void take(const Parcel& parcel) override { exit_(parcel.bytes); }

   private:
    Exit exit_;
  };

  Dice dice_;
  std::uint64_t packets_ = 0;
  bool ideal_ = true;
  FaultSink faults_;
  End end_;
  Delay delay_;
  RateLimit rate_;
  Duplication duplication_;
  Reordering reordering_;
  Corruption corruption_;
  Loss loss_;
  Blackout blackout_;
};

}  // namespace hostmodem::link
