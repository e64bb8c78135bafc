#include "radio/release_assistance.h"

#include <gtest/gtest.h>

#include <memory>

namespace hostmodem::radio {
namespace {

using Party = ReleaseAssistance::Party;

class Assistance : public ::testing::Test {
 protected:
  Assistance() { assistance.enable(true); }

  int releases = 0;
  int freed = 0;
  ReleaseAssistance assistance{[this] { ++releases; }, [this] { ++freed; }};
  Party first{assistance};
  Party second{assistance};
};

TEST_F(Assistance, NoDataCountsAtOnce) {
  first.expect(Expectation::kNoData);
  EXPECT_EQ(releases, 1);
}

TEST_F(Assistance, TheLastOutputCountsWhenItIsDone) {
  first.expect(Expectation::kLast);
  EXPECT_EQ(releases, 0);
  first.on_output();
  EXPECT_EQ(releases, 1);
  first.on_output();
  EXPECT_EQ(releases, 1) << "it was said of one";
}

TEST_F(Assistance, OneResponseCountsWhenItCame) {
  first.expect(Expectation::kOneResponse);
  first.on_arrival();
  EXPECT_EQ(releases, 0) << "not before the output";
  first.on_output();
  EXPECT_EQ(releases, 0);
  EXPECT_FALSE(assistance.agreed());
  EXPECT_FALSE(assistance.kept()) << "an answer that does not come keeps nothing";
  first.on_arrival();
  EXPECT_EQ(releases, 1);
  first.on_arrival();
  EXPECT_EQ(releases, 1);
}

TEST_F(Assistance, OngoingAndWaitMoreKeepTheConnectionAfterTheOutput) {
  for (const Expectation expectation : {Expectation::kOngoing, Expectation::kWaitMore}) {
    releases = 0;
    first.expect(expectation);
    EXPECT_FALSE(assistance.kept());
    first.on_output();
    EXPECT_TRUE(assistance.kept());
    first.on_output();
    first.on_arrival();
    EXPECT_TRUE(assistance.kept()) << "until it says otherwise";
    first.expect(Expectation::kNoData);
    EXPECT_FALSE(assistance.kept());
    EXPECT_EQ(releases, 1);
    EXPECT_EQ(freed, 0) << "released is more than that";
  }
}

TEST_F(Assistance, ANewWordTakesThePlaceOfOneThatDoesNotCountYet) {
  first.expect(Expectation::kLast);
  first.expect(Expectation::kOngoing);
  first.on_output();
  EXPECT_EQ(releases, 0);
  EXPECT_TRUE(assistance.kept());
}

TEST_F(Assistance, AReleaseWaitsWhileAnotherPartyIsOngoing) {
  second.expect(Expectation::kOngoing);
  second.on_output();
  first.expect(Expectation::kLast);
  first.on_output();
  EXPECT_EQ(releases, 0);
  second.expect(Expectation::kLast);
  second.on_output();
  EXPECT_EQ(releases, 1);
}

TEST_F(Assistance, AReleaseWaitsForTheAnswerOfAnotherParty) {
  second.expect(Expectation::kOneResponse);
  second.on_output();
  first.expect(Expectation::kNoData);
  EXPECT_EQ(releases, 0);
  second.on_arrival();
  EXPECT_EQ(releases, 1);
}

TEST_F(Assistance, APartyThatGoesLeavesTheConnectionToTheNetwork) {
  auto third = std::make_unique<Party>(assistance);
  third->expect(Expectation::kOngoing);
  third->on_output();
  third.reset();
  EXPECT_EQ(releases, 0);
  EXPECT_EQ(freed, 1);
  EXPECT_TRUE(assistance.agreed());
}

TEST_F(Assistance, IsNothingWhileItIsOff) {
  assistance.enable(false);
  first.expect(Expectation::kNoData);
  first.expect(Expectation::kLast);
  first.on_output();
  EXPECT_EQ(releases, 0);
  assistance.enable(true);
  first.on_output();
  EXPECT_EQ(releases, 0) << "what was said then counts for nothing";
}

TEST_F(Assistance, TurningItOffLetsGo) {
  first.expect(Expectation::kOngoing);
  first.on_output();
  assistance.enable(false);
  EXPECT_FALSE(assistance.kept());
  EXPECT_EQ(freed, 1);
}

}  // namespace
}  // namespace hostmodem::radio
