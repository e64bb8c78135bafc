#include "unit/link/impaired_link_fixture.h"

namespace hostmodem::link {
namespace {

using std::chrono::nanoseconds;
using testing::milliseconds;
using testing::seconds;

class RateLimitTest : public testing::ImpairedLinkTest {
 protected:
  static std::string packet(std::size_t size) { return std::string(size, 'x'); }
  std::vector<Duration> arrivals() const {
    std::vector<Duration> result;
    for (const Arrival& arrival : up_) result.push_back(arrival.time);
    return result;
  }
};

TEST_F(RateLimitTest, APacketArrivesWhenItsLastBitWasSent) {
  link_->impair(Direction::kUp, {.rate = 100'000});
  send(packet(1250));  // 10,000 bits
  step(milliseconds(100) - nanoseconds(1));
  EXPECT_TRUE(up_.empty());
  step(nanoseconds(1));
  EXPECT_EQ(arrivals(), (std::vector<Duration>{milliseconds(100)}));
}

TEST_F(RateLimitTest, ABurstIsSentOneAfterTheOther) {
  link_->impair(Direction::kUp, {.rate = 8000});
  send(packet(1));
  send(packet(2));
  send(packet(3));
  step(seconds(1));
  EXPECT_EQ(arrivals(), (std::vector<Duration>{milliseconds(1), milliseconds(3), milliseconds(6)}));
}

TEST_F(RateLimitTest, AfterAPauseItStartsAnew) {
  link_->impair(Direction::kUp, {.rate = 8000});
  send(packet(1));
  step(milliseconds(10));
  send(packet(1));
  step(milliseconds(10));
  EXPECT_EQ(arrivals(), (std::vector<Duration>{milliseconds(1), milliseconds(11)}));
}

TEST_F(RateLimitTest, FractionsOfANanosecondAddUp) {
  link_->impair(Direction::kUp, {.rate = 3'000'000'000});  // a bit takes a third of a nanosecond
  for (int i = 0; i < 300; ++i) send(packet(1));
  step(seconds(1));
  ASSERT_EQ(up_.size(), 300U);
  EXPECT_EQ(up_[0].time, nanoseconds(2));
  EXPECT_EQ(up_[2].time, nanoseconds(8));
  EXPECT_EQ(up_[299].time, nanoseconds(800)) << "300 packets of 8 bits at 3 bits a nanosecond";
}

TEST_F(RateLimitTest, TheRateIsThatOfTheClockThoughTheTimerIsLate) {
  link_->impair(Direction::kUp, {.rate = 8000});
  for (int i = 0; i < 10; ++i) send(packet(1));
  clock_.advance_to(clock_.now() + std::chrono::microseconds(5500));
  timers_.run_due();
  EXPECT_EQ(up_.size(), 5U);
  step(milliseconds(1));
  EXPECT_EQ(up_.size(), 6U);
  EXPECT_EQ(up_[5].time, milliseconds(6));
}

TEST_F(RateLimitTest, TheQueueIsBoundedBesidesThePacketThatIsBeingSent) {
  link_->impair(Direction::kUp, {.rate = 8000, .queue = 250});
  send(packet(1000));
  send(packet(100));
  send(packet(100));
  send(packet(51));
  EXPECT_EQ(count(Fault::kOverflow), 1U);
  send(packet(50));
  send(packet(1));
  EXPECT_EQ(count(Fault::kOverflow), 2U);
  step(seconds(1));  // the first one left: the second is being sent and frees its place
  send(packet(100));
  EXPECT_EQ(count(Fault::kOverflow), 2U);
  step(seconds(5));
  EXPECT_EQ(up_.size(), 5U);
  EXPECT_EQ(faults_[0].number, 4U);
  EXPECT_EQ(faults_[0].size, 51U);
}

TEST_F(RateLimitTest, ASmallerQueueLosesNoneThatWait) {
  link_->impair(Direction::kUp, {.rate = 8000});
  for (int i = 0; i < 4; ++i) send(packet(100));
  link_->impair(Direction::kUp, {.rate = 8000, .queue = 10});
  send(packet(1));
  EXPECT_EQ(count(Fault::kOverflow), 1U);
  step(seconds(1));
  EXPECT_EQ(up_.size(), 4U);
}

TEST_F(RateLimitTest, AnotherRateHoldsForTheRestOfWhatIsBeingSent) {
  link_->impair(Direction::kUp, {.rate = 8000});
  send(packet(10));
  send(packet(10));
  step(milliseconds(5));
  link_->impair(Direction::kUp, {.rate = 4000});
  step(seconds(1));
  EXPECT_EQ(arrivals(), (std::vector<Duration>{milliseconds(15), milliseconds(35)}));
}

TEST_F(RateLimitTest, WithoutALimitAnyMoreWhatWaitsArrivesAtOnceAndFirst) {
  link_->impair(Direction::kUp, {.rate = 1});
  send("a");
  send("b");
  step(milliseconds(5));
  link_->impair(Direction::kUp, {});
  send("c");
  step({});
  EXPECT_EQ(up_, (std::vector<Arrival>{
                     {milliseconds(5), "a"}, {milliseconds(5), "b"}, {milliseconds(5), "c"}}));
}

}  // namespace
}  // namespace hostmodem::link
