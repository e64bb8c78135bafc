#include "pdn/pdn.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "ip/udp_endpoint.h"
#include "support/ip_packets.h"

namespace hostmodem::pdn {
namespace {

using test::Bytes;

IpAddress address(const char* text) { return IpAddress::parse(text).value(); }

class PdnTest : public ::testing::Test {
 protected:
  PdnTest() { clock.hold(); }

  std::unique_ptr<Pdn> create(PdnId id, const Apn& apn) {
    return Pdn::create(id, apn, stack, timers).value();
  }

  Clock clock;
  Random random{1};
  TimerQueue timers{clock};
  ip::Stack stack{clock, random};
};

const Apn kPipe{.name = "pipe", .link = LinkKind::kPipe};
const Apn kNone{.link = LinkKind::kNone};
const Apn kSlirp{};

TEST_F(PdnTest, KeepsItsIdAndItsAccessPoint) {
  const auto pdn = create(3, kPipe);
  EXPECT_EQ(pdn->id(), 3);
  EXPECT_EQ(pdn->apn().name, "pipe");
}

TEST_F(PdnTest, TheDefaultPdnHasTheFirstSubnet) {
  const auto pdn = create(kDefaultPdn, kPipe);
  EXPECT_EQ(pdn->address4(), address("10.0.2.15"));
  EXPECT_EQ(pdn->address6(), address("fd00:0:0:2::15"));
}

TEST_F(PdnTest, EachFurtherPdnHasTheNextSubnet) {
  const auto pdn = create(10, kPipe);
  EXPECT_EQ(pdn->address4(), address("10.0.12.15"));
  EXPECT_EQ(pdn->address6(), address("fd00:0:0:c::15"));
}

TEST_F(PdnTest, TheInterfaceHasTheAddresses) {
  const auto pdn = create(0, kPipe);
  EXPECT_EQ(pdn->interface().addresses().v4, pdn->address4());
  EXPECT_EQ(pdn->interface().addresses().v6, pdn->address6());
  EXPECT_EQ(pdn->interface().addresses().link_local, address("fe80::15"));
}

TEST_F(PdnTest, Ipv4OnlyHasNoIpv6) {
  for (const LinkKind link : {LinkKind::kPipe, LinkKind::kNone, LinkKind::kSlirp}) {
    const auto pdn = create(0, {.ipv6 = false, .link = link});
    EXPECT_TRUE(pdn->address4());
    EXPECT_FALSE(pdn->address6());
    EXPECT_TRUE(pdn->interface().has(Family::kIpv4));
    EXPECT_FALSE(pdn->interface().has(Family::kIpv6));
    EXPECT_FALSE(pdn->interface().addresses().link_local);
  }
}

TEST_F(PdnTest, Ipv6OnlyHasNoIpv4) {
  for (const LinkKind link : {LinkKind::kPipe, LinkKind::kNone, LinkKind::kSlirp}) {
    const auto pdn = create(0, {.ipv4 = false, .link = link});
    EXPECT_FALSE(pdn->address4());
    EXPECT_TRUE(pdn->address6());
    EXPECT_FALSE(pdn->interface().has(Family::kIpv4));
    EXPECT_TRUE(pdn->interface().has(Family::kIpv6));
  }
}

TEST_F(PdnTest, APipeIsGivenToWhoHoldsItsEnd) {
  const auto pdn = create(0, kPipe);
  ASSERT_NE(pdn->pipe(), nullptr);
  std::size_t sent = 0;
  pdn->pipe()->set_handler([&](std::span<const std::byte> packet) { sent = packet.size(); });
  pdn->link().send(std::vector<std::byte>(20));
  EXPECT_EQ(sent, 20U);
}

TEST_F(PdnTest, OnlyAPipeIsAPipe) {
  EXPECT_EQ(create(0, kNone)->pipe(), nullptr);
  EXPECT_EQ(create(0, kSlirp)->pipe(), nullptr);
}

TEST_F(PdnTest, SlirpHasItsNameServers) {
  const auto pdn = create(1, kSlirp);
  const std::vector<SocketAddress> expected = {{address("10.0.3.3"), 53},
                                               {address("fd00:0:0:3::3"), 53}};
  EXPECT_EQ(pdn->dns_servers(), expected);
}

TEST_F(PdnTest, NameServersAreOfTheFamiliesThatThereAre) {
  const std::vector<SocketAddress> four = {{address("10.0.2.3"), 53}};
  const std::vector<SocketAddress> six = {{address("fd00:0:0:2::3"), 53}};
  EXPECT_EQ(create(0, {.ipv6 = false})->dns_servers(), four);
  EXPECT_EQ(create(0, {.ipv4 = false})->dns_servers(), six);
}

TEST_F(PdnTest, TheAccessPointsNameServersComeInstead) {
  const std::vector<SocketAddress> own = {{address("192.0.2.1"), 5353}, {address("192.0.2.2"), 53}};
  EXPECT_EQ(create(0, {.dns = own})->dns_servers(), own);
  EXPECT_EQ(create(0, {.dns = own, .link = LinkKind::kPipe})->dns_servers(), own);
}

TEST_F(PdnTest, OtherLinksHaveNoNameServers) {
  EXPECT_TRUE(create(0, kPipe)->dns_servers().empty());
  EXPECT_TRUE(create(0, kNone)->dns_servers().empty());
}

TEST_F(PdnTest, WithoutAnyFamilySlirpRefuses) {
  EXPECT_EQ(Pdn::create(0, {.ipv4 = false, .ipv6 = false}, stack, timers).error(), Errno::kInval);
}

TEST_F(PdnTest, PacketsGoDownThePipe) {
  const auto pdn = create(0, kPipe);
  std::vector<Bytes> sent;
  pdn->pipe()->set_handler(
      [&](std::span<const std::byte> packet) { sent.emplace_back(packet.begin(), packet.end()); });
  const auto endpoint = ip::UdpEndpoint::create(pdn->interface(), Family::kIpv4).value();
  ASSERT_TRUE(endpoint->send(test::bytes_of("up"), {address("192.0.2.1"), 7000}));
  stack.settle();
  ASSERT_EQ(sent.size(), 1U);
  const auto ip = test::parse_ip(sent[0]);
  ASSERT_TRUE(ip);
  EXPECT_EQ(ip->from, address("10.0.2.15"));
  EXPECT_EQ(ip->to, address("192.0.2.1"));
}

TEST_F(PdnTest, PacketsComeUpThePipe) {
  const auto pdn = create(0, kPipe);
  const auto endpoint = ip::UdpEndpoint::create(pdn->interface(), Family::kIpv6).value();
  ASSERT_TRUE(endpoint->bind({IpAddress::any(Family::kIpv6), 7000}, false));
  pdn->pipe()->inject(test::udp_packet({address("2001:db8::1"), 9000}, {*pdn->address6(), 7000},
                                       test::bytes_of("down")));
  stack.settle();
  Bytes buffer(16);
  const auto datagram = endpoint->receive(buffer, false);
  ASSERT_TRUE(datagram);
  EXPECT_EQ(datagram->length, 4U);
  EXPECT_EQ(datagram->from, (SocketAddress{address("2001:db8::1"), 9000}));
}

TEST_F(PdnTest, TheFarEndMayAnswerInsideTheHandler) {
  const auto pdn = create(0, kPipe);
  const SocketAddress server{address("192.0.2.1"), 7000};
  const auto endpoint = ip::UdpEndpoint::create(pdn->interface(), Family::kIpv4).value();
  ASSERT_TRUE(endpoint->bind({IpAddress::any(Family::kIpv4), 6000}, false));
  pdn->pipe()->set_handler([&](auto) {
    pdn->pipe()->inject(
        test::udp_packet(server, {*pdn->address4(), 6000}, test::bytes_of("answer")));
  });
  ASSERT_TRUE(endpoint->send(test::bytes_of("question"), server));
  stack.settle();
  EXPECT_TRUE(endpoint->readable());
}

TEST_F(PdnTest, NobodyHoldsTheOtherEndOfNone) {
  const auto pdn = create(0, kNone);
  const auto endpoint = ip::UdpEndpoint::create(pdn->interface(), Family::kIpv4).value();
  EXPECT_TRUE(endpoint->send(test::bytes_of("up"), {address("192.0.2.1"), 7000}));
  stack.settle();
  EXPECT_FALSE(endpoint->readable());
}

TEST_F(PdnTest, PdnsAreNotOneNetwork) {
  const auto first = create(0, kPipe);
  const auto second = create(1, kPipe);
  int on_second = 0;
  second->pipe()->set_handler([&](auto) { ++on_second; });
  first->pipe()->inject(
      test::echo_request(address("192.0.2.1"), *second->address4(), test::bytes_of("through")));
  first->pipe()->inject(
      test::echo_request(address("2001:db8::1"), *second->address6(), test::bytes_of("through")));
  stack.settle();
  EXPECT_EQ(on_second, 0);
}

}  // namespace
}  // namespace hostmodem::pdn
