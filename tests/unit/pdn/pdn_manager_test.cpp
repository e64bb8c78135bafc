#include "pdn/pdn_manager.h"

#include <gtest/gtest.h>

#include <string>

#include "base/random.h"
#include "ip/tcp_endpoint.h"
#include "ip/udp_endpoint.h"
#include "support/ip_packets.h"

namespace hostmodem::pdn {
namespace {

using Entries = std::vector<std::string>;

/// Writes down what it is told, and what the manager says at that moment.
class Diary : public PdnManager::Listener {
 public:
  void on_activated(Pdn& pdn) override {
    EXPECT_EQ(manager->find(pdn.id()).value(), &pdn);
    entries.push_back("up " + std::to_string(pdn.id()));
  }
  void on_deactivated(PdnId id) override {
    EXPECT_EQ(manager->find(id).error(), Errno::kNetDown);
    entries.push_back("down " + std::to_string(id));
  }

  PdnManager* manager = nullptr;
  Entries entries;
};

class PdnManagerTest : public ::testing::Test {
 protected:
  PdnManagerTest() {
    clock.hold();
    diary.manager = &manager;
    manager.set_listener(&diary);
  }
  ~PdnManagerTest() override { manager.set_listener(nullptr); }

  [[nodiscard]] std::vector<int> active() const {
    std::vector<int> ids;
    manager.for_each([&](Pdn& pdn) { ids.push_back(pdn.id()); });
    return ids;
  }

  Clock clock;
  Random random{1};
  TimerQueue timers{clock};
  ip::Stack stack{clock, random};
  Diary diary;
  PdnManager manager{stack, timers, {{.link = LinkKind::kPipe}}};
};

TEST_F(PdnManagerTest, APdnThatWasNeverActiveIsUnreachable) {
  EXPECT_EQ(manager.find(0).error(), Errno::kNetUnreach);
  EXPECT_EQ(manager.find(255).error(), Errno::kNetUnreach);
}

TEST_F(PdnManagerTest, AnActivePdnIsFound) {
  ASSERT_TRUE(manager.activate(0));
  const auto found = manager.find(0);
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)->id(), 0);
}

TEST_F(PdnManagerTest, ALostPdnIsDown) {
  ASSERT_TRUE(manager.activate(0));
  manager.deactivate(0);
  EXPECT_EQ(manager.find(0).error(), Errno::kNetDown);
  EXPECT_EQ(manager.find(1).error(), Errno::kNetUnreach);
}

TEST_F(PdnManagerTest, ActivatingTwiceChangesNothing) {
  ASSERT_TRUE(manager.activate(0));
  Pdn* before = manager.find(0).value();
  ASSERT_TRUE(manager.activate(0));
  EXPECT_EQ(manager.find(0).value(), before);
  EXPECT_EQ(diary.entries, Entries{"up 0"});
}

TEST_F(PdnManagerTest, DeactivatingWhatIsNotActiveChangesNothing) {
  manager.deactivate(0);
  EXPECT_EQ(manager.find(0).error(), Errno::kNetUnreach);
  ASSERT_TRUE(manager.activate(0));
  manager.deactivate(0);
  manager.deactivate(0);
  EXPECT_EQ(diary.entries, (Entries{"up 0", "down 0"}));
}

TEST_F(PdnManagerTest, ALostPdnComesBack) {
  ASSERT_TRUE(manager.activate(0));
  manager.deactivate(0);
  ASSERT_TRUE(manager.activate(0));
  EXPECT_TRUE(manager.find(0));
  EXPECT_EQ(diary.entries, (Entries{"up 0", "down 0", "up 0"}));
}

TEST_F(PdnManagerTest, SeveralAreActiveAtOnce) {
  for (const PdnId id : std::initializer_list<PdnId>{2, 0, 1}) ASSERT_TRUE(manager.activate(id));
  EXPECT_EQ(active(), (std::vector<int>{0, 1, 2}));
  manager.deactivate(1);
  EXPECT_EQ(active(), (std::vector<int>{0, 2}));
}

TEST_F(PdnManagerTest, AllGoAtOnce) {
  for (const PdnId id : std::initializer_list<PdnId>{0, 1, 2}) ASSERT_TRUE(manager.activate(id));
  manager.deactivate(1);
  diary.entries.clear();
  manager.deactivate_all();
  EXPECT_TRUE(active().empty());
  EXPECT_EQ(diary.entries, (Entries{"down 0", "down 2"}));
}

TEST_F(PdnManagerTest, EndpointsOfALostPdnEnd) {
  ASSERT_TRUE(manager.activate(0));
  ip::Interface& interface = manager.find(0).value()->interface();
  const auto stream = ip::TcpEndpoint::create(interface, Family::kIpv4).value();
  const auto datagrams = ip::UdpEndpoint::create(interface, Family::kIpv6).value();
  ASSERT_TRUE(stream->connect({*IpAddress::parse("192.0.2.1"), 7000}));
  ip::Events told = 0;
  stream->set_event_handler([&](ip::Events events) { told = events; });
  manager.deactivate_all();
  EXPECT_EQ(told, 0);  // by settle(), not from inside
  stack.settle();
  EXPECT_EQ(told, ip::kFailure);
  EXPECT_EQ(stream->failure(), Errno::kNetDown);
  EXPECT_EQ(datagrams->failure(), Errno::kNetDown);
}

TEST_F(PdnManagerTest, EndpointsOfOtherPdnsStay) {
  ASSERT_TRUE(manager.activate(0));
  ASSERT_TRUE(manager.activate(1));
  const auto endpoint =
      ip::UdpEndpoint::create(manager.find(0).value()->interface(), Family::kIpv4).value();
  manager.deactivate(1);
  stack.settle();
  EXPECT_FALSE(endpoint->failure());
  EXPECT_TRUE(endpoint->send(test::bytes_of("up"), {*IpAddress::parse("192.0.2.1"), 7000}));
}

TEST_F(PdnManagerTest, EndpointsMayOutliveTheManager) {
  std::unique_ptr<ip::UdpEndpoint> endpoint;
  {
    PdnManager other(stack, timers, {{.link = LinkKind::kNone}});
    ASSERT_TRUE(other.activate(0));
    endpoint = ip::UdpEndpoint::create(other.find(0).value()->interface(), Family::kIpv4).value();
  }
  stack.settle();
  EXPECT_EQ(endpoint->failure(), Errno::kNetDown);
}

TEST_F(PdnManagerTest, TheManagersEndTakesEveryPdnDown) {
  {
    PdnManager other(stack, timers, {{.link = LinkKind::kNone}});
    ASSERT_TRUE(other.activate(5));
    diary.manager = &other;
    other.set_listener(&diary);
  }
  EXPECT_EQ(diary.entries, Entries{"down 5"});
}

TEST_F(PdnManagerTest, AListenerIsNotNeeded) {
  manager.set_listener(nullptr);
  ASSERT_TRUE(manager.activate(0));
  manager.deactivate(0);
  EXPECT_TRUE(diary.entries.empty());
}

TEST_F(PdnManagerTest, WhatALinkRefusesIsNotActiveAndIsNotTold) {
  PdnManager other(stack, timers, {{.link = LinkKind::kTun, .tun = "no/name"}});
  other.set_listener(&diary);
  EXPECT_EQ(other.activate(0).error().error, Errno::kInval);
  EXPECT_EQ(other.find(0).error(), Errno::kNetUnreach);
  EXPECT_TRUE(diary.entries.empty());
  other.set_listener(nullptr);
}

TEST_F(PdnManagerTest, WithoutAnAccessPointThereIsTheDefault) {
  PdnManager other(stack, timers, {});
  ASSERT_TRUE(other.activate(0));
  EXPECT_EQ(other.find(0).value()->address4(), IpAddress::v4({10, 0, 2, 15}));
  EXPECT_NE(other.find(0).value()->link().poll_source(), nullptr);
}

TEST_F(PdnManagerTest, AHundredTimesUpAndDown) {
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(manager.activate(0));
    const auto endpoint =
        ip::TcpEndpoint::create(manager.find(0).value()->interface(), Family::kIpv4).value();
    ASSERT_TRUE(endpoint->connect({*IpAddress::parse("192.0.2.1"), 7000}));
    stack.settle();
    manager.deactivate(0);
    stack.settle();
    EXPECT_EQ(endpoint->failure(), Errno::kNetDown);
  }
}

}  // namespace
}  // namespace hostmodem::pdn
