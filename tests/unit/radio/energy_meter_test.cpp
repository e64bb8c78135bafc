#include "radio/energy_meter.h"

#include <gtest/gtest.h>

#include <optional>

namespace hostmodem::radio {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t index(Draw draw) { return static_cast<std::size_t>(draw); }
constexpr std::size_t index(RrcState state) { return static_cast<std::size_t>(state); }

/// Numbers that are easy to add up: mA, and µC for each byte.
constexpr CurrentProfile kProfile = {0.5, 8, 1, 10, 20, 0.25, 0.125, 3, 2};

class EnergyMeterTest : public ::testing::Test {
 protected:
  void advance(Duration span) { clock.advance_to(clock.now() + span); }
  double drawn(Draw draw) { return meter.usage().charge.at(index(draw)); }

  Clock clock{1, Clock::Start::kHeld};
  EnergyMeter meter{clock, kProfile};
};

TEST_F(EnergyMeterTest, CountsTimeAndChargeOfEachState) {
  advance(2s);
  for (std::size_t state = 1; state < kRrcStates; ++state) {
    meter.on_state(static_cast<RrcState>(state));
    advance(10s);
  }
  const EnergyMeter::Usage& usage = meter.usage();
  EXPECT_EQ(usage.time.at(index(RrcState::kOff)), 2s);
  EXPECT_DOUBLE_EQ(usage.charge.at(index(Draw::kOff)), 1'000);
  for (std::size_t state = 1; state < kRrcStates; ++state) {
    EXPECT_EQ(usage.time.at(state), 10s);
    EXPECT_DOUBLE_EQ(usage.charge.at(state), kProfile.at(state) * 10'000);
  }
  EXPECT_EQ(drawn(Draw::kTransmit), 0);
}

TEST_F(EnergyMeterTest, CountsTheStateThatLasts) {
  meter.on_state(RrcState::kIdle);
  advance(1s);
  EXPECT_DOUBLE_EQ(drawn(Draw::kIdle), 1'000);
  EXPECT_DOUBLE_EQ(drawn(Draw::kIdle), 1'000) << "to ask costs nothing";
  advance(1s);
  EXPECT_DOUBLE_EQ(drawn(Draw::kIdle), 2'000);
}

TEST_F(EnergyMeterTest, CountsPacketsByTheirBytes) {
  EnergyMeter::Consumer consumer(meter);
  meter.on_sent(&consumer, 100);
  meter.on_sent(nullptr, 10);
  meter.on_received(&consumer, 50);
  EXPECT_DOUBLE_EQ(drawn(Draw::kTransmit), 330);
  EXPECT_DOUBLE_EQ(drawn(Draw::kReceive), 100);
  EXPECT_EQ(consumer.traffic()[kSent].packets, 1U);
  EXPECT_EQ(consumer.traffic()[kSent].bytes, 100U);
  EXPECT_EQ(consumer.traffic()[kReceived].packets, 1U);
  EXPECT_EQ(consumer.traffic()[kReceived].bytes, 50U);
  EXPECT_DOUBLE_EQ(consumer.charge(), 400);
}

TEST_F(EnergyMeterTest, AConnectionIsOfWhoUsedItLast) {
  EnergyMeter::Consumer first(meter);
  EnergyMeter::Consumer second(meter);
  meter.on_state(RrcState::kIdle);
  advance(10s);
  meter.attribute(&first);
  meter.on_state(RrcState::kConnecting);
  advance(1s);
  meter.on_state(RrcState::kConnected);
  advance(2s);
  meter.attribute(&second);
  advance(3s);
  meter.on_state(RrcState::kIdle);
  advance(10s);
  EXPECT_DOUBLE_EQ(first.charge(), 10'000 + 40'000);
  EXPECT_DOUBLE_EQ(second.charge(), 60'000);
}

TEST_F(EnergyMeterTest, WhatTheModemDoesByItselfIsNobodys) {
  EnergyMeter::Consumer consumer(meter);
  meter.on_state(RrcState::kConnected);
  meter.attribute(&consumer);
  meter.on_state(RrcState::kIdle);
  meter.on_state(RrcState::kConnected);  // a tracking area update
  advance(1s);
  EXPECT_EQ(consumer.charge(), 0);
  EXPECT_DOUBLE_EQ(drawn(Draw::kConnected), 20'000);
}

TEST_F(EnergyMeterTest, AConsumerThatIsGoneLeavesTheRestToNobody) {
  std::optional<EnergyMeter::Consumer> consumer(std::in_place, meter);
  meter.on_state(RrcState::kConnected);
  meter.attribute(&*consumer);
  advance(1s);
  consumer.reset();
  advance(1s);
  EXPECT_DOUBLE_EQ(drawn(Draw::kConnected), 40'000);
}

TEST(CurrentProfile, HasANameForEachDraw) {
  for (std::size_t i = 0; i < kDraws; ++i) {
    EXPECT_EQ(draw_named(name_of(static_cast<Draw>(i))), static_cast<Draw>(i));
  }
  EXPECT_EQ(draw_named("idel"), std::nullopt);
}

TEST(CurrentProfile, DrawsLessTheLessTheRadioDoes) {
  for (const auto access : {AccessTechnology::kLteM, AccessTechnology::kNbIot}) {
    const CurrentProfile& profile = current_profile(access);
    EXPECT_LT(profile.at(index(Draw::kPsm)), profile.at(index(Draw::kIdle)));
    EXPECT_LT(profile.at(index(Draw::kIdle)), profile.at(index(Draw::kConnected)));
  }
}

}  // namespace
}  // namespace hostmodem::radio
