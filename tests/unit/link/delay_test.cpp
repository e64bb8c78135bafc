#include "unit/link/impaired_link_fixture.h"

namespace hostmodem::link {
namespace {

using testing::milliseconds;
using testing::seconds;

class DelayTest : public testing::ImpairedLinkTest {};

TEST_F(DelayTest, APacketArrivesLater) {
  link_->impair(Direction::kUp, {.delay = milliseconds(80)});
  send("a");
  step(milliseconds(30));
  send("b");
  step(seconds(1));
  EXPECT_EQ(up_, (std::vector<Arrival>{{milliseconds(80), "a"}, {milliseconds(110), "b"}}));
}

TEST_F(DelayTest, PacketsOfOneTimeKeepTheirOrder) {
  link_->impair(Direction::kUp, {.delay = milliseconds(80)});
  EXPECT_EQ(send_numbers(100), numbers(100));
}

TEST_F(DelayTest, JitterIsUniformAndNotNegative) {
  link_->impair(Direction::kUp, {.delay = milliseconds(10), .jitter = milliseconds(20)});
  Duration sum{};
  for (int i = 0; i < 1000; ++i) {
    const Duration sent = now();
    send("x");
    step(seconds(1));
    const Duration took = up_.back().time - sent;
    EXPECT_GE(took, milliseconds(10));
    EXPECT_LT(took, milliseconds(30));
    sum += took;
  }
  EXPECT_EQ(up_.size(), 1000U);
  EXPECT_NEAR(std::chrono::duration<double>(sum).count() / 1000, 0.020, 0.001);
}

TEST_F(DelayTest, JitterKeepsTheOrder) {
  link_->impair(Direction::kUp, {.jitter = milliseconds(50)});
  for (int i = 0; i < 1000; ++i) {
    send(std::to_string(i));
    step(milliseconds(1));
  }
  step(seconds(1));
  EXPECT_EQ(texts(up_), numbers(1000));
}

TEST_F(DelayTest, WhatIsUnderWayArrivesInItsTimeThoughTheDelayChanges) {
  link_->impair(Direction::kUp, {.delay = milliseconds(100)});
  send("a");
  link_->impair(Direction::kUp, {.delay = milliseconds(10)});
  send("b");
  link_->impair(Direction::kUp, {});
  send("c");
  step(seconds(1));
  EXPECT_EQ(up_, (std::vector<Arrival>{
                     {milliseconds(0), "c"}, {milliseconds(10), "b"}, {milliseconds(100), "a"}}));
}

TEST_F(DelayTest, AChangeOfAnotherImpairmentKeepsTheOrder) {
  link_->impair(Direction::kUp, {.jitter = milliseconds(50)});
  for (int i = 0; i < 100; ++i) {
    send(std::to_string(i));
    link_->impair(Direction::kUp, {.loss = i * 1e-9, .jitter = milliseconds(50)});
  }
  step(seconds(1));
  EXPECT_EQ(texts(up_), numbers(100));
}

TEST_F(DelayTest, NoMoreIsUnderWayThanItsBound) {
  link_->impair(Direction::kUp, {.delay = Impairment::kMaxDelay});
  const std::string packet(65536, 'x');
  for (std::size_t i = 0; i < Delay::kMaxUnderWay / packet.size(); ++i) send(packet);
  EXPECT_TRUE(faults_.empty());
  send("one more");
  EXPECT_EQ(count(Fault::kOverflow), 1U);
  step(Impairment::kMaxDelay);
  EXPECT_EQ(up_.size(), Delay::kMaxUnderWay / packet.size());
  send("again");
  EXPECT_EQ(count(Fault::kOverflow), 1U);
}

}  // namespace
}  // namespace hostmodem::link
