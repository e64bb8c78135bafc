#include "unit/link/impaired_link_fixture.h"

namespace hostmodem::link {
namespace {

class LossTest : public testing::ImpairedLinkTest {};

TEST_F(LossTest, LosesAsManyAsItsProbabilitySays) {
  link_->impair(Direction::kUp, {.loss = 0.05});
  const std::size_t arrived = send_numbers(10000).size();
  EXPECT_NEAR(static_cast<double>(arrived), 9500, 100);
  EXPECT_EQ(count(Fault::kLoss), 10000 - arrived);
  EXPECT_EQ(faults_.size(), 10000 - arrived);
}

TEST_F(LossTest, WhatArrivesIsWhatWasSentInOrder) {
  link_->impair(Direction::kUp, {.loss = 0.3});
  const auto arrived = send_numbers(1000);
  auto expected = testing::ImpairedLinkTest::numbers(1000);
  for (auto fault = faults_.rbegin(); fault != faults_.rend(); ++fault) {
    expected.erase(expected.begin() + static_cast<long>(fault->number) - 1);
  }
  EXPECT_EQ(arrived, expected);
}

TEST_F(LossTest, CertainLossLosesAllAndNoLossNone) {
  link_->impair(Direction::kUp, {.loss = 1});
  EXPECT_TRUE(send_numbers(100).empty());
  link_->impair(Direction::kUp, {.loss = 0, .delay = testing::milliseconds(1)});
  EXPECT_EQ(send_numbers(100), numbers(100));
}

TEST_F(LossTest, AFaultTellsThePacket) {
  link_->impair(Direction::kUp, {.loss = 1});
  send("a");
  send("bcd");
  ASSERT_EQ(faults_.size(), 2U);
  EXPECT_EQ(faults_[1].kind, Fault::kLoss);
  EXPECT_EQ(faults_[1].direction, Direction::kUp);
  EXPECT_EQ(faults_[1].size, 3U);
  EXPECT_EQ(faults_[1].number, 2U);
}

}  // namespace
}  // namespace hostmodem::link
