#include <gtest/gtest.h>

#include "unit/ip/network.h"

namespace hostmodem::ip {
namespace {

using namespace std::chrono_literals;
using testing::bytes_of;
using testing::Host;
using testing::Told;

class TcpConnectTest : public testing::PairTest {};
HOSTMODEM_BOTH_FAMILIES(TcpConnectTest);

TEST_P(TcpConnectTest, ConnectsToAListener) {
  const auto listener = listen(right, 7000);
  const auto client = tcp(left);
  const Told told(*client);
  ASSERT_TRUE(client->connect(at(right, 7000)));
  EXPECT_TRUE(client->connecting());
  settle();
  EXPECT_TRUE(client->connected());
  EXPECT_FALSE(client->connecting());
  EXPECT_EQ(told.all, kProgress);
  EXPECT_TRUE(client->writable());
}

TEST_P(TcpConnectTest, TheListenerIsToldAndGivesTheConnection) {
  const auto listener = listen(right, 7000);
  const Told told(*listener);
  EXPECT_EQ(listener->accept().error(), Errno::kAgain);
  const auto client = tcp(left);
  ASSERT_TRUE(client->connect(at(right, 7000)));
  settle();
  EXPECT_EQ(told.all, kArrival);
  EXPECT_TRUE(listener->readable());
  const auto server = listener->accept();
  ASSERT_TRUE(server);
  EXPECT_TRUE((*server)->connected());
  EXPECT_FALSE(listener->readable());
}

TEST_P(TcpConnectTest, BothEndsKnowBothAddresses) {
  const auto pair = connect(7000);
  EXPECT_EQ(pair.client->peer(), at(right, 7000));
  EXPECT_EQ(pair.client->local().address, left.address(family()));
  EXPECT_EQ(pair.server->local(), at(right, 7000));
  EXPECT_EQ(pair.server->peer(), pair.client->local());
}

TEST_P(TcpConnectTest, AnEphemeralPortIsTaken) {
  const auto pair = connect();
  EXPECT_GE(pair.client->local().port, 49152);
}

TEST_P(TcpConnectTest, NobodyListeningRefuses) {
  const auto client = tcp(left);
  const Told told(*client);
  ASSERT_TRUE(client->connect(at(right, 7000)));
  settle();
  EXPECT_EQ(told.all, kFailure);
  EXPECT_EQ(client->failure(), Errno::kConnRefused);
  EXPECT_FALSE(client->connected());
  EXPECT_FALSE(client->connecting());
}

// The family of local() was IPv4 and its port 0 after a failure.
TEST_P(TcpConnectTest, TheLocalAddressIsKnownAfterAFailure) {
  const auto client = tcp(left);
  ASSERT_TRUE(client->connect(at(right, 7000)));
  const SocketAddress local = client->local();
  settle();
  ASSERT_EQ(client->failure(), Errno::kConnRefused);
  EXPECT_EQ(client->local(), local);
  EXPECT_EQ(local.address, left.address(family()));
}

TEST_P(TcpConnectTest, AnEndpointThatDidNothingHasTheAnyAddress) {
  EXPECT_EQ(tcp(left)->local(), (SocketAddress{any(), 0}));
}

TEST_P(TcpConnectTest, NoAnswerTimesOut) {
  left.filter = [](auto) { return false; };
  const auto client = tcp(left);
  const Told told(*client);
  ASSERT_TRUE(client->connect(at(right, 7000)));
  const Duration took = network.advance_until([&] { return told.times > 0; }, 5min);
  EXPECT_EQ(client->failure(), Errno::kTimedOut);
  // Seven times a SYN, three seconds apart.
  EXPECT_GE(took, 18s);
  EXPECT_LE(took, 19s);
  EXPECT_EQ(left.sent.size(), 7U);
}

TEST_P(TcpConnectTest, ALostSynIsRepeated) {
  int lost = 0;
  left.filter = [&](auto) { return ++lost > 1; };
  const auto listener = listen(right, 7000);
  const auto client = tcp(left);
  ASSERT_TRUE(client->connect(at(right, 7000)));
  settle();
  EXPECT_TRUE(client->connecting());
  network.advance_until([&] { return client->connected(); }, 10s);
  EXPECT_TRUE(client->connected());
}

TEST_P(TcpConnectTest, ConnectingTwiceIsRefused) {
  const auto listener = listen(right, 7000);
  const auto client = tcp(left);
  ASSERT_TRUE(client->connect(at(right, 7000)));
  EXPECT_EQ(client->connect(at(right, 7000)).error(), Errno::kAlready);
  settle();
  EXPECT_EQ(client->connect(at(right, 7000)).error(), Errno::kIsConn);
}

TEST_P(TcpConnectTest, AnAddressOfTheOtherFamilyIsRefused) {
  const auto client = tcp(left);
  const Family other = family() == Family::kIpv4 ? Family::kIpv6 : Family::kIpv4;
  EXPECT_EQ(client->connect({right.address(other), 7000}).error(), Errno::kAfNoSupport);
}

TEST_P(TcpConnectTest, AnUnconnectedEndpointNeitherSendsNorReceives) {
  const auto client = tcp(left);
  std::array<std::byte, 4> buffer{};
  EXPECT_EQ(client->send(buffer).error(), Errno::kNotConn);
  EXPECT_EQ(client->receive(buffer, false).error(), Errno::kNotConn);
  EXPECT_FALSE(client->writable());
  EXPECT_FALSE(client->readable());
}

TEST_P(TcpConnectTest, SendingWhileConnectingWouldBlock) {
  const auto client = tcp(left);
  ASSERT_TRUE(client->connect(at(right, 7000)));
  std::array<std::byte, 4> buffer{};
  EXPECT_EQ(client->send(buffer).error(), Errno::kAgain);
  EXPECT_EQ(client->receive(buffer, false).error(), Errno::kAgain);
}

TEST_P(TcpConnectTest, DestroyedWhileConnectingNoEventFollows) {
  const auto listener = listen(right, 7000);
  auto client = tcp(left);
  const Told told(*client);
  ASSERT_TRUE(client->connect(at(right, 7000)));
  client.reset();
  advance(30s);
  EXPECT_EQ(told.times, 0);
  EXPECT_FALSE(listener->readable());
}

TEST_P(TcpConnectTest, ConnectingToItselfOnTheSamePortEnds) {
  const auto client = tcp(left);
  ASSERT_TRUE(client->bind({any(), 7000}, false));
  ASSERT_TRUE(client->connect(at(left, 7000)));
  advance(60s);
  EXPECT_FALSE(client->connecting());
}

TEST(TcpFamilyTest, AFamilyThatTheInterfaceLacksIsUnreachable) {
  testing::Network network;
  Host four(network.stack, {IpAddress::v4({10, 1, 0, 1}), {}, {}});
  EXPECT_EQ(TcpEndpoint::create(four.interface(), Family::kIpv6).error(), Errno::kNetUnreach);
  EXPECT_EQ(UdpEndpoint::create(four.interface(), Family::kIpv6).error(), Errno::kNetUnreach);
  Host six(network.stack, {{}, testing::address("fd00::1"), testing::address("fe80::1")});
  EXPECT_EQ(TcpEndpoint::create(six.interface(), Family::kIpv4).error(), Errno::kNetUnreach);
  EXPECT_EQ(UdpEndpoint::create(six.interface(), Family::kIpv4).error(), Errno::kNetUnreach);
}

TEST(TcpFamilyTest, LinkLocalAddressesConnect) {
  testing::Network network;
  Host left(network.stack, testing::numbered(1));
  Host right(network.stack, testing::numbered(2));
  Host::connect(left, right);
  auto bound = TcpEndpoint::create(right.interface(), Family::kIpv6).value();
  ASSERT_TRUE(bound->bind({testing::address("fe80::2"), 7000}, false));
  const auto listener = TcpListener::listen(bound, 1).value();
  const auto client = TcpEndpoint::create(left.interface(), Family::kIpv6).value();
  ASSERT_TRUE(client->connect({testing::address("fe80::2"), 7000}));
  network.stack.settle();
  EXPECT_TRUE(client->connected());
  EXPECT_EQ(client->local().address, testing::address("fe80::1"));
}

}  // namespace
}  // namespace hostmodem::ip
