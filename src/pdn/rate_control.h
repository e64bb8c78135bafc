#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "base/clock.h"
#include "base/timers.h"

namespace hostmodem::pdn {

/// How many packets may be sent in a window of time, which begins with the first of them.
struct PacketRate {
  static constexpr std::uint32_t kMostPackets = (std::uint32_t{1} << 24) - 1;
  static constexpr std::chrono::seconds kShortestWindow = std::chrono::minutes(1);
  static constexpr std::chrono::seconds kLongestWindow = std::chrono::days(7);

  std::uint32_t packets = 1;
  std::chrono::seconds window = kShortestWindow;

  bool operator==(const PacketRate&) const = default;
};

/// What the network allows on the uplink of an access point.
struct RateLimits {
  PacketRate rate;
  /// How much exceptional data may be sent once `rate` is used up: any, none; or as many packets as
  /// `additional` says, where that is given.
  bool exceptional = false;
  std::optional<PacketRate> additional;

  bool operator==(const RateLimits&) const = default;
};

/// APN rate control: counts the uplink packets of a PDN, and blocks them once they are as many as
/// the network allows, until the window is over. 3GPP: TS 23.401 4.7.7.3
///
/// Thread: under the modem lock.
class RateControl {
 public:
  /// `changed`: blocking() is another. `timers` must outlive this.
  RateControl(const RateLimits& limits, TimerQueue& timers, std::function<void()> changed);
  RateControl(const RateControl&) = delete;
  RateControl& operator=(const RateControl&) = delete;

  /// A packet is to be sent: may it? Then it is counted.
  bool admit(bool exceptional);

  /// Whether one may not be sent now.
  [[nodiscard]] bool blocks(bool exceptional) const;

  [[nodiscard]] const RateLimits& limits() const { return limits_; }
  /// Whether it blocks regular data, and for how long; zero when it does not.
  [[nodiscard]] bool blocking() const { return regular_.full(now()); }
  [[nodiscard]] Duration remaining() const;

 private:
  class Window {
   public:
    explicit Window(const PacketRate& rate) : rate_(rate) {}
    [[nodiscard]] bool full(TimePoint now) const { return now < end_ && sent_ >= rate_.packets; }
    /// Not while it is full.
    void count(TimePoint now);
    [[nodiscard]] TimePoint end() const { return end_; }

   private:
    PacketRate rate_;
    std::uint32_t sent_ = 0;
    TimePoint end_;  ///< before the first packet: long ago
  };

  [[nodiscard]] TimePoint now() const { return timers_.clock().now(); }

  const RateLimits limits_;
  TimerQueue& timers_;
  std::function<void()> changed_;
  Window regular_;
  std::optional<Window> additional_;
  Timer end_timer_;  ///< of what blocks
};

}  // namespace hostmodem::pdn
