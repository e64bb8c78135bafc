#include "radio/rrc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace hostmodem::radio {
namespace {

using namespace std::chrono_literals;
using Entries = std::vector<std::string>;
using ::testing::IsEmpty;

/// "5000 connected to idle: inactivity": the milliseconds since the beginning of the test.
class Diary : public Rrc::Listener {
 public:
  void on_transition(const RrcTransition& transition) override {
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(transition.at - start);
    entries.push_back(std::to_string(at.count()) + ' ' + std::string(name_of(transition.from)) +
                      " to " + std::string(name_of(transition.to)) + ": " +
                      std::string(name_of(transition.cause)));
  }
  Entries take() { return std::exchange(entries, {}); }

  TimePoint start;
  Entries entries;
};

/// Has packets to carry while the modem is not connected.
struct Waiting : Rrc::Traffic {
  bool on_connected() override { return std::exchange(packets, 0) > 0; }
  bool on_air() const override { return sending; }
  int packets = 0;
  bool sending = false;
};

class RrcTest : public ::testing::Test {
 protected:
  explicit RrcTest(const Rrc::Settings& settings = {},
                   AccessTechnology access = AccessTechnology::kLteM)
      : rrc(timers, settings, access, [this] { ++updates; }) {
    clock.hold();
    diary.start = clock.now();
    rrc.set_listener(&diary);
    rrc.add(waiting);
  }

  /// Time passes as the event loop lets it: from timer to timer.
  void advance(Duration span) {
    const TimePoint target = clock.now() + span;
    while (true) {
      const auto next = timers.next_deadline();
      if (!next || *next > target) break;
      clock.advance_to(*next);
      timers.run_due();
    }
    clock.advance_to(target);
  }

  /// Idle, at the beginning of the diary.
  void rest() {
    rrc.search();
    rrc.attach();
    advance(5s);
    ASSERT_EQ(rrc.state(), RrcState::kIdle);
    diary.take();
    diary.start = clock.now();
  }

  static PowerSaving psm(TimerOctet periodic_update, TimerOctet active_time) {
    return {.psm = Psm{periodic_update, active_time}, .edrx = std::nullopt};
  }
  static PowerSaving edrx(HalfOctet cycle, HalfOctet window) {
    return {.psm = std::nullopt, .edrx = Edrx{cycle, window}};
  }

  Clock clock;
  TimerQueue timers{clock};
  Diary diary;
  Waiting waiting;
  int updates = 0;
  Rrc rrc;
};

class SlowRrcTest : public RrcTest {
 protected:
  SlowRrcTest() : RrcTest({.set_up = 200ms, .inactivity = 10s}) {}
  void rest() {
    RrcTest::rrc.search();
    rrc.attach();
    advance(10s);
    diary.take();
    diary.start = clock.now();
  }
};

TEST(RrcTable, HasOneRowForEachCauseOfAState) {
  const auto table = rrc_table();
  for (const RrcRow& row : table) {
    EXPECT_EQ(next_state(row.from, row.cause), row.to) << name_of(row.from) << name_of(row.cause);
  }
}

TEST(RrcTable, LeavesTheNetworkFromEveryState) {
  for (int state = 1; state <= static_cast<int>(RrcState::kPsm); ++state) {
    EXPECT_EQ(next_state(static_cast<RrcState>(state), RrcCause::kSwitchOff), RrcState::kOff);
  }
}

TEST_F(RrcTest, TheAttachIsAConnection) {
  rrc.search();
  advance(1s);
  rrc.attach();
  advance(10s);
  EXPECT_EQ(diary.take(),
            (Entries{"0 off to searching: search", "1000 searching to connected: attach",
                     "6000 connected to idle: inactivity"}));
}

TEST_F(RrcTest, WithoutANetworkNothingPasses) {
  EXPECT_FALSE(rrc.uplink());
  EXPECT_FALSE(rrc.downlink());
  rrc.search();
  EXPECT_FALSE(rrc.uplink());
  EXPECT_FALSE(rrc.downlink());
  EXPECT_EQ(diary.take().size(), 1U);
}

TEST_F(RrcTest, AnIdealConnectionIsThereForThePacketThatNeedsIt) {
  rest();
  EXPECT_TRUE(rrc.uplink());
  EXPECT_EQ(diary.take(),
            (Entries{"0 idle to connecting: uplink", "0 connecting to connected: set up"}));
  advance(6s);
  diary.take();
  EXPECT_TRUE(rrc.downlink());
  EXPECT_EQ(diary.take(),
            (Entries{"6000 idle to connecting: paging", "6000 connecting to connected: set up"}));
}

TEST_F(RrcTest, EveryPacketPutsTheReleaseOff) {
  rest();
  rrc.uplink();
  advance(3s);
  EXPECT_TRUE(rrc.downlink());
  advance(4s);
  EXPECT_TRUE(rrc.uplink());
  diary.take();
  advance(1min);
  EXPECT_EQ(diary.take(), Entries{"12000 connected to idle: inactivity"});
}

TEST_F(SlowRrcTest, PacketsWaitForTheSetUp) {
  rest();
  EXPECT_FALSE(rrc.uplink());
  EXPECT_FALSE(rrc.uplink());
  EXPECT_FALSE(rrc.downlink());
  waiting.packets = 3;
  advance(199ms);
  EXPECT_EQ(waiting.packets, 3);
  advance(1ms);
  EXPECT_EQ(waiting.packets, 0);
  EXPECT_TRUE(rrc.uplink());
  EXPECT_EQ(diary.take(),
            (Entries{"0 idle to connecting: uplink", "200 connecting to connected: set up"}));
}

// What was said during one set-up ended the next connection.
TEST_F(SlowRrcTest, AReleaseThatWasAskedForIsOfOneConnection) {
  rest();
  rrc.assistance().enable(true);
  ReleaseAssistance::Party party(rrc.assistance());
  rrc.request_update();
  advance(0s);
  party.expect(Expectation::kNoData);
  advance(1s);
  diary.take();
  rrc.uplink();
  advance(1s);
  EXPECT_EQ(rrc.state(), RrcState::kConnected);
}

// The last bit of a packet may leave long after the send operation that it belongs to.
TEST_F(RrcTest, AReleaseThatIsAskedForWaitsForWhatIsOnTheAir) {
  rest();
  rrc.assistance().enable(true);
  ReleaseAssistance::Party party(rrc.assistance());
  party.expect(Expectation::kLast);
  rrc.uplink();
  waiting.sending = true;
  party.on_output();
  diary.take();
  advance(2s);
  EXPECT_THAT(diary.take(), IsEmpty());
  waiting.sending = false;
  rrc.carried();
  advance(0s);
  EXPECT_EQ(diary.take(), Entries{"2000 connected to idle: release assistance"});
}

TEST_F(RrcTest, InactivityCountsFromTheEndOfWhatIsOnTheAir) {
  rest();
  rrc.uplink();
  waiting.sending = true;
  diary.take();
  advance(20s);
  EXPECT_THAT(diary.take(), IsEmpty());
  waiting.sending = false;
  rrc.carried();
  advance(5s);
  EXPECT_EQ(diary.take(), Entries{"25000 connected to idle: inactivity"});
}

class PagedRrcTest : public RrcTest {
 protected:
  PagedRrcTest() : RrcTest({.paging_cycle = 1280ms}) {}
};

TEST_F(PagedRrcTest, DownlinkWaitsForThePagingOccasion) {
  rest();
  advance(2s);
  EXPECT_FALSE(rrc.downlink());
  EXPECT_FALSE(rrc.downlink());
  advance(559ms);
  EXPECT_THAT(diary.take(), IsEmpty());
  advance(1ms);
  EXPECT_EQ(diary.take(),
            (Entries{"2560 idle to connecting: paging", "2560 connecting to connected: set up"}));
}

TEST_F(PagedRrcTest, UplinkDoesNot) {
  rest();
  advance(2s);
  rrc.downlink();
  EXPECT_TRUE(rrc.uplink());
  diary.take();
  advance(2s);
  EXPECT_THAT(diary.take(), IsEmpty()) << "paged though it is connected";
}

// With eDRX occasions count from the beginning of the window, and there is none after its end.
TEST_F(PagedRrcTest, APagingWindowHasOccasionsOfItsOwn) {
  rrc.set_power_saving(edrx(0b0010, 0b0000));  // 20.48 s, of which 1.28 s
  rest();
  advance(1s);
  EXPECT_FALSE(rrc.downlink());
  advance(20s);
  EXPECT_EQ(diary.take(),
            (Entries{"1280 idle to eDRX sleep: end of the paging window",
                     "20480 eDRX sleep to idle: paging window", "20480 idle to connecting: paging",
                     "20480 connecting to connected: set up"}));
}

TEST_F(SlowRrcTest, LeavingTheNetworkEndsASetUp) {
  rest();
  rrc.uplink();
  rrc.switch_off();
  diary.take();
  advance(1h);
  EXPECT_THAT(diary.take(), IsEmpty());
}

TEST_F(RrcTest, TheNetworkIsUpdatedPeriodically) {
  rest();
  advance(54min - 1ms);
  EXPECT_THAT(diary.take(), IsEmpty());
  advance(1ms);
  EXPECT_EQ(diary.take(), (Entries{"3240000 idle to connecting: tracking area update",
                                   "3240000 connecting to connected: set up",
                                   "3240000 connected to idle: updated"}));
  EXPECT_EQ(updates, 1);
}

TEST_F(RrcTest, AnUpdateIsDoneAtOnceWhenItIsRequested) {
  rest();
  rrc.request_update();
  EXPECT_EQ(updates, 0) << "after what requested it";
  advance(0s);
  EXPECT_EQ(updates, 1);
  EXPECT_EQ(rrc.state(), RrcState::kIdle);
}

TEST_F(RrcTest, AnUpdateUsesTheConnectionThatThereIs) {
  rest();
  rrc.uplink();
  diary.take();
  rrc.request_update();
  advance(0s);
  EXPECT_EQ(updates, 1);
  EXPECT_THAT(diary.take(), IsEmpty());
}

TEST_F(RrcTest, PsmBeginsAfterTheActiveTimeAndEndsWithTheUpdate) {
  rrc.set_power_saving(psm(0b001'00001, 0b000'00101));  // an hour, ten seconds
  rest();
  advance(10s);
  EXPECT_EQ(diary.take(), Entries{"10000 idle to PSM: end of the active time"});
  EXPECT_EQ(rrc.sleep_end() - clock.now(), 1h - 10s);
  advance(1h);
  EXPECT_EQ(diary.take(), (Entries{"3600000 PSM to connecting: tracking area update",
                                   "3600000 connecting to connected: set up",
                                   "3600000 connected to idle: updated",
                                   "3610000 idle to PSM: end of the active time"}));
}

TEST_F(RrcTest, InPsmDownlinkWaitsForTheUpdate) {
  rrc.set_power_saving(psm(0b001'00001, 0b000'00101));
  rest();
  advance(20s);
  diary.take();
  EXPECT_FALSE(rrc.downlink());
  waiting.packets = 1;
  advance(1h - 20s);
  EXPECT_EQ(waiting.packets, 0);
  EXPECT_EQ(rrc.state(), RrcState::kConnected) << "there was something to carry";
  advance(5s);
  EXPECT_EQ(rrc.state(), RrcState::kIdle);
}

TEST_F(RrcTest, InPsmUplinkConnectsAndTakesTheDownlinkAlong) {
  rrc.set_power_saving(psm(0b001'00001, 0b000'00101));
  rest();
  advance(20s);
  rrc.downlink();
  waiting.packets = 1;
  EXPECT_TRUE(rrc.uplink());
  EXPECT_EQ(waiting.packets, 0);
}

TEST_F(RrcTest, APsmWithoutActiveTimeBeginsAtOnce) {
  rrc.set_power_saving(psm(0b001'00001, 0));
  rrc.search();
  rrc.attach();
  advance(5s);
  EXPECT_EQ(rrc.state(), RrcState::kPsm);
  EXPECT_EQ(diary.take().back(), "5000 idle to PSM: end of the active time");
}

TEST_F(RrcTest, WithoutAnExtendedPeriodPsmLastsForTheNetworksOwn) {
  rrc.set_power_saving(psm(kDeactivated, 0b000'00101));
  rest();
  advance(10s);
  EXPECT_EQ(rrc.sleep_end() - clock.now(), 54min - 10s);
}

TEST_F(RrcTest, EdrxListensForAWindowOfEachCycle) {
  rrc.set_power_saving(edrx(0b0010, 0b0011));  // 20.48 s, 5.12 s
  rest();
  advance(5120ms);
  EXPECT_EQ(diary.take(), Entries{"5120 idle to eDRX sleep: end of the paging window"});
  EXPECT_EQ(rrc.sleep_end() - clock.now(), 15360ms);
  advance(20480ms);
  EXPECT_EQ(diary.take(), (Entries{"20480 eDRX sleep to idle: paging window",
                                   "25600 idle to eDRX sleep: end of the paging window"}));
}

TEST_F(RrcTest, InEdrxSleepDownlinkWaitsForTheNextWindow) {
  rrc.set_power_saving(edrx(0b0010, 0b0011));
  rest();
  advance(6s);
  diary.take();
  EXPECT_FALSE(rrc.downlink());
  waiting.packets = 1;
  advance(20480ms - 6s);
  EXPECT_EQ(waiting.packets, 0);
  EXPECT_EQ(diary.take(),
            (Entries{"20480 eDRX sleep to idle: paging window", "20480 idle to connecting: paging",
                     "20480 connecting to connected: set up"}));
}

TEST_F(RrcTest, InAPagingWindowDownlinkConnectsAtOnce) {
  rrc.set_power_saving(edrx(0b0010, 0b0011));
  rest();
  advance(21s);
  EXPECT_TRUE(rrc.downlink());
}

TEST_F(RrcTest, InEdrxSleepUplinkConnectsAtOnce) {
  rrc.set_power_saving(edrx(0b0010, 0b0011));
  rest();
  advance(6s);
  EXPECT_TRUE(rrc.uplink());
}

TEST_F(RrcTest, AWindowAsLongAsTheCycleDoesNotEnd) {
  rrc.set_power_saving(edrx(0b0000, 0b1111));  // 5.12 s, 20.48 s
  rest();
  advance(50min);
  EXPECT_THAT(diary.take(), IsEmpty());
}

TEST_F(RrcTest, EdrxLastsUntilTheEndOfTheActiveTime) {
  rrc.set_power_saving({.psm = Psm{0b001'00001, 0b000'01111}, .edrx = Edrx{0b0010, 0b0011}});
  rest();
  advance(50min);
  EXPECT_EQ(diary.take(), (Entries{"5120 idle to eDRX sleep: end of the paging window",
                                   "20480 eDRX sleep to idle: paging window",
                                   "25600 idle to eDRX sleep: end of the paging window",
                                   "30000 eDRX sleep to PSM: end of the active time"}));
}

TEST_F(RrcTest, LeavingTheNetworkStopsEveryClock) {
  rrc.set_power_saving({.psm = Psm{0b001'00001, 0b000'01111}, .edrx = Edrx{0b0010, 0b0011}});
  rest();
  rrc.request_update();
  rrc.switch_off();
  EXPECT_EQ(diary.take(), Entries{"0 idle to off: switched off"});
  EXPECT_EQ(timers.next_deadline(), std::nullopt);
}

class NbIotRrcTest : public RrcTest {
 protected:
  NbIotRrcTest() : RrcTest({}, AccessTechnology::kNbIot) {}
};

TEST_F(NbIotRrcTest, UplinkWithoutResponseIsReleasedAtOnce) {
  rrc.set_control_plane_rai(ControlPlaneRai::kNoResponse);
  rest();
  rrc.uplink();
  advance(0s);
  EXPECT_EQ(diary.take().back(), "0 connected to idle: release assistance");
  rrc.uplink();
  advance(0s);
  EXPECT_EQ(diary.take().back(), "0 connected to idle: release assistance") << "each of them";
}

TEST_F(NbIotRrcTest, UplinkWithOneResponseIsReleasedAfterIt) {
  rrc.set_control_plane_rai(ControlPlaneRai::kOneResponse);
  rest();
  rrc.uplink();
  advance(1s);
  EXPECT_EQ(rrc.state(), RrcState::kConnected);
  rrc.downlink();
  advance(0s);
  EXPECT_EQ(diary.take().back(), "1000 connected to idle: release assistance");
}

TEST_F(RrcTest, LteMHasNoControlPlaneData) {
  rrc.set_control_plane_rai(ControlPlaneRai::kNoResponse);
  rest();
  rrc.uplink();
  advance(1s);
  EXPECT_EQ(rrc.state(), RrcState::kConnected);
}

}  // namespace
}  // namespace hostmodem::radio
