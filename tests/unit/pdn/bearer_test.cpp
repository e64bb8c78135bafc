#include "pdn/bearer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "ip/udp_endpoint.h"
#include "pdn/pdn.h"
#include "pdn/pdn_manager.h"
#include "support/ip_packets.h"

// A PDN whose radio is not always there.

namespace hostmodem::pdn {
namespace {

using namespace std::chrono_literals;
using radio::RrcState;
using test::Bytes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

IpAddress address(const char* text) { return IpAddress::parse(text).value(); }

const Apn kPipe{.name = "pipe", .link = LinkKind::kPipe};

class BearerTest : public ::testing::Test {
 protected:
  BearerTest() {
    clock.hold();
    rrc.search();
    rrc.attach();
    pdns.set_listener(nullptr);
    EXPECT_TRUE(pdns.activate(0));
    pdn().pipe()->set_handler([this](auto packet) { sent.push_back(text_of(packet)); });
    endpoint = ip::UdpEndpoint::create(pdn().interface(), Family::kIpv4).value();
    EXPECT_TRUE(endpoint->bind({IpAddress::any(Family::kIpv4), 7000}, false));
    advance(5s);
    EXPECT_EQ(rrc.state(), RrcState::kIdle);
  }

  Pdn& pdn() { return **pdns.find(0); }

  /// Of a UDP packet over IPv4.
  static std::string text_of(std::span<const std::byte> packet) {
    const auto payload = packet.subspan(28);
    return {reinterpret_cast<const char*>(payload.data()), payload.size()};
  }

  void advance(Duration span) {
    clock.advance_to(clock.now() + span);
    timers.run_due();
    stack.settle();
  }

  void send(std::string_view text) {
    ASSERT_TRUE(endpoint->send(test::bytes_of(text), {address("192.0.2.1"), 9000}));
    stack.settle();
  }

  /// The network has a packet for the modem.
  void arrive(std::string_view text) {
    pdn().pipe()->inject(test::udp_packet({address("192.0.2.1"), 9000}, {*pdn().address4(), 7000},
                                          test::bytes_of(text)));
    stack.settle();
  }

  std::vector<std::string> received() {
    std::vector<std::string> texts;
    Bytes buffer(64);
    while (const auto datagram = endpoint->receive(buffer, false)) {
      texts.emplace_back(reinterpret_cast<const char*>(buffer.data()), datagram->length);
    }
    return texts;
  }

  Clock clock;
  Random random{1};
  TimerQueue timers{clock};
  ip::Stack stack{clock, random};
  radio::Rrc rrc{
      timers, {.set_up = 100ms, .inactivity = 5s}, radio::AccessTechnology::kLteM, [] {}};
  PdnManager pdns{stack, timers, {kPipe}, 0, {.rrc = &rrc}};
  std::vector<std::string> sent;
  std::unique_ptr<ip::UdpEndpoint> endpoint;
};

TEST_F(BearerTest, UplinkCauseTheConnectionAndGoesInOrder) {
  send("one");
  send("two");
  advance(99ms);
  EXPECT_THAT(sent, IsEmpty());
  advance(1ms);
  EXPECT_THAT(sent, ElementsAre("one", "two"));
  send("three");
  EXPECT_THAT(sent, ElementsAre("one", "two", "three")) << "while connected it passes";
}

TEST_F(BearerTest, DownlinkCauseTheConnectionAndComesInOrder) {
  arrive("one");
  arrive("two");
  EXPECT_EQ(rrc.state(), RrcState::kConnecting) << "paged";
  EXPECT_THAT(received(), IsEmpty());
  advance(100ms);
  EXPECT_THAT(received(), ElementsAre("one", "two"));
}

TEST_F(BearerTest, WhatFindsNoRoomIsLost) {
  for (std::size_t i = 0; i < Bearer::kWaiting + 10; ++i) {
    send("up");
    arrive("down");
  }
  advance(100ms);
  EXPECT_EQ(sent.size(), Bearer::kWaiting);
  EXPECT_EQ(received().size(), Bearer::kWaiting);
  for (const auto direction : {link::Direction::kUp, link::Direction::kDown}) {
    const FaultCounters faults = pdns.impairments().faults(0, direction);
    EXPECT_EQ(faults[static_cast<std::size_t>(link::Fault::kOverflow)], 10U);
  }
}

TEST_F(BearerTest, DownlinkOfASleepingModemComesWithTheNextUplink) {
  rrc.set_power_saving({.psm = radio::Psm{0b001'00001, 0b000'00101}, .edrx = std::nullopt});
  send("up");
  advance(100ms);
  advance(5s);
  advance(10s);
  ASSERT_EQ(rrc.state(), RrcState::kPsm);
  arrive("late");
  advance(30min);
  EXPECT_THAT(received(), IsEmpty());
  send("again");
  advance(100ms);
  EXPECT_THAT(received(), ElementsAre("late"));
  EXPECT_THAT(sent, ElementsAre("up", "again"));
}

TEST_F(BearerTest, APdnThatGoesForgetsWhatWaits) {
  endpoint->set_keep_open(true);
  send("up");
  arrive("down");
  pdns.deactivate(0);
  ASSERT_TRUE(pdns.activate(0));
  advance(100ms);
  EXPECT_EQ(rrc.state(), RrcState::kConnected);
  EXPECT_THAT(sent, IsEmpty());
  EXPECT_THAT(received(), IsEmpty());
}

TEST_F(BearerTest, APdnThatIsGoneCarriesNothingWhenTheRadioConnects) {
  send("up");
  pdns.deactivate(0);
  advance(100ms);
  EXPECT_EQ(rrc.state(), RrcState::kConnected);
  EXPECT_THAT(sent, IsEmpty());
}

}  // namespace
}  // namespace hostmodem::pdn
