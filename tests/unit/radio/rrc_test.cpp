#include <gmock/gmock.h>

#include "rrc_fixture.h"

namespace hostmodem::radio {
namespace {

using ::testing::IsEmpty;

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

TEST_F(RrcTest, ExceptionalDataAreNoCauseInLteM) {
  rest();
  EXPECT_TRUE(rrc.uplink(true));
  EXPECT_EQ(diary.take().front(), "0 idle to connecting: uplink");
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
  ReleaseAssistance::Party party(rrc.assistance(), 0);
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
TEST_F(RrcTest, AReleaseThatIsAskedForCauseWhatIsOnTheAir) {
  rest();
  rrc.assistance().enable(true);
  ReleaseAssistance::Party party(rrc.assistance(), 0);
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

TEST_F(NbIotRrcTest, ExceptionalDataAreAnEstablishmentCause) {
  rest();
  EXPECT_TRUE(rrc.uplink(true));
  EXPECT_EQ(diary.take().front(), "0 idle to connecting: exceptional data");
  advance(5s);
  diary.take();
  EXPECT_TRUE(rrc.uplink());
  EXPECT_EQ(diary.take().front(), "5000 idle to connecting: uplink");
}

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
