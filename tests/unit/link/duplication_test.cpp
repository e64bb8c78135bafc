#include "unit/link/impaired_link_fixture.h"

namespace hostmodem::link {
namespace {

class DuplicationTest : public testing::ImpairedLinkTest {};

TEST_F(DuplicationTest, APacketArrivesTwiceInARow) {
  link_->impair(Direction::kUp, {.duplication = 1});
  send("a");
  send("b");
  EXPECT_EQ(texts(up_), (std::vector<std::string>{"a", "a", "b", "b"}));
  EXPECT_EQ(count(Fault::kDuplication), 2U);
}

TEST_F(DuplicationTest, DoublesAsManyAsItsProbabilitySays) {
  link_->impair(Direction::kUp, {.duplication = 0.1});
  const std::size_t arrived = send_numbers(10000).size();
  EXPECT_NEAR(static_cast<double>(arrived), 11000, 150);
  EXPECT_EQ(count(Fault::kDuplication), arrived - 10000);
}

TEST_F(DuplicationTest, KeepsTheOrder) {
  link_->impair(Direction::kUp, {.duplication = 0.5});
  auto arrived = send_numbers(1000);
  arrived.erase(std::unique(arrived.begin(), arrived.end()), arrived.end());
  EXPECT_EQ(arrived, numbers(1000));
}

TEST_F(DuplicationTest, ACopyTakesItsTimeOfTheRateToo) {
  link_->impair(Direction::kUp, {.duplication = 1, .rate = 8000});
  send("x");
  step(testing::seconds(1));
  EXPECT_EQ(up_, (std::vector<Arrival>{{testing::milliseconds(1), "x"},
                                       {testing::milliseconds(2), "x"}}));
}

}  // namespace
}  // namespace hostmodem::link
