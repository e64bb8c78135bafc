#include "pdn/tap.h"

#include <gmock/gmock.h>

#include <string>

#include "base/random.h"
#include "ip/udp_endpoint.h"
#include "pdn/pdn_manager.h"
#include "support/ip_packets.h"

namespace hostmodem::pdn {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Writes down what it sees.
class Diary : public Tap {
 public:
  void on_network(const Pdn& pdn) override {
    entries.push_back("network " + std::to_string(pdn.id()) + " " + pdn.apn().name + " " +
                      pdn.address4().value_or(IpAddress::any(Family::kIpv4)).to_string());
  }
  void on_packet(PdnId id, Direction direction, std::span<const std::byte> packet) override {
    entries.push_back((direction == Direction::kUplink ? "up " : "down ") + std::to_string(id) +
                      " " + std::to_string(packet.size()));
  }

  std::vector<std::string> take() { return std::exchange(entries, {}); }
  std::vector<std::string> entries;
};

class TapTest : public ::testing::Test {
 protected:
  TapTest() { clock.hold(); }
  ~TapTest() override { manager.set_tap(nullptr); }

  Pdn& up(PdnId id) {
    EXPECT_TRUE(manager.activate(id));
    return *manager.find(id).value();
  }
  /// A datagram of 3 bytes to the PDN, which nobody there wants: the answer says so.
  void arrive(PdnId id) {
    Pdn& pdn = *manager.find(id).value();
    const SocketAddress from{*IpAddress::parse("192.0.2.1"), 5000};
    pdn.pipe()->inject(test::udp_packet(from, {*pdn.address4(), 7}, test::Bytes(3)));
    stack.settle();
  }

  Clock clock;
  Random random{1};
  TimerQueue timers{clock};
  ip::Stack stack{clock, random};
  Diary diary;
  PdnManager manager{stack, timers, {{.name = "apn", .ipv6 = false, .link = LinkKind::kPipe}}};
};

TEST_F(TapTest, SeesPacketsOfBothDirectionsInTheirOrder) {
  manager.set_tap(&diary);
  up(0);
  EXPECT_THAT(diary.take(), ElementsAre("network 0 apn 10.0.2.15"));
  arrive(0);
  EXPECT_THAT(diary.take(), ElementsAre("down 0 31", "up 0 56"));
}

TEST_F(TapTest, SeesWhatAnInterfaceSaysWhenItComesUpAfterTheNetwork) {
  PdnManager both{stack, timers, {{.link = LinkKind::kPipe}}};
  both.set_tap(&diary);
  ASSERT_TRUE(both.activate(0));
  stack.settle();
  ASSERT_FALSE(diary.entries.empty());
  EXPECT_THAT(diary.entries[0], ::testing::StartsWith("network 0"));
  both.set_tap(nullptr);
}

TEST_F(TapTest, IsToldOfTheNetworksThatAreUp) {
  up(0);
  up(1);
  arrive(0);
  manager.set_tap(&diary);
  EXPECT_THAT(diary.take(), ElementsAre("network 0 apn 10.0.2.15", "network 1 apn 10.0.3.15"));
  arrive(1);
  EXPECT_THAT(diary.take(), ElementsAre("down 1 31", "up 1 56"));
}

TEST_F(TapTest, SeesNothingWhenItIsTakenAway) {
  manager.set_tap(&diary);
  up(0);
  diary.take();
  manager.set_tap(nullptr);
  arrive(0);
  up(1);
  EXPECT_THAT(diary.take(), IsEmpty());
}

TEST_F(TapTest, IsToldOfANetworkThatResumesAndLeftAloneByOneThatRests) {
  up(0);
  auto endpoint =
      ip::UdpEndpoint::create(manager.find(0).value()->interface(), Family::kIpv4).value();
  endpoint->set_keep_open(true);
  manager.set_tap(&diary);
  diary.take();
  manager.deactivate(0);
  // Who rests has no tap, so that one that goes meanwhile is not called.
  manager.set_tap(nullptr);
  up(0);
  arrive(0);
  EXPECT_THAT(diary.take(), IsEmpty());

  manager.deactivate(0);
  manager.set_tap(&diary);
  up(0);
  arrive(0);
  EXPECT_THAT(diary.take(), ElementsAre("network 0 apn 10.0.2.15", "down 0 31", "up 0 56"));
}

}  // namespace
}  // namespace hostmodem::pdn
