#include "unit/link/impaired_link_fixture.h"

namespace hostmodem::link {
namespace {

using testing::milliseconds;
using testing::seconds;

class BlackoutTest : public testing::ImpairedLinkTest {
 protected:
  void exchange(const std::string& text) {
    send(text);
    inject(text);
  }
};

TEST_F(BlackoutTest, EverythingIsLostEitherWayForAWhile) {
  link_->set_blackout(clock_.now() + seconds(10));
  exchange("a");
  step(seconds(10) - milliseconds(1));
  exchange("b");
  step(milliseconds(1));
  exchange("c");
  EXPECT_EQ(texts(up_), (std::vector<std::string>{"c"}));
  EXPECT_EQ(texts(down_), (std::vector<std::string>{"c"}));
  EXPECT_EQ(count(Fault::kBlackout), 4U);
}

TEST_F(BlackoutTest, LastsUntilItIsEnded) {
  link_->set_blackout(TimePoint::max());
  step(std::chrono::hours(1000));
  exchange("a");
  link_->set_blackout({});
  exchange("b");
  EXPECT_EQ(texts(up_), (std::vector<std::string>{"b"}));
  EXPECT_EQ(texts(down_), (std::vector<std::string>{"b"}));
}

TEST_F(BlackoutTest, AnotherOneTakesItsPlace) {
  link_->set_blackout(clock_.now() + seconds(1));
  link_->set_blackout(clock_.now() + seconds(5));
  step(seconds(2));
  exchange("a");
  link_->set_blackout(clock_.now() + seconds(1));
  step(seconds(1));
  exchange("b");
  EXPECT_EQ(texts(up_), (std::vector<std::string>{"b"}));
}

TEST_F(BlackoutTest, WhatIsUnderWayArrives) {
  link_->impair(Direction::kUp, {.delay = milliseconds(100)});
  send("a");
  link_->set_blackout(TimePoint::max());
  send("b");
  step(seconds(1));
  EXPECT_EQ(texts(up_), (std::vector<std::string>{"a"}));
}

TEST_F(BlackoutTest, TheImpairmentHoldsAfterIt) {
  link_->impair(Direction::kUp, {.delay = milliseconds(100)});
  link_->set_blackout(clock_.now() + seconds(1));
  step(seconds(1));
  send("a");
  step(seconds(1));
  EXPECT_EQ(up_, (std::vector<Arrival>{{milliseconds(1100), "a"}}));
}

}  // namespace
}  // namespace hostmodem::link
