#include "unit/link/impaired_link_fixture.h"

namespace hostmodem::link {
namespace {

class ReorderingTest : public testing::ImpairedLinkTest {};

TEST_F(ReorderingTest, TheNextOneOvertakes) {
  link_->impair(Direction::kUp, {.reordering = 1});
  send("a");
  EXPECT_TRUE(up_.empty());
  send("b");
  EXPECT_EQ(texts(up_), (std::vector<std::string>{"b", "a"}));
  ASSERT_EQ(faults_.size(), 1U);
  EXPECT_EQ(faults_[0].kind, Fault::kReordering);
  EXPECT_EQ(faults_[0].number, 1U);
}

TEST_F(ReorderingTest, APacketThatNoneFollowsIsOnlyLate) {
  link_->impair(Direction::kUp, {.reordering = 1});
  send("a");
  step(testing::seconds(1));
  EXPECT_EQ(up_, (std::vector<Arrival>{{Reordering::kLongestHold, "a"}}));
  EXPECT_TRUE(faults_.empty());
}

TEST_F(ReorderingTest, NoneIsLostAndNoneIsMoreThanOnePlaceOff) {
  link_->impair(Direction::kUp, {.reordering = 0.1});
  const auto arrived = send_numbers(10000);
  ASSERT_EQ(arrived.size(), 10000U);
  std::size_t late = 0;
  for (int place = 0; place < 10000; ++place) {
    const int off = place - std::stoi(arrived[static_cast<std::size_t>(place)]);
    EXPECT_LE(std::abs(off), 1);
    late += off > 0 ? 1 : 0;
  }
  EXPECT_EQ(count(Fault::kReordering), late);
  // The one that overtakes is not itself held back.
  EXPECT_NEAR(static_cast<double>(late), 10000 * 0.1 / 1.1, 100);
}

TEST_F(ReorderingTest, OneThatIsHeldBackArrivesThoughReorderingEnds) {
  link_->impair(Direction::kUp, {.reordering = 1});
  send("a");
  link_->impair(Direction::kUp, {});
  send("b");
  send("c");
  EXPECT_EQ(texts(up_), (std::vector<std::string>{"b", "a", "c"}));
}

}  // namespace
}  // namespace hostmodem::link
