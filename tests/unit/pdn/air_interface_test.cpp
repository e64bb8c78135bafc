#include "pdn/air_interface.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "support/ip_packets.h"

namespace hostmodem::pdn {
namespace {

using namespace std::chrono_literals;
using test::Bytes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// 1000 bytes take a second up, half a second down.
constexpr radio::LinkProfile kSlow{
    .name = "slow",
    .access = std::nullopt,
    .uplink = {.rate = 8000, .delay = 300ms},
    .downlink = {.rate = 16000, .delay = 200ms},
};

class AirInterfaceTest : public ::testing::Test, private radio::Rrc::Listener {
 protected:
  AirInterfaceTest() {
    clock.hold();
    rrc.search();
    rrc.attach();
    rrc.set_listener(this);
    start = clock.now();
  }

  /// Writes down what happens to its packets, by their lengths.
  struct User : AirInterface::User {
    User(AirInterfaceTest& test, std::string name) : test_(test), name_(std::move(name)) {}
    void on_sent(std::span<const std::byte> packet) override { note("sent", packet); }
    void on_arrived_at_gateway(std::span<const std::byte> packet) override {
      note("gateway", packet);
    }
    void on_arrived_at_cell(std::span<const std::byte> packet) override { note("cell", packet); }
    void on_delivered(std::span<const std::byte> packet) override { note("delivered", packet); }
    void on_lost(const PacketLoss& loss) override { test_.losses.push_back(loss); }

   private:
    void note(const char* what, std::span<const std::byte> packet) {
      test_.note(name_ + ' ' + what + ' ' + std::to_string(packet.size()));
    }
    AirInterfaceTest& test_;
    std::string name_;
  };

  void note(const std::string& what) {
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(clock.now() - start);
    diary.push_back(std::to_string(at.count()) + ' ' + what);
  }
  void on_transition(const radio::RrcTransition& transition) override {
    note("RRC " + std::string(name_of(transition.to)));
  }

  void advance(Duration span) {
    const TimePoint target = clock.now() + span;
    for (auto next = timers.next_deadline(); next && *next <= target;
         next = timers.next_deadline()) {
      clock.advance_to(*next);
      timers.run_due();
    }
    clock.advance_to(target);
  }

  static Bytes packet(std::size_t size) { return test::pattern(size); }

  Clock clock;
  TimerQueue timers{clock};
  radio::Rrc rrc{timers, {}, radio::AccessTechnology::kLteM, [] {}};
  std::vector<std::string> diary;
  std::vector<PacketLoss> losses;
  TimePoint start;
  AirInterface air{timers, kSlow, 1, rrc};
  User a{*this, "a"};
  User b{*this, "b"};
};

TEST_F(AirInterfaceTest, UplinkTakesItsTimeOnTheAirAndThenItsWay) {
  air.send(air.join(a), packet(1000));
  advance(2s);
  EXPECT_THAT(diary, ElementsAre("1000 a sent 1000", "1300 a gateway 1000"));
}

TEST_F(AirInterfaceTest, DownlinkTakesItsWayAndThenItsTimeOnTheAir) {
  const auto ticket = air.join(a);
  air.enter(ticket, packet(1000));
  advance(200ms);
  EXPECT_THAT(diary, ElementsAre("200 a cell 1000"));
  air.deliver(ticket, packet(1000));
  advance(1s);
  EXPECT_THAT(diary, ElementsAre("200 a cell 1000", "700 a delivered 1000"));
}

TEST_F(AirInterfaceTest, TheAirIsShared) {
  const auto first = air.join(a);
  const auto second = air.join(b);
  air.send(first, packet(500));
  air.send(second, packet(1000));
  air.send(first, packet(250));
  advance(2s);
  EXPECT_THAT(diary, ElementsAre("500 a sent 500", "800 a gateway 500", "1500 b sent 1000",
                                 "1750 a sent 250", "1800 b gateway 1000"));
}

TEST_F(AirInterfaceTest, WhoLeavesLeavesThePacketsToVanish) {
  const auto first = air.join(a);
  air.send(first, packet(1000));
  air.send(air.join(b), packet(1000));
  advance(500ms);
  air.leave(first);
  advance(2s);
  EXPECT_THAT(diary, ElementsAre("2000 b sent 1000", "2300 b gateway 1000"));
}

TEST_F(AirInterfaceTest, TheConnectionLastsWhileAPacketIsOnTheAir) {
  air.send(air.join(a), packet(6000));
  advance(20s);
  EXPECT_THAT(diary, ElementsAre("6000 a sent 6000", "6300 a gateway 6000", "11000 RRC idle"))
      << "five seconds after the last bit";
}

TEST_F(AirInterfaceTest, MoreThanCanWaitIsLost) {
  const auto ticket = air.join(a);
  for (int i = 0; i < 100; ++i) air.send(ticket, packet(1000));
  advance(200s);
  const auto sent = std::ranges::count_if(
      diary, [](const std::string& line) { return line.ends_with("sent 1000"); });
  EXPECT_EQ(sent, 1 + link::Impairment::kDefaultQueue / 1000);
}

TEST_F(AirInterfaceTest, WhoseItIsHearsOfALossAndWhere) {
  using Cause = PacketLoss::Cause;
  const auto ticket = air.join(a);
  air.join(b);
  struct Case {
    std::function<void()> send;
    link::Direction direction;
    Cause cause;
    std::size_t room;
  };
  constexpr std::size_t kSize = 4096;
  // On the air is one besides those that wait.
  const Case cases[] = {
      {[&] { air.send(ticket, packet(kSize)); }, link::Direction::kUp, Cause::kAirQueue, 16 + 1},
      {[&] { air.deliver(ticket, packet(kSize)); }, link::Direction::kDown, Cause::kAirQueue,
       16 + 1},
      {[&] { air.enter(ticket, packet(kSize)); }, link::Direction::kDown, Cause::kNetworkQueue,
       link::Delay::kMaxUnderWay / kSize},
  };
  for (const Case& each : cases) {
    for (std::size_t i = 0; i < each.room; ++i) each.send();
    ASSERT_TRUE(losses.empty());
    each.send();
    ASSERT_EQ(losses.size(), 1U);
    EXPECT_EQ(losses[0].direction, each.direction);
    EXPECT_EQ(losses[0].cause, each.cause);
    EXPECT_EQ(losses[0].size, kSize);
    losses.clear();
  }
}

/// Fast, but far away.
constexpr radio::LinkProfile kFar{
    .name = "far", .access = std::nullopt, .uplink = {.delay = std::chrono::hours(1)}};

TEST_F(AirInterfaceTest, UplinkThatTheNetworkLosesWasSent) {
  AirInterface far(timers, kFar, 1, rrc);
  const auto ticket = far.join(a);
  for (std::size_t i = 0; i <= link::Delay::kMaxUnderWay / 65536; ++i) {
    EXPECT_TRUE(far.send(ticket, packet(65536)));
  }
  EXPECT_EQ(diary.back(), "0 a sent 65536");
  ASSERT_EQ(losses.size(), 1U);
  EXPECT_EQ(losses[0].direction, link::Direction::kUp);
  EXPECT_EQ(losses[0].cause, PacketLoss::Cause::kNetworkQueue);
}

constexpr radio::LinkProfile kJittery{
    .name = "jittery", .access = std::nullopt, .uplink = {.delay = 10ms, .jitter = 500ms}};

TEST_F(AirInterfaceTest, JitterFollowsFromTheSeed) {
  const auto arrivals = [this](std::uint64_t seed) {
    diary.clear();
    start = clock.now();
    AirInterface jittery(timers, kJittery, seed, rrc);
    const auto ticket = jittery.join(a);
    for (std::size_t i = 1; i <= 5; ++i) {
      jittery.send(ticket, packet(i));
      advance(1s);
    }
    return diary;
  };
  const auto once = arrivals(7);
  EXPECT_EQ(once.size(), 10U);
  EXPECT_EQ(arrivals(7), once);
  EXPECT_NE(arrivals(8), once);
}

}  // namespace
}  // namespace hostmodem::pdn
