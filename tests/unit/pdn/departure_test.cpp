#include "pdn/departure.h"

#include <gtest/gtest.h>

#include <memory>

#include "link/pipe_link.h"
#include "pdn/air_interface.h"
#include "pdn/bearer.h"
#include "support/ip_packets.h"

// Whether packets have left over the radio.

namespace hostmodem::pdn {
namespace {

using namespace std::chrono_literals;
using State = Departure::State;

class DepartureTest : public ::testing::Test {
 protected:
  DepartureTest() {
    clock.hold();
    rrc.search();
    rrc.attach();
    advance(5s);
    EXPECT_EQ(rrc.state(), radio::RrcState::kIdle);
  }

  void advance(Duration span) {
    clock.advance_to(clock.now() + span);
    timers.run_due();
  }

  void send(std::size_t packets = 1) {
    for (std::size_t i = 0; i < packets; ++i) bearer->send(test::bytes_of("packet"));
  }

  State follow(std::size_t packets = 1) {
    departure->begin(bearer.get());
    send(packets);
    departure->settle();
    return departure->state();
  }

  Clock clock;
  TimerQueue timers{clock};
  radio::Rrc rrc{
      timers, {.set_up = 100ms, .inactivity = 5s}, radio::AccessTechnology::kLteM, [] {}};
  link::PipeLink link;
  std::unique_ptr<Bearer> bearer = std::make_unique<Bearer>(0, link, Bearer::Radio{.rrc = &rrc});
  int changes = 0;
  std::unique_ptr<Departure> departure = std::make_unique<Departure>([this] { ++changes; });
};

TEST_F(DepartureTest, IsAwaitedWhileTheRadioConnects) {
  EXPECT_EQ(follow(), State::kWaiting);
  advance(99ms);
  EXPECT_EQ(departure->state(), State::kWaiting);
  EXPECT_EQ(changes, 0);
  advance(1ms);
  EXPECT_EQ(departure->state(), State::kOnAir);
  EXPECT_EQ(changes, 1);
}

TEST_F(DepartureTest, IsKnownAtOnceWhileTheRadioIsConnected) {
  send();
  advance(100ms);
  EXPECT_EQ(follow(3), State::kOnAir);
  EXPECT_EQ(changes, 0) << "there is nothing to wait for";
}

TEST_F(DepartureTest, IsAwaitedWhileThePacketsBeforeItTakeTheAir) {
  // A byte takes a millisecond.
  AirInterface air(timers, {.name = "slow", .access = std::nullopt, .uplink = {.rate = 8000}}, 1,
                   rrc);
  bearer = std::make_unique<Bearer>(0, link, Bearer::Radio{.rrc = &rrc, .air = &air});
  send();
  advance(100ms);
  EXPECT_EQ(follow(), State::kWaiting);
  advance(11ms);
  EXPECT_EQ(departure->state(), State::kWaiting);
  advance(1ms);
  EXPECT_EQ(departure->state(), State::kOnAir);
  bearer.reset();
}

TEST_F(DepartureTest, OfPacketsOfWhichOneFindsNoRoomIsALoss) {
  send(Bearer::kWaiting - 1);
  EXPECT_EQ(follow(2), State::kLost);
  advance(100ms);
  EXPECT_EQ(departure->state(), State::kLost) << "although the other went";
}

TEST_F(DepartureTest, IsNotLostWithPacketsBeforeAndAfterIt) {
  send(Bearer::kWaiting + 1);
  advance(100ms);
  advance(10s);
  EXPECT_EQ(follow(), State::kWaiting);
  send(Bearer::kWaiting);
  advance(100ms);
  EXPECT_EQ(departure->state(), State::kOnAir);
}

// What waited for the connection finds no room on the air: the loss of one socket's packets was
// told to every socket that waited.
TEST_F(DepartureTest, IsLostOnlyWithPacketsOfItsOwn) {
  AirInterface air(timers, {.name = "slow", .access = std::nullopt, .uplink = {.rate = 8000}}, 1,
                   rrc);
  bearer = std::make_unique<Bearer>(0, link, Bearer::Radio{.rrc = &rrc, .air = &air});
  Departure before([] {});
  Departure after([] {});
  const auto hand_over = [this](Departure& of, std::size_t size) {
    of.begin(bearer.get());
    bearer->send(test::pattern(size));
    of.settle();
  };
  hand_over(before, 10);
  send();
  hand_over(*departure, link::Impairment::kDefaultQueue + 1);
  hand_over(after, 10);
  advance(100ms);
  EXPECT_EQ(departure->state(), State::kLost);
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(before.state(), State::kWaiting);
  EXPECT_EQ(after.state(), State::kWaiting);

  advance(10ms);
  EXPECT_EQ(before.state(), State::kOnAir);
  advance(15ms);
  EXPECT_EQ(after.state(), State::kWaiting) << "the packet before it takes the air until now";
  advance(1ms);
  advance(10ms);
  EXPECT_EQ(after.state(), State::kOnAir);
  EXPECT_EQ(follow(), State::kWaiting) << "the bearer's counts are right still";
  advance(6ms);
  EXPECT_EQ(departure->state(), State::kOnAir);
  bearer.reset();
}

TEST_F(DepartureTest, IsLostWhenTheBearerForgetsWhatWaits) {
  follow();
  bearer->clear();
  EXPECT_EQ(departure->state(), State::kLost);
  EXPECT_EQ(changes, 1);
}

TEST_F(DepartureTest, IsLostWithTheBearer) {
  follow();
  bearer.reset();
  EXPECT_EQ(departure->state(), State::kLost);
  EXPECT_EQ(changes, 1);
}

TEST_F(DepartureTest, ThatNobodyFollowsAnyMoreIsToldToNobody) {
  follow();
  departure.reset();
  advance(100ms);
  EXPECT_EQ(changes, 0);
}

TEST_F(DepartureTest, CanBeFollowedAnew) {
  follow();
  EXPECT_EQ(follow(), State::kWaiting);
  advance(100ms);
  EXPECT_EQ(departure->state(), State::kOnAir);
  EXPECT_EQ(changes, 1) << "of the second only";
}

// A send that failed leaves it so.
TEST_F(DepartureTest, ThatWasBegunOnlyOutlivesTheBearer) {
  departure->begin(bearer.get());
  bearer.reset();
  departure->begin(nullptr);
  departure->settle();
  EXPECT_EQ(departure->state(), State::kNone);
}

}  // namespace
}  // namespace hostmodem::pdn
