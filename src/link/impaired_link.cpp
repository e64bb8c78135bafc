#include "link/impaired_link.h"

#include <utility>

namespace hostmodem::link {
namespace {

constexpr std::array kDirections = {Direction::kUp, Direction::kDown};

}  // namespace

ImpairedLink::ImpairedLink(std::unique_ptr<Link> below, TimerQueue& timers, std::uint64_t seed)
    : timers_(timers),
      seed_(seed),
      below_(std::move(below)),
      review_(timers, [this] { review(); }),
      blackout_end_(timers, [this] { set_blackout({}); }) {
  below_->set_receiver([this](std::span<const std::byte> packet) {
    if (in_use(Direction::kDown) == nullptr) return receive(packet);
    in_use(Direction::kDown)->take(packet);
  });
}

void ImpairedLink::impair(Direction direction, const Impairment& impairment) {
  if (impairment.ideal() && !paths_[static_cast<std::size_t>(direction)]) return;
  path(direction).set(impairment);
  review();
}

void ImpairedLink::set_blackout(TimePoint until) {
  const bool on = until > timers_.clock().now();
  for (const Direction direction : kDirections) {
    if (on || paths_[static_cast<std::size_t>(direction)]) path(direction).set_blackout(on);
  }
  if (on && until != TimePoint::max()) {
    blackout_end_.set_at(until);
  } else {
    blackout_end_.cancel();
  }
  review();
}

void ImpairedLink::seed(std::uint64_t seed) {
  seed_ = seed;
  for (const Direction direction : kDirections) {
    if (auto& path = paths_[static_cast<std::size_t>(direction)]) {
      path->seed(Random::derived_seed(seed, static_cast<std::uint64_t>(direction)));
    }
  }
}

void ImpairedLink::clear() {
  for (const auto& path : paths_) {
    if (path) path->clear();
  }
  review();
}

void ImpairedLink::set_offload(bool on) {
  offload_ = on;
  review();
}

ImpairedPath& ImpairedLink::path(Direction direction) {
  auto& path = paths_[static_cast<std::size_t>(direction)];
  if (!path) path = make_path(direction);
  return *path;
}

std::unique_ptr<ImpairedPath> ImpairedLink::make_path(Direction direction) {
  return std::make_unique<ImpairedPath>(
      timers_, Random::derived_seed(seed_, static_cast<std::uint64_t>(direction)),
      [this, direction](std::span<const std::byte> packet) { leave(direction, packet); },
      [this, direction](Fault kind, const Parcel& parcel) {
        if (!handler_) return;
        const std::uint64_t bit = kind == Fault::kCorruption ? parcel.chosen_bit() : 0;
        handler_({kind, direction, parcel.bytes.size(), parcel.number, bit});
      });
}

/// A packet has the path of its direction behind it.
void ImpairedLink::leave(Direction direction, std::span<const std::byte> packet) {
  if (direction == Direction::kUp) {
    below_->send(packet);
    below_->flush();  // the burst that it belonged to may be long over
  } else {
    receive(packet);
  }
  if (path(direction).clean()) review_.set_after({});
}

/// Which way packets go, as things are now.
void ImpairedLink::review() {
  bool any = false;
  for (const Direction direction : kDirections) {
    ImpairedPath* path = paths_[static_cast<std::size_t>(direction)].get();
    in_use(direction) = path == nullptr || path->clean() ? nullptr : path;
    any |= in_use(direction) != nullptr;
  }
  const bool offload = offload_ && !any;
  if (std::exchange(below_offloads_, offload) != offload) below_->set_offload(offload);
}

}  // namespace hostmodem::link
