#include "pdn/rate_control.h"

#include <gtest/gtest.h>

namespace hostmodem::pdn {
namespace {

using namespace std::chrono_literals;

constexpr PacketRate kTwoAMinute{.packets = 2, .window = 60s};

class RateControlTest : public ::testing::Test {
 protected:
  RateControlTest() { clock.hold(); }

  void make(const RateLimits& limits) {
    control.emplace(limits, timers, [this] { ++changes; });
  }
  void advance(Duration span) {
    clock.advance_to(clock.now() + span);
    timers.run_due();
  }
  bool regular() { return control->admit(false); }
  bool exceptional() { return control->admit(true); }

  Clock clock;
  TimerQueue timers{clock};
  std::optional<RateControl> control;
  int changes = 0;
};

TEST_F(RateControlTest, AdmitsAsManyPacketsAsTheWindowHas) {
  make({.rate = kTwoAMinute});
  EXPECT_TRUE(regular());
  EXPECT_FALSE(control->blocking());
  EXPECT_EQ(changes, 0);
  EXPECT_TRUE(regular());
  EXPECT_TRUE(control->blocking());
  EXPECT_EQ(changes, 1);
  EXPECT_FALSE(regular());
  EXPECT_EQ(changes, 1);
}

TEST_F(RateControlTest, TheWindowBeginsWithItsFirstPacket) {
  make({.rate = kTwoAMinute});
  advance(1h);
  EXPECT_TRUE(regular());
  advance(59s);
  EXPECT_TRUE(regular());
  EXPECT_EQ(control->remaining(), 1s);
  advance(1s - 1ns);
  EXPECT_FALSE(regular());
  EXPECT_EQ(changes, 1);
  advance(1ns);
  EXPECT_EQ(changes, 2);
  EXPECT_FALSE(control->blocking());
  EXPECT_EQ(control->remaining(), 0s);
  EXPECT_TRUE(regular()) << "the first of the next window";
  EXPECT_TRUE(regular());
  EXPECT_EQ(control->remaining(), 60s);
}

TEST_F(RateControlTest, WhatAWindowDidNotUseIsGoneWithIt) {
  make({.rate = kTwoAMinute});
  EXPECT_TRUE(regular());
  advance(60s);
  EXPECT_TRUE(regular());
  EXPECT_TRUE(regular());
  EXPECT_FALSE(regular());
  EXPECT_EQ(changes, 1);
}

TEST_F(RateControlTest, ExceptionalDataAreBlockedAsOthersAre) {
  make({.rate = kTwoAMinute});
  EXPECT_TRUE(exceptional());
  EXPECT_TRUE(exceptional());
  EXPECT_FALSE(exceptional());
  EXPECT_TRUE(control->blocks(true));
}

TEST_F(RateControlTest, ExceptionalDataPassWhereTheNetworkAllowsIt) {
  make({.rate = kTwoAMinute, .exceptional = true});
  EXPECT_TRUE(regular());
  EXPECT_TRUE(exceptional()) << "counted like any other while there is room";
  EXPECT_FALSE(regular());
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(exceptional());
  EXPECT_FALSE(control->blocks(true));
  EXPECT_TRUE(control->blocks(false));
}

TEST_F(RateControlTest, ExceptionalDataHaveARateOfTheirOwn) {
  make({.rate = kTwoAMinute, .additional = PacketRate{.packets = 1, .window = 600s}});
  EXPECT_TRUE(exceptional());
  EXPECT_TRUE(exceptional());
  EXPECT_TRUE(exceptional()) << "the additional one";
  EXPECT_FALSE(exceptional());
  EXPECT_TRUE(control->blocks(true));
  advance(60s);
  EXPECT_TRUE(exceptional());
  EXPECT_TRUE(exceptional());
  EXPECT_FALSE(exceptional()) << "the window of the additional ones is longer";
  advance(540s);
  EXPECT_TRUE(exceptional());
  EXPECT_TRUE(exceptional());
  EXPECT_TRUE(exceptional());
  EXPECT_FALSE(exceptional());
}

}  // namespace
}  // namespace hostmodem::pdn
