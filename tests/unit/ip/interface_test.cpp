#include "ip/interface.h"

#include <gtest/gtest.h>

#include <array>

#include "ip/transport.h"
#include "unit/ip/network.h"

namespace hostmodem::ip {
namespace {

using namespace std::chrono_literals;
using testing::address;
using testing::Bytes;
using testing::bytes_of;
using testing::Host;
using testing::pattern;
using testing::Told;

class InterfaceTest : public testing::PairTest {
 protected:
  /// A packet of another host arrives at `right`.
  void arrive(std::span<const std::byte> packet) {
    right.sent.clear();
    right.interface().input(packet);
    settle();
  }

  /// The address of a host that is none of this stack's.
  [[nodiscard]] IpAddress stranger() const {
    return address(family() == Family::kIpv4 ? "192.0.2.1" : "2001:db8::1");
  }
};
HOSTMODEM_BOTH_FAMILIES(InterfaceTest);

TEST_P(InterfaceTest, SaysNothingByItself) {
  advance(10min);
  EXPECT_TRUE(left.sent.empty());
}

TEST_P(InterfaceTest, AnEchoRequestIsAnswered) {
  arrive(test::echo_request(left.address(family()), right.address(family()), bytes_of("ping")));
  ASSERT_EQ(right.sent.size(), 1U);
  EXPECT_EQ(test::parse_echo_reply(right.sent[0]), bytes_of("ping"));
  EXPECT_EQ(test::parse_ip(right.sent[0])->to, left.address(family()));
  EXPECT_EQ(test::parse_ip(right.sent[0])->from, right.address(family()));
}

TEST_P(InterfaceTest, AnEchoRequestToAnotherAddressIsNot) {
  const IpAddress other = address(family() == Family::kIpv4 ? "10.1.0.3" : "fd00:0:0:1::3");
  arrive(test::echo_request(left.address(family()), other, bytes_of("ping")));
  EXPECT_TRUE(right.sent.empty());
}

TEST_P(InterfaceTest, ADatagramToAClosedPortIsAnsweredWithUnreachable) {
  arrive(test::udp_packet({stranger(), 9000}, at(right, 9001), bytes_of("anybody?")));
  ASSERT_EQ(right.sent.size(), 1U);
  const auto ip = test::parse_ip(right.sent[0]);
  ASSERT_TRUE(ip);
  EXPECT_EQ(ip->protocol, family() == Family::kIpv4 ? test::kIcmp : test::kIcmpv6);
  EXPECT_EQ(ip->payload[0], family() == Family::kIpv4 ? std::byte{3} : std::byte{1});
}

TEST_P(InterfaceTest, ASegmentToAClosedPortIsAnsweredWithAReset) {
  arrive(test::tcp_packet(
      {.from = {stranger(), 9000}, .to = at(right, 9001), .sequence = 5, .flags = test::kSyn}));
  ASSERT_EQ(right.sent.size(), 1U);
  const auto reply = test::parse_tcp(right.sent[0]);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->flags, test::kRst | test::kAck);
  EXPECT_EQ(reply->acknowledgement, 6U);
}

TEST_P(InterfaceTest, AnswersLeaveByTheInterfaceThatWasAsked) {
  // The one that was made last is not the one that every route leads to.
  for (Host* host : {&left, &right, &left}) {
    left.sent.clear();
    right.sent.clear();
    host->interface().input(
        test::udp_packet({stranger(), 9000}, {host->address(family()), 9001}, bytes_of("?")));
    settle();
    EXPECT_EQ(left.sent.size(), host == &left ? 1U : 0U);
    EXPECT_EQ(right.sent.size(), host == &right ? 1U : 0U);
  }
}

TEST_P(InterfaceTest, NothingIsForwarded) {
  Host third(network.stack, testing::numbered(3));
  left.sent.clear();
  arrive(test::udp_packet(at(left, 9000), at(third, 9001), bytes_of("through")));
  arrive(test::echo_request(left.address(family()), third.address(family()), bytes_of("through")));
  arrive(test::echo_request(third.address(family()), left.address(family()), bytes_of("through")));
  EXPECT_TRUE(third.sent.empty());
  EXPECT_TRUE(left.sent.empty());
  EXPECT_TRUE(right.sent.empty());
}

TEST_P(InterfaceTest, AnEndpointHearsOnlyItsOwnInterface) {
  const auto receiver = udp(left, 7000);
  arrive(test::udp_packet(at(left, 9000), at(left, 7000), bytes_of("wrong way")));
  EXPECT_FALSE(receiver->readable());
}

// A packet from outside passed for one of the modem's own.
TEST_P(InterfaceTest, APacketFromTheInterfacesOwnAddressIsDropped) {
  const auto listener = listen(right, 7000);
  const auto receiver = udp(right, 7001);
  arrive(test::tcp_packet(
      {.from = at(right, 7000), .to = at(right, 7000), .sequence = 5, .flags = test::kSyn}));
  arrive(test::udp_packet(at(right, 9000), at(right, 7001), bytes_of("self")));
  EXPECT_TRUE(right.sent.empty());
  EXPECT_FALSE(listener->readable());
  EXPECT_FALSE(receiver->readable());
}

// lwIP aborted the process: "delete me" in its checksum.
TEST_P(InterfaceTest, UdpLiteWithACoverageOfMoreThanThePacketDoesNoHarm) {
  Bytes datagram(64);
  datagram[4] = std::byte{0xff};  // the coverage
  arrive(test::ip_packet(stranger(), right.address(family()), kProtocolUdpLite, datagram));
  EXPECT_TRUE(right.sent.empty());
}

TEST_P(InterfaceTest, UdpLiteBehindExtensionHeadersDoesNoHarm) {
  if (family() == Family::kIpv4) return;
  Bytes headers(8 + 64);
  headers[0] = std::byte{kProtocolUdpLite};
  headers[8 + 4] = std::byte{0xff};
  for (const std::uint8_t extension :
       {std::uint8_t{0}, std::uint8_t{43}, std::uint8_t{44}, std::uint8_t{60}}) {
    arrive(test::ip_packet(stranger(), right.address(family()), extension, headers));
    EXPECT_TRUE(right.sent.empty());
  }
}

// lwIP aborted the process: "not a valid pbuf" in its reassembly.
TEST_P(InterfaceTest, AFragmentOfAFragmentDoesNoHarm) {
  if (family() == Family::kIpv4) return;
  // Two fragments that together are one fragment.
  for (const std::uint8_t next : {std::uint8_t{44}, std::uint8_t{60}}) {
    Bytes first(24);
    first[0] = std::byte{next};
    first[3] = std::byte{1};
    first[8] = std::byte{44};
    first[11] = std::byte{1};
    Bytes second(16);
    second[0] = std::byte{next};
    second[3] = std::byte{16};
    arrive(test::ip_packet(stranger(), right.address(family()), 44, first));
    arrive(test::ip_packet(stranger(), right.address(family()), 44, second));
  }
  EXPECT_TRUE(right.sent.empty());
}

TEST_P(InterfaceTest, ShortPacketsAreDropped) {
  const Bytes whole =
      test::udp_packet(at(left, 9000), at(right, 9001), bytes_of("a datagram of some length"));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    arrive(std::span(whole).first(length));
    EXPECT_TRUE(right.sent.empty()) << length;
  }
}

TEST_P(InterfaceTest, BytesBehindThePacketAreIgnored) {
  const auto receiver = udp(right, 7000);
  Bytes packet = test::udp_packet(at(left, 9000), at(right, 7000), bytes_of("hello"));
  packet.resize(packet.size() + 18);
  arrive(packet);
  std::array<std::byte, 64> buffer{};
  EXPECT_EQ(receiver->receive(buffer, false).value().length, 5U);
}

TEST_P(InterfaceTest, ItsEndEndsEveryEndpoint) {
  const auto pair = connect();
  const auto listener = listen(left, 7001);
  const auto datagrams = udp(left, 7002);
  const auto connecting = tcp(left);
  ASSERT_TRUE(connecting->connect(at(right, 7003)));
  const auto idle = tcp(left);
  Told on_client(*pair.client);
  Told on_listener(*listener);
  Told on_datagrams(*datagrams);
  Told on_connecting(*connecting);
  Told on_idle(*idle);
  left.remove();
  for (const Told* told : {&on_client, &on_listener, &on_datagrams, &on_connecting, &on_idle}) {
    EXPECT_EQ(told->times, 0);
  }
  settle();
  for (const Told* told : {&on_client, &on_listener, &on_datagrams, &on_connecting, &on_idle}) {
    EXPECT_EQ(told->all, kFailure);
    EXPECT_EQ(told->times, 1);
  }
  const std::array<const Endpoint*, 5> all = {pair.client.get(), listener.get(), datagrams.get(),
                                              connecting.get(), idle.get()};
  for (const Endpoint* endpoint : all) EXPECT_EQ(endpoint->failure(), Errno::kNetDown);
}

TEST_P(InterfaceTest, AfterItsEndEveryCallSaysSo) {
  const auto pair = connect();
  const auto listener = listen(left, 7001);
  const auto datagrams = udp(left, 7002);
  left.remove();
  settle();
  std::array<std::byte, 4> buffer{};
  EXPECT_EQ(pair.client->send(buffer).error(), Errno::kNetDown);
  EXPECT_EQ(pair.client->receive(buffer, false).error(), Errno::kNetDown);
  EXPECT_EQ(pair.client->connect(at(right, 7003)).error(), Errno::kNetDown);
  EXPECT_FALSE(pair.client->connected());
  EXPECT_EQ(listener->accept().error(), Errno::kNetDown);
  EXPECT_EQ(datagrams->send(buffer, at(right, 7000)).error(), Errno::kNetDown);
  EXPECT_EQ(datagrams->receive(buffer, false).error(), Errno::kNetDown);
  EXPECT_EQ(datagrams->connect(at(right, 7000)).error(), Errno::kNetDown);
}

TEST_P(InterfaceTest, DataThatArrivedBeforeItsEndAreStillGivenOut) {
  const auto pair = connect();
  const auto receiver = udp(left, 7002);
  ASSERT_TRUE(pair.server->send(bytes_of("stream")));
  ASSERT_TRUE(udp(right)->send(bytes_of("datagram"), at(left, 7002)));
  settle();
  left.remove();
  settle();
  std::array<std::byte, 64> buffer{};
  EXPECT_EQ(pair.client->receive(buffer, false), 6U);
  EXPECT_EQ(pair.client->receive(buffer, false).error(), Errno::kNetDown);
  EXPECT_EQ(receiver->receive(buffer, false).value().length, 8U);
  EXPECT_EQ(receiver->receive(buffer, false).error(), Errno::kNetDown);
}

TEST_P(InterfaceTest, NoEventFollowsAnEndpointDestroyedAfterItsEnd) {
  auto pair = connect();
  const Told told(*pair.client);
  left.remove();
  pair.client.reset();
  settle();
  EXPECT_EQ(told.times, 0);
}

TEST_P(InterfaceTest, ItMayEndInsideAnEvent) {
  const auto pair = connect();
  int events = 0;
  pair.client->set_event_handler([&](Events) {
    ++events;
    left.remove();
  });
  ASSERT_TRUE(pair.server->send(bytes_of("data")));
  settle();
  EXPECT_EQ(events, 2);  // the arrival, and the end that it caused
  EXPECT_EQ(pair.client->failure(), Errno::kNetDown);
}

TEST_P(InterfaceTest, EndpointsOfOtherInterfacesStay) {
  Host third(network.stack, testing::numbered(3));
  const auto pair = connect();
  third.remove();
  ASSERT_TRUE(pair.client->send(bytes_of("data")));
  EXPECT_EQ(drain(*pair.server), bytes_of("data"));
}

TEST_P(InterfaceTest, TheSameLinkLocalAddressOnTwoInterfacesIsTwoAddresses) {
  Interface::Addresses twin = testing::numbered(3);
  twin.link_local = testing::numbered(1).link_local;
  Host third(network.stack, twin);
  auto bound = TcpEndpoint::create(right.interface(), Family::kIpv6).value();
  ASSERT_TRUE(bound->bind({address("fe80::2"), 7000}, false));
  const auto listener = TcpListener::listen(bound, 1).value();
  const auto client = TcpEndpoint::create(left.interface(), Family::kIpv6).value();
  ASSERT_TRUE(client->connect({address("fe80::2"), 7000}));
  settle();
  ASSERT_TRUE(client->connected());
  third.remove();
  settle();
  EXPECT_FALSE(client->failure());
}

// lwIP asks after a router that it heard of, and would be told of one way out where there is one.
TEST_P(InterfaceTest, ARouterAdvertisementIsNothingForTheStack) {
  Bytes icmp(16);
  icmp[0] = std::byte{134};
  icmp[6] = std::byte{255};
  Bytes packet = test::ip_packet(address("fe80::99"), address("fe80::2"), test::kIcmpv6, icmp);
  packet[7] = std::byte{255};
  test::renew_checksums(packet);
  arrive(packet);
  advance(10min);
  EXPECT_TRUE(right.sent.empty());
}

TEST_P(InterfaceTest, AnotherWithTheSameAddressesMayFollow) {
  auto before = connect();
  left.remove();
  Host again(network.stack, testing::numbered(1));
  Host::connect(again, right);
  const auto listener = listen(right, 7001);
  const auto client = tcp(again);
  ASSERT_TRUE(client->connect(at(right, 7001)));
  settle();
  EXPECT_TRUE(client->connected());
}

// A network that is gone carries nothing: resets of its connections left by it.
TEST_P(InterfaceTest, NothingLeavesWhenItEnds) {
  const auto pair = connect();
  ASSERT_TRUE(pair.client->send(bytes_of("data")));
  left.sent.clear();
  left.remove();
  settle();
  EXPECT_TRUE(left.sent.empty());
  EXPECT_FALSE(pair.server->failure());
}

TEST_P(InterfaceTest, AConnectionThatIsClosingInTheBackgroundEndsWithIt) {
  auto pair = connect();
  left.filter = [](auto) { return false; };
  pair.client.reset();
  settle();
  left.remove();
  left.sent.clear();
  advance(5min);
  EXPECT_TRUE(left.sent.empty());
}

TEST_P(InterfaceTest, PacketsThatWereNotProcessedGoWithIt) {
  for (int i = 0; i < 10; ++i) {
    left.interface().input(test::udp_packet(at(right, 9000), at(left, 9001), pattern(500)));
  }
  left.remove();
  settle();
}

}  // namespace
}  // namespace hostmodem::ip
