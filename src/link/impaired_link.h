#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "base/timers.h"
#include "link/impaired_path.h"
#include "link/impairment.h"
#include "link/link.h"

namespace hostmodem::link {

/// A link that is as bad as one likes: wraps another one, and does to its packets what it is told,
/// either way. Ideal at first, and then as the link below.
///
/// Theory of operation: each direction has an ImpairedPath from its first impairment on, and the
/// packets of the direction go through it while it is impaired or has packets under way; otherwise
/// they go past it, which costs the test of a pointer. While either direction does, TCP offload of
/// the link below is off: its packets are those of the air. It comes on again from a timer, as what
/// lets the last packet go may be the link below, which must not be called back.
class ImpairedLink final : public Link {
 public:
  /// `seed`: what chance decides follows from it. `timers` must outlive the link.
  ImpairedLink(std::unique_ptr<Link> below, TimerQueue& timers, std::uint64_t seed = 0);

  /// From the next packet on; `impairment` is valid(). Packets under way arrive.
  void impair(Direction direction, const Impairment& impairment);
  /// Every packet that comes before `until` is lost, either way; those under way arrive. In the
  /// past: ends it; TimePoint::max(): until it is ended.
  void set_blackout(TimePoint until);
  /// Chance starts anew, from another seed.
  void seed(std::uint64_t seed);
  /// What is under way vanishes.
  void clear();

  /// Who is told of faults; an empty one for nobody.
  void set_fault_handler(FaultHandler handler) { handler_ = std::move(handler); }

  void send(std::span<const std::byte> packet) override {
    if (in_use(Direction::kUp) == nullptr) return below_->send(packet);
    in_use(Direction::kUp)->take(packet);
  }
  void flush() override { below_->flush(); }
  void set_offload(bool on) override;
  PollSource* poll_source() override { return below_->poll_source(); }
  Result<SocketAddress> add_forward(const PortForward& forward) override {
    return below_->add_forward(forward);
  }
  void remove_forward(PortForward::Transport transport, const SocketAddress& outside) override {
    below_->remove_forward(transport, outside);
  }

 private:
  [[nodiscard]] ImpairedPath*& in_use(Direction direction) {
    return in_use_[static_cast<std::size_t>(direction)];
  }
  ImpairedPath& path(Direction direction);
  std::unique_ptr<ImpairedPath> make_path(Direction direction);
  void leave(Direction direction, std::span<const std::byte> packet);
  void review();

  TimerQueue& timers_;
  std::uint64_t seed_;
  FaultHandler handler_;
  std::unique_ptr<Link> below_;
  std::array<std::unique_ptr<ImpairedPath>, 2> paths_;  ///< those that were impaired ever
  std::array<ImpairedPath*, 2> in_use_{};               ///< null: packets go past it
  bool offload_ = true;                                 ///< as the layer above wants it
  bool below_offloads_ = true;
  Timer review_;
  Timer blackout_end_;
};

}  // namespace hostmodem::link
