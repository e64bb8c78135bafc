#include "base/clock.h"

#include <gtest/gtest.h>

#include <thread>

namespace hostmodem {
namespace {

using namespace std::chrono_literals;
using HostClock = std::chrono::steady_clock;

/// Lets host time pass without sleeping.
void burn(Duration span) {
  const auto end = HostClock::now() + span;
  while (HostClock::now() < end) std::this_thread::yield();
}

TEST(ClockTest, StartsAtZero) {
  Clock clock;
  clock.hold();
  EXPECT_LT(clock.now() - TimePoint{}, 10s);
}

TEST(ClockTest, CanStandAtZeroFromTheStart) {
  Clock clock(1.0, Clock::Start::kHeld);
  EXPECT_TRUE(clock.held());
  EXPECT_EQ(clock.now(), TimePoint{});
  clock.advance_to(TimePoint{} + 5s);
  EXPECT_EQ(clock.now(), TimePoint{} + 5s);
  clock.run(1.0);
  EXPECT_FALSE(clock.held());
  EXPECT_GE(clock.now(), TimePoint{} + 5s);
}

TEST(ClockTest, RunsWithTheHost) {
  const auto host_before = HostClock::now();
  const Clock clock;
  const TimePoint before = clock.now();
  burn(2ms);
  const Duration passed = clock.now() - before;
  EXPECT_GE(passed, 2ms);
  EXPECT_LE(passed, HostClock::now() - host_before);
}

TEST(ClockTest, RunsAtItsScale) {
  const auto host_before = HostClock::now();
  const Clock clock(1000.0);
  const TimePoint before = clock.now();
  burn(2ms);
  const Duration passed = clock.now() - before;
  EXPECT_GE(passed, 2s);
  EXPECT_LE(passed, 1000 * (HostClock::now() - host_before));
}

TEST(ClockTest, NeverRunsBackwards) {
  Clock clock(0.001);
  TimePoint last = clock.now();
  for (const double scale : {1.0, 1000.0, 0.5, 1e6, 0.001}) {
    clock.run(scale);
    for (int i = 0; i < 1000; ++i) {
      const TimePoint now = clock.now();
      ASSERT_GE(now, last);
      last = now;
    }
  }
}

TEST(ClockTest, AHeldClockStandsStill) {
  Clock clock;
  clock.hold();
  const TimePoint before = clock.now();
  burn(1ms);
  EXPECT_EQ(clock.now(), before);
  EXPECT_TRUE(clock.held());
}

TEST(ClockTest, AHeldClockMovesWhenStepped) {
  Clock clock;
  clock.hold();
  const TimePoint before = clock.now();
  clock.advance_to(before + 123s);
  EXPECT_EQ(clock.now(), before + 123s);
}

TEST(ClockTest, AStepBackIsIgnored) {
  Clock clock;
  clock.hold();
  const TimePoint before = clock.now();
  clock.advance_to(before - 1s);
  EXPECT_EQ(clock.now(), before);
}

TEST(ClockTest, ARunningClockCannotBeStepped) {
  Clock clock;
  clock.advance_to(clock.now() + 1h);
  EXPECT_LT(clock.now(), TimePoint{} + 1h);
}

TEST(ClockTest, HoldingKeepsTheTimeThatWasReached) {
  Clock clock(1e6);
  burn(1ms);
  const TimePoint before = clock.now();
  clock.hold();
  EXPECT_GE(clock.now(), before);
  EXPECT_LT(clock.now() - before, 1h);
}

TEST(ClockTest, RunningAgainGoesOnFromThere) {
  Clock clock;
  clock.hold();
  clock.advance_to(TimePoint{} + 1000h);
  const TimePoint stepped = clock.now();
  burn(1ms);
  clock.run(1.0);
  EXPECT_FALSE(clock.held());
  EXPECT_GE(clock.now(), stepped);
  EXPECT_LT(clock.now() - stepped, 1min);
}

TEST(ClockTest, HoldingTwiceChangesNothing) {
  Clock clock;
  clock.hold();
  const TimePoint before = clock.now();
  clock.hold();
  EXPECT_EQ(clock.now(), before);
}

TEST(ClockTest, TheHostWaitsAsLongAsTheModel) {
  const Clock clock;
  const auto wait = clock.host_wait(clock.now() + 1min);
  ASSERT_TRUE(wait);
  EXPECT_LE(*wait, 1min);
  EXPECT_GE(*wait, 50s);
}

TEST(ClockTest, TheHostWaitsLessForAFastClock) {
  const Clock clock(60.0);
  const auto wait = clock.host_wait(clock.now() + 1h);
  ASSERT_TRUE(wait);
  EXPECT_LE(*wait, 1min);
  EXPECT_GE(*wait, 50s);
}

TEST(ClockTest, TheHostDoesNotWaitForThePast) {
  Clock clock;
  EXPECT_EQ(clock.host_wait(TimePoint{} - 1s), Duration::zero());
  clock.hold();
  EXPECT_EQ(clock.host_wait(clock.now()), Duration::zero());
}

TEST(ClockTest, TheHostWouldWaitForEverForAHeldClock) {
  Clock clock;
  clock.hold();
  EXPECT_EQ(clock.host_wait(clock.now() + 1ns), std::nullopt);
}

// A slow clock's wait for the end of time was more than a number holds.
TEST(ClockTest, TheEndOfTimeIsFarAwayForASlowClock) {
  const Clock clock(0.5);
  EXPECT_EQ(clock.host_wait(TimePoint::max()), Duration::max());
}

}  // namespace
}  // namespace hostmodem
