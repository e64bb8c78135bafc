// An idle modem that does not listen all the time: paging cycles, eDRX, power saving mode.

#include <gmock/gmock.h>

#include "rrc_fixture.h"

namespace hostmodem::radio {
namespace {

using ::testing::IsEmpty;

class PagedRrcTest : public RrcTest {
 protected:
  PagedRrcTest() : RrcTest({.paging_cycle = 1280ms}) {}
};

TEST_F(PagedRrcTest, DownlinkCauseThePagingOccasion) {
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

TEST_F(RrcTest, InPsmDownlinkCauseTheUpdate) {
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

TEST_F(RrcTest, InEdrxSleepDownlinkCauseTheNextWindow) {
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

}  // namespace
}  // namespace hostmodem::radio
