#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "base/timers.h"
#include "link/stage.h"

namespace hostmodem::link {

/// One packet is sent at a time, at so many bits per second; a packet goes on when its last bit was
/// sent. Others wait in a queue, in order; what does not fit there is lost.
///
/// Theory of operation: the packet at the front is being sent, until `end_`. The next one starts at
/// that time, however late the timer is, and the fraction of a nanosecond that is left over from
/// one transmission counts in the next. So a queue that never empties leaves at the exact rate.
class RateLimit final : public Stage {
 public:
  RateLimit(Stage& next, const FaultSink& faults, TimerQueue& timers);

  /// `rate` in bit/s, 0: no limit; `bound` in bytes, besides the packet that is being sent. What
  /// waits is sent at the new rate, the rest of what is being sent too; none is lost.
  void set(std::uint32_t rate, std::size_t bound);
  [[nodiscard]] bool idle() const { return queue_.empty(); }
  void clear();

  void take(const Parcel& parcel) override;

 private:
  void begin(TimePoint start);
  void on_timer();

  Stage& next_;
  const FaultSink& faults_;
  Timer timer_;
  const Clock& clock_;
  std::uint64_t rate_ = 0;
  std::size_t bound_ = Impairment::kDefaultQueue;
  std::deque<KeptParcel> queue_;
  std::size_t waiting_ = 0;  ///< bytes in the queue, without its front
  TimePoint end_;            ///< of the transmission of the front
  std::uint64_t carry_ = 0;  ///< bits times 10^9, less than the rate
};

}  // namespace hostmodem::link
