#include "link/impaired_path.h"

#include <utility>

namespace hostmodem::link {

ImpairedPath::ImpairedPath(TimerQueue& timers, std::uint64_t seed, Exit exit, FaultSink faults)
    : dice_(seed),
      faults_(std::move(faults)),
      end_(std::move(exit)),
      delay_(end_, faults_, timers),
      rate_(delay_, faults_, timers),
      duplication_(rate_, faults_),
      reordering_(duplication_, faults_, timers),
      corruption_(reordering_, faults_),
      loss_(corruption_, faults_),
      blackout_(loss_, faults_) {}

void ImpairedPath::set(const Impairment& impairment) {
  ideal_ = impairment.ideal();
  loss_.set(impairment.loss);
  corruption_.set(impairment.corruption);
  reordering_.set(impairment.reordering);
  duplication_.set(impairment.duplication);
  rate_.set(impairment.rate, impairment.queue);
  delay_.set(impairment.delay, impairment.jitter);
}

void ImpairedPath::take(std::span<const std::byte> packet) {
  blackout_.take({packet, dice_.roll(), ++packets_});
}

void ImpairedPath::clear() {
  reordering_.clear();
  rate_.clear();
  delay_.clear();
}

}  // namespace hostmodem::link
