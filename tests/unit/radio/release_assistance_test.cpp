#include "radio/release_assistance.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hostmodem::radio {
namespace {

using Party = ReleaseAssistance::Party;

class Assistance : public ::testing::Test {
 protected:
  Assistance() { assistance.enable(true); }

  int releases = 0;
  int freed = 0;
  ReleaseAssistance assistance{[this] { ++releases; }, [this] { ++freed; }};
  Party first{assistance, 1};
  Party second{assistance, 2};
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

TEST_F(Assistance, AReleaseCauseTheAnswerOfAnotherParty) {
  second.expect(Expectation::kOneResponse);
  second.on_output();
  first.expect(Expectation::kNoData);
  EXPECT_EQ(releases, 0);
  second.on_arrival();
  EXPECT_EQ(releases, 1);
}

TEST_F(Assistance, APartyThatGoesLeavesTheConnectionToTheNetwork) {
  auto third = std::make_unique<Party>(assistance, 3);
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

using Entries = std::vector<std::string>;

/// Writes down what it is told.
class Diary : public ReleaseAssistance::Listener {
 public:
  void on_assistance(bool enabled) override { entries_.emplace_back(enabled ? "on" : "off"); }
  void on_expectation(int party, Expectation expectation) override {
    entries_.push_back(std::to_string(party) + " says " + std::string(name_of(expectation)));
  }
  void on_need(int party, ReleaseAssistance::Need need) override {
    constexpr const char* kNeeds[] = {"nothing", "an answer", "all"};
    entries_.push_back(std::to_string(party) + " needs " + kNeeds[static_cast<std::size_t>(need)]);
  }
  void on_control_plane() override { entries_.emplace_back("control plane"); }

  Entries take() { return std::exchange(entries_, {}); }

 private:
  Entries entries_;
};

class AssistanceListener : public Assistance {
 protected:
  AssistanceListener() { assistance.set_listener(&diary); }
  ~AssistanceListener() override { assistance.set_listener(nullptr); }

  Diary diary;
};

TEST_F(AssistanceListener, IsToldAtOnceOfWhatHolds) {
  EXPECT_EQ(diary.take(), Entries{"on"});
  second.expect(Expectation::kOngoing);
  second.on_output();
  diary.take();
  assistance.set_listener(&diary);
  EXPECT_EQ(diary.take(), (Entries{"on", "2 needs all"}));
}

TEST_F(AssistanceListener, IsToldWhatIsSaidAndWhatFollows) {
  diary.take();
  first.expect(Expectation::kOneResponse);
  EXPECT_EQ(diary.take(), Entries{"1 says one response"});
  first.on_output();
  EXPECT_EQ(diary.take(), Entries{"1 needs an answer"});
  first.on_arrival();
  EXPECT_EQ(diary.take(), Entries{"1 needs nothing"});
  second.expect(Expectation::kNoData);
  EXPECT_EQ(diary.take(), (Entries{"2 says no data", "2 needs nothing"}));
  second.on_output();
  EXPECT_EQ(diary.take(), Entries{});
  assistance.ask_for_control_plane();
  EXPECT_EQ(diary.take(), Entries{"control plane"});
}

TEST_F(AssistanceListener, IsToldOfAPartyThatGoesOnlyWhenItNeededSomething) {
  auto third = std::make_unique<Party>(assistance, 3);
  auto fourth = std::make_unique<Party>(assistance, 4);
  third->expect(Expectation::kWaitMore);
  third->on_output();
  diary.take();
  third.reset();
  fourth.reset();
  EXPECT_EQ(diary.take(), Entries{"3 needs nothing"});
}

TEST_F(AssistanceListener, IsToldWhatIsSaidWhileItIsOffToo) {
  diary.take();
  assistance.enable(false);
  assistance.enable(false);
  first.expect(Expectation::kLast);
  first.on_output();
  EXPECT_EQ(diary.take(), (Entries{"off", "1 says last"}));
}

}  // namespace
}  // namespace hostmodem::radio
