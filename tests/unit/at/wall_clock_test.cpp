#include "at/wall_clock.h"

#include <gtest/gtest.h>

#include <string>

#include "at_fixture.h"

namespace hostmodem::at {
namespace {

class WallClockTest : public testing::Test {
 protected:
  void pass(Duration time) { clock_.advance_to(clock_.now() + time); }

  HeldClock clock_;
  WallClock wall_{clock_, kStart - clock_.now().time_since_epoch()};
};

TEST_F(WallClockTest, RunsWithTheModemsClock) {
  EXPECT_EQ(wall_.text(), "26/11/22,12:30:45+00");
  pass(std::chrono::hours(24) + std::chrono::seconds(20));
  EXPECT_EQ(wall_.text(), "26/11/23,12:31:05+00");
}

TEST_F(WallClockTest, IsSetWithAZone) {
  EXPECT_TRUE(wall_.set("18/12/06,22:10:00+08"));
  EXPECT_EQ(wall_.text(), "18/12/06,22:10:00+08");
  pass(std::chrono::minutes(110));
  EXPECT_EQ(wall_.text(), "18/12/07,00:00:00+08");
  EXPECT_TRUE(wall_.set("00/02/29,23:59:59-48"));
  EXPECT_EQ(wall_.text(), "00/02/29,23:59:59-48");
}

TEST_F(WallClockTest, RefusesWhatIsNoTime) {
  for (const auto* text :
       {"", "18/12/06", "18/12/06,22:10:00", "18/12/06,22:10:00+49", "18/13/06,22:10:00+00",
        "18/02/29,22:10:00+00", "18/12/00,22:10:00+00", "18/12/06,24:00:00+00",
        "18/12/06,22:60:00+00", "18/12/06,22:10:60+00", "2018/12/06,22:10:00+00",
        "18-12-06,22:10:00+00", "18/12/06,22:10:00 00", "18/12/06,22:10:00+0",
        "18/12/06,22:10:00+000", "1a/12/06,22:10:00+00"}) {
    EXPECT_FALSE(wall_.set(text)) << text;
  }
  EXPECT_EQ(wall_.text(), "26/11/22,12:30:45+00");
}

TEST_F(WallClockTest, TheNetworksTimeIsInSemiOctetsAndIsNotSet) {
  EXPECT_TRUE(wall_.set("18/12/06,22:10:00+08"));
  EXPECT_EQ(wall_.network_time(), "62112221035400");
}

}  // namespace
}  // namespace hostmodem::at
