#include "pdn/impairments.h"

#include <gmock/gmock.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "link/pipe_link.h"
#include "pdn/impairment_text.h"

namespace hostmodem::pdn {
namespace {

using link::Direction;
using link::ImpairedLink;
using link::Impairment;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Writes down what it is told.
class Diary : public Impairments::Listener {
 public:
  void on_fault(PdnId id, const link::FaultEvent& fault) override {
    entries.push_back(fault_text(id, fault));
  }
  void on_packet_loss(PdnId id, const PacketLoss& loss) override {
    entries.push_back(packet_loss_text(id, loss));
  }
  void on_impairment(PdnId id, Direction direction, const Impairment& impairment) override {
    entries.push_back(impairment_text(id, direction, impairment));
  }
  void on_blackout(PdnId id, Duration left) override { entries.push_back(blackout_text(id, left)); }

  std::vector<std::string> take() { return std::exchange(entries, {}); }
  std::vector<std::string> entries;
};

class ImpairmentsTest : public ::testing::Test {
 protected:
  ImpairmentsTest() {
    clock.hold();
    impairments.set_listener(&diary);
  }

  /// PDN 0 comes up.
  void attach() { impairments.attach(0, link); }

  void send(std::size_t length = 10) { link.send(std::vector<std::byte>(length)); }

  /// What a run of packets meets, from a seed.
  std::vector<std::string> told_of(std::uint64_t seed) {
    impairments.set(0, Direction::kUp,
                    {.loss = 0.2, .corruption = 0.2, .reordering = 0.2, .duplication = 0.2});
    impairments.seed(seed);
    diary.take();
    ImpairedLink fresh(std::make_unique<link::PipeLink>(), timers);
    impairments.attach(0, fresh);
    diary.take();
    for (int i = 0; i < 100; ++i) fresh.send(std::vector<std::byte>(20));
    impairments.detach(0);
    return diary.take();
  }

  Clock clock;
  TimerQueue timers{clock};
  Diary diary;
  Impairments impairments{timers, 7};
  ImpairedLink link{std::make_unique<link::PipeLink>(), timers};
};

TEST_F(ImpairmentsTest, EachFaultIsToldWithTheNumberOfItsPacket) {
  attach();
  struct Case {
    Impairment impairment;
    int packets;
    std::string told;
  };
  const Case cases[] = {
      {{.loss = 1}, 1, "pdn0 uplink: packet 1 lost"},
      {{.duplication = 1}, 1, "pdn0 uplink: packet 2 duplicated"},
      {{.reordering = 1}, 2, "pdn0 uplink: packet 3 reordered"},
      // One is sent, one waits.
      {{.rate = 8, .queue = 10}, 3, "pdn0 uplink: packet 7 overflowed"},
  };
  for (const Case& each : cases) {
    impairments.set(0, Direction::kUp, each.impairment);
    diary.take();
    for (int i = 0; i < each.packets; ++i) send();
    EXPECT_THAT(diary.take(), ElementsAre(each.told));
  }
}

TEST_F(ImpairmentsTest, ACorruptedPacketIsToldWithTheBitThatArrivesFlipped) {
  auto pipe = std::make_unique<link::PipeLink>();
  std::vector<std::byte> arrived;
  pipe->set_handler([&](auto packet) { arrived.assign(packet.begin(), packet.end()); });
  ImpairedLink other(std::move(pipe), timers);
  impairments.attach(0, other);
  impairments.set(0, Direction::kUp, {.corruption = 1});
  diary.take();
  other.send(std::vector<std::byte>(10));

  std::size_t flipped = 0;
  while (flipped < 80 && (arrived[flipped / 8] & (std::byte{1} << (flipped % 8))) == std::byte{}) {
    ++flipped;
  }
  EXPECT_THAT(diary.take(),
              ElementsAre("pdn0 uplink: packet 1 corrupted (bit " + std::to_string(flipped) + ")"));
  impairments.detach(0);
}

TEST_F(ImpairmentsTest, APacketLossIsToldWithItsQueueAndCountsAsAnOverflow) {
  using Cause = PacketLoss::Cause;
  const PacketLoss losses[] = {{Direction::kUp, Cause::kConnectionQueue, 1500},
                               {Direction::kDown, Cause::kAirQueue, 40},
                               {Direction::kDown, Cause::kNetworkQueue, 60}};
  for (const PacketLoss& loss : losses) impairments.note_packet_loss(2, loss);
  EXPECT_THAT(
      diary.take(),
      ElementsAre("pdn2 uplink: packet of 1500 bytes lost, too many wait for the radio connection",
                  "pdn2 downlink: packet of 40 bytes lost, too much waits for the air",
                  "pdn2 downlink: packet of 60 bytes lost, too much is under way in the network"));
  constexpr auto kOverflow = static_cast<std::size_t>(link::Fault::kOverflow);
  EXPECT_EQ(impairments.faults(2, Direction::kUp)[kOverflow], 1U);
  EXPECT_EQ(impairments.faults(2, Direction::kDown)[kOverflow], 2U);
  EXPECT_EQ(impairments.faults(0, Direction::kDown)[kOverflow], 0U);
}

TEST_F(ImpairmentsTest, APacketInABlackoutIsToldAndTheBlackoutToo) {
  attach();
  impairments.set_blackout(0, seconds(30));
  send();
  impairments.set_blackout(0, Duration::max());
  impairments.set_blackout(0, {});
  send();
  EXPECT_THAT(diary.take(),
              ElementsAre("pdn0: blackout of 30000 ms", "pdn0 uplink: packet 1 blacked out",
                          "pdn0: blackout until it is ended", "pdn0: blackout ended"));
}

TEST_F(ImpairmentsTest, AChangeIsToldWithAllThatIsNotIdeal) {
  impairments.set(3, Direction::kDown,
                  {.loss = 0.1,
                   .corruption = 0.02,
                   .reordering = 0.3,
                   .duplication = 0.004,
                   .delay = milliseconds(50),
                   .jitter = milliseconds(7),
                   .rate = 20000,
                   .queue = 1500});
  impairments.set(3, Direction::kUp, {.delay = hours(1)});
  impairments.set(3, Direction::kUp, {});
  EXPECT_THAT(diary.take(),
              ElementsAre("pdn3 downlink: loss 0.1, corruption 0.02, reordering 0.3, duplication "
                          "0.004, rate 20000 bit/s, queue 1500 bytes, delay 50 ms, jitter 7 ms",
                          "pdn3 uplink: delay 3600000 ms", "pdn3 uplink: ideal"));
}

TEST_F(ImpairmentsTest, WhatHoldsIsToldWhenAPdnComesUpAndToWhoBeginsToListen) {
  impairments.set_default(Direction::kUp, {.loss = 0.5});
  impairments.set_blackout(0, seconds(30));
  clock.advance_to(clock.now() + seconds(10));
  diary.take();
  attach();
  const std::vector<std::string> holds = {"pdn0 uplink: loss 0.5", "pdn0: blackout of 20000 ms"};
  EXPECT_EQ(diary.take(), holds);

  impairments.set_listener(&diary);
  EXPECT_EQ(diary.take(), holds);
  clock.advance_to(clock.now() + seconds(20));
  impairments.set_listener(&diary);
  EXPECT_THAT(diary.take(), ElementsAre("pdn0 uplink: loss 0.5")) << "the blackout is over";
  impairments.detach(0);
  impairments.set_listener(&diary);
  EXPECT_THAT(diary.take(), IsEmpty()) << "of a PDN that is down";
}

TEST_F(ImpairmentsTest, ABlackoutOfAllIsOfThoseThatComeUpMeanwhileToo) {
  impairments.set(1, Direction::kUp, {});
  diary.take();
  impairments.set_blackout_of_all(seconds(30));
  EXPECT_THAT(diary.take(), ElementsAre("pdn1: blackout of 30000 ms"));
  clock.advance_to(clock.now() + seconds(10));
  attach();
  EXPECT_THAT(diary.take(), ElementsAre("pdn0: blackout of 20000 ms"));
  EXPECT_EQ(impairments.blackout_left(0), seconds(20));
  EXPECT_EQ(impairments.blackout_left(5), seconds(20));
  impairments.set_blackout_of_all(Duration::max());
  EXPECT_EQ(impairments.blackout_left(0), Duration::max());
  EXPECT_EQ(impairments.blackout_left(5), Duration::max());
  impairments.set_blackout_of_all({});
  send();
  EXPECT_THAT(diary.take(),
              ElementsAre("pdn0: blackout until it is ended", "pdn1: blackout until it is ended",
                          "pdn0: blackout ended", "pdn1: blackout ended"));
}

TEST_F(ImpairmentsTest, SaysWhatHoldsForPdnsThatAreKnownAndForOthers) {
  EXPECT_THAT(impairments.known(), IsEmpty());
  impairments.set_default(Direction::kUp, {.loss = 0.5});
  impairments.set(3, Direction::kDown, {.loss = 0.25});
  EXPECT_THAT(impairments.known(), ElementsAre(3));
  EXPECT_EQ(impairments.of(3, Direction::kUp).loss, 0.5);
  EXPECT_EQ(impairments.of(3, Direction::kDown).loss, 0.25);
  EXPECT_EQ(impairments.of(4, Direction::kUp).loss, 0.5);
  EXPECT_EQ(impairments.default_of(Direction::kDown).loss, 0);
}

TEST_F(ImpairmentsTest, NobodyIsToldAfterTheListenerWasTakenAway) {
  attach();
  impairments.set(0, Direction::kUp, {.loss = 1});
  diary.take();
  impairments.set_listener(nullptr);
  send();
  impairments.set_blackout(0, seconds(1));
  EXPECT_THAT(diary.take(), IsEmpty());
  EXPECT_EQ(impairments.faults(0, Direction::kUp)[static_cast<std::size_t>(link::Fault::kLoss)],
            1U);
}

TEST_F(ImpairmentsTest, TheSameSeedAndPacketsMeetTheSameFaults) {
  const std::vector<std::string> first = told_of(1);
  EXPECT_GT(first.size(), 20U);
  EXPECT_EQ(told_of(1), first);
  EXPECT_NE(told_of(2), first);
}

}  // namespace
}  // namespace hostmodem::pdn
