#include <optional>

#include "unit/link/impaired_link_fixture.h"

namespace hostmodem::link {
namespace {

using testing::milliseconds;
using testing::seconds;

using ImpairedLinkTest = testing::ImpairedLinkTest;

/// Of everything a bit, but the blackout.
constexpr Impairment kAll{.loss = 0.1,
                          .corruption = 0.1,
                          .reordering = 0.1,
                          .duplication = 0.1,
                          .delay = milliseconds(10),
                          .jitter = milliseconds(10),
                          .rate = 1'000'000,
                          .queue = 2000};

TEST_F(ImpairedLinkTest, IsIdealAtFirst) {
  for (int i = 0; i < 100; ++i) {
    send(std::to_string(i));
    inject(std::to_string(i));
  }
  EXPECT_EQ(texts(up_), numbers(100));
  EXPECT_EQ(texts(down_), numbers(100));
  EXPECT_EQ(up_.back().time, Duration{});
  EXPECT_FALSE(timers_.next_deadline());
}

TEST_F(ImpairedLinkTest, IsIdealAgainAndHasNoDeadline) {
  link_->impair(Direction::kUp, kAll);
  link_->impair(Direction::kUp, {});
  EXPECT_EQ(send_numbers(100), numbers(100));
  EXPECT_TRUE(faults_.empty());
  EXPECT_FALSE(timers_.next_deadline());
}

TEST_F(ImpairedLinkTest, EachDirectionHasItsOwn) {
  link_->impair(Direction::kUp, {.loss = 1});
  link_->impair(Direction::kDown, {.delay = milliseconds(5)});
  send("up");
  inject("down");
  step(seconds(1));
  EXPECT_TRUE(up_.empty());
  EXPECT_EQ(down_, (std::vector<Arrival>{{milliseconds(5), "down"}}));
  ASSERT_EQ(faults_.size(), 1U);
  EXPECT_EQ(faults_[0].direction, Direction::kUp);
  link_->impair(Direction::kDown, {.loss = 1});
  inject("down");
  ASSERT_EQ(faults_.size(), 2U);
  EXPECT_EQ(faults_[1].direction, Direction::kDown);
}

TEST_F(ImpairedLinkTest, TheWorldMayAnswerAtOnce) {
  for (const Direction direction : {Direction::kUp, Direction::kDown}) {
    link_->impair(direction, {.duplication = 1});
  }
  pipe_->set_handler([this](auto) { inject("answer"); });
  send("question");
  EXPECT_EQ(down_.size(), 4U);
}

TEST_F(ImpairedLinkTest, ClearedOfWhatIsUnderWayItGoesOn) {
  link_->impair(Direction::kUp, kAll);
  for (int i = 0; i < 10; ++i) send("gone");
  link_->clear();
  step(seconds(1));
  EXPECT_TRUE(up_.empty());
  link_->impair(Direction::kUp, {.delay = milliseconds(1)});
  EXPECT_EQ(send_numbers(3), numbers(3));
}

TEST_F(ImpairedLinkTest, MayEndWithPacketsUnderWay) {
  link_->impair(Direction::kUp, kAll);
  link_->impair(Direction::kDown, kAll);
  for (int i = 0; i < 10; ++i) {
    send("x");
    inject("x");
  }
  link_.reset();
  EXPECT_FALSE(timers_.next_deadline());
}

/// What comes of the same packets under an impairment, with a seed.
class Chances : public ImpairedLinkTest {
 protected:
  std::vector<std::uint64_t> numbers_of(Fault kind, std::uint64_t seed, const Impairment& all) {
    link_->seed(seed);
    link_->impair(Direction::kUp, all);
    faults_.clear();
    const std::uint64_t before = last_;
    for (int i = 0; i < 1000; ++i) send("packet " + std::to_string(i));
    last_ += 1000;
    step(seconds(1));
    std::vector<std::uint64_t> result;
    for (const FaultEvent& fault : faults_) {
      if (fault.kind == kind) result.push_back(fault.number - before);
    }
    EXPECT_FALSE(result.empty());
    return result;
  }

 private:
  std::uint64_t last_ = 0;
};

TEST_F(Chances, TheSameSeedGivesTheSameDecisions) {
  const auto run = [this] {
    up_.clear();
    numbers_of(Fault::kLoss, 3, kAll);
    return texts(up_);
  };
  const auto first = run();
  EXPECT_EQ(run(), first);
}

TEST_F(Chances, AnotherSeedGivesOthers) {
  EXPECT_NE(numbers_of(Fault::kLoss, 3, kAll), numbers_of(Fault::kLoss, 4, kAll));
}

TEST_F(Chances, TheSeedOfTheConstructorIsThatOfSeed) {
  const auto one = numbers_of(Fault::kLoss, 7, {.loss = 0.1});
  link_ = nullptr;
  auto pipe = std::make_unique<PipeLink>();
  ImpairedLink other(std::move(pipe), timers_, 7);
  std::vector<std::uint64_t> lost;
  other.set_fault_handler([&](const FaultEvent& fault) { lost.push_back(fault.number); });
  other.impair(Direction::kUp, {.loss = 0.1});
  for (int i = 0; i < 1000; ++i) other.send(testing::to_bytes("x"));
  EXPECT_EQ(lost, one);
}

TEST_F(Chances, TheDirectionsDecideApart) {
  const auto up = numbers_of(Fault::kLoss, 3, {.loss = 0.1});
  faults_.clear();
  link_->impair(Direction::kDown, {.loss = 0.1});
  link_->seed(3);
  std::vector<std::uint64_t> down;
  for (int i = 0; i < 1000; ++i) inject("x");
  for (const FaultEvent& fault : faults_) down.push_back(fault.number);
  EXPECT_NE(down, up);
}

TEST_F(Chances, AnotherImpairmentChangesNoDecision) {
  const auto loss = numbers_of(Fault::kLoss, 5, {.loss = 0.05});
  Impairment more = kAll;
  more.loss = 0.05;
  EXPECT_EQ(numbers_of(Fault::kLoss, 5, more), loss);
  const auto doubled = numbers_of(Fault::kDuplication, 5, {.duplication = 0.05});
  auto doubled_and_lost = numbers_of(Fault::kDuplication, 5, {.loss = 0.3, .duplication = 0.05});
  EXPECT_LT(doubled_and_lost.size(), doubled.size());
  EXPECT_TRUE(std::includes(doubled.begin(), doubled.end(), doubled_and_lost.begin(),
                            doubled_and_lost.end()))
      << "of the packets that are doubled some are lost; the others stay those that are doubled";
}

TEST_F(Chances, AHigherProbabilityIncludesALower) {
  const auto few = numbers_of(Fault::kLoss, 5, {.loss = 0.05});
  const auto more = numbers_of(Fault::kLoss, 5, {.loss = 0.1});
  EXPECT_TRUE(std::includes(more.begin(), more.end(), few.begin(), few.end()));
}

/// Notes how it was asked to offload.
class OffloadingLink final : public Link {
 public:
  explicit OffloadingLink(std::optional<bool>& offload) : offload_(offload) {}
  void send(std::span<const std::byte> /*packet*/) override {}
  void set_offload(bool on) override { offload_ = on; }

 private:
  std::optional<bool>& offload_;
};

class OffloadTest : public ImpairedLinkTest {
 protected:
  std::optional<bool> offload_;
  ImpairedLink offloading_{std::make_unique<OffloadingLink>(offload_), timers_};
};

TEST_F(OffloadTest, IsOffWhileEitherDirectionIsImpaired) {
  offloading_.impair(Direction::kUp, {});
  EXPECT_EQ(offload_, std::nullopt);
  offloading_.impair(Direction::kUp, {.loss = 0.1});
  EXPECT_EQ(offload_, false);
  offloading_.impair(Direction::kDown, {.loss = 0.1});
  offloading_.impair(Direction::kUp, {});
  EXPECT_EQ(offload_, false);
  offloading_.impair(Direction::kDown, {});
  EXPECT_EQ(offload_, true);
}

TEST_F(OffloadTest, IsOffDuringABlackout) {
  offloading_.set_blackout(clock_.now() + seconds(1));
  EXPECT_EQ(offload_, false);
  step(seconds(1));
  EXPECT_EQ(offload_, true);
}

TEST_F(OffloadTest, StaysOffUntilTheLastPacketHasArrived) {
  offloading_.impair(Direction::kUp, {.delay = milliseconds(50)});
  offloading_.send(testing::to_bytes("x"));
  offloading_.impair(Direction::kUp, {});
  EXPECT_EQ(offload_, false);
  step(milliseconds(50));
  EXPECT_EQ(offload_, true);
}

TEST_F(OffloadTest, ComesBackOnlyIfTheLayerAboveWantsIt) {
  offloading_.impair(Direction::kUp, {.loss = 0.1});
  offloading_.set_offload(false);
  offloading_.impair(Direction::kUp, {});
  EXPECT_EQ(offload_, false);
  offloading_.set_offload(true);
  EXPECT_EQ(offload_, true);
}

}  // namespace
}  // namespace hostmodem::link
