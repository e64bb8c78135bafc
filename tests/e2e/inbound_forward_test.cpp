// hostmodem_forward_add() and hostmodem_forward_remove(): other ways in than those of the sockets.

#include "e2e/inbound_test.h"

namespace hostmodem::test {
namespace {

using InboundForward = Inbound;

TEST_F(InboundForward, FromAnotherPortReachesTheServerToo) {
  const std::uint16_t port = unused_port();
  const std::uint16_t outside = unused_port();
  Socket server = listening(port);

  ASSERT_EQ(hostmodem_forward_add(0, NRF_SOCK_STREAM, "127.0.0.1", outside, port), outside);

  expect_conversation(server, loopback(Family::kIpv4, outside));
  expect_conversation(server, loopback(Family::kIpv4, port));
}

TEST_F(InboundForward, FromAnyPortSaysWhich) {
  const std::uint16_t port = unused_port();
  Socket server = listening(port, Family::kIpv6);

  const int outside = hostmodem_forward_add(0, NRF_SOCK_STREAM, "::1", 0, port);

  ASSERT_GT(outside, 0);
  expect_conversation(server, loopback(Family::kIpv6, static_cast<std::uint16_t>(outside)));
}

TEST_F(InboundForward, OfDatagramsReachesTheSocketToo) {
  const std::uint16_t port = unused_port();
  Socket socket = bound(port);
  const int outside = hostmodem_forward_add(0, NRF_SOCK_DGRAM, "127.0.0.1", 0, port);
  ASSERT_GT(outside, 0);
  const Endpoint there = loopback(Family::kIpv4, static_cast<std::uint16_t>(outside));
  HostUdp client(Family::kIpv4);
  client.send("ping", there);

  const ReceivedFrom got = socket.recvfrom(100);
  EXPECT_EQ(socket.sendto("pong", got.from), gives(4));

  EXPECT_EQ(client.receive().from, there);
}

TEST_F(InboundForward, LastsWhateverSocketsThereAre) {
  const std::uint16_t port = unused_port();
  const int outside = hostmodem_forward_add(0, NRF_SOCK_STREAM, "127.0.0.1", 0, port);
  ASSERT_GT(outside, 0);
  for (int i = 0; i < 2; ++i) {
    Socket server = listening(unused_port());
    ASSERT_EQ(server.close(), gives(0));
  }
  Socket server = listening(port);

  expect_conversation(server, loopback(Family::kIpv4, static_cast<std::uint16_t>(outside)));
}

TEST_F(InboundForward, ThatIsRemovedLeavesItsConnections) {
  const std::uint16_t port = unused_port();
  Socket server = listening(port);
  const int given = hostmodem_forward_add(0, NRF_SOCK_STREAM, "127.0.0.1", 0, port);
  ASSERT_GT(given, 0);
  const auto outside = static_cast<std::uint16_t>(given);
  HostConnection client = connect_from_host(loopback(Family::kIpv4, outside));
  Socket socket = server.accept_from().first;

  ASSERT_EQ(hostmodem_forward_remove(0, NRF_SOCK_STREAM, "127.0.0.1", outside), 0);

  EXPECT_FALSE(port_is_taken(Transport::kTcp, outside));
  client.send("still here");
  EXPECT_EQ(receive_all(socket, 10), "still here");
}

TEST_F(InboundForward, EndsWithTheNetwork) {
  const int outside = hostmodem_forward_add(0, NRF_SOCK_STREAM, "127.0.0.1", 0, 7000);
  ASSERT_GT(outside, 0);

  modem().at("AT+CFUN=0");

  EXPECT_FALSE(port_is_taken(Transport::kTcp, static_cast<std::uint16_t>(outside)));
}

TEST_F(InboundForward, ThatDoesNotExistMayBeRemoved) {
  EXPECT_EQ(hostmodem_forward_remove(0, NRF_SOCK_STREAM, "127.0.0.1", unused_port()), 0);
  EXPECT_EQ(hostmodem_forward_remove(0, NRF_SOCK_DGRAM, "::1", unused_port()), 0);
}

// --- What is wrong.

TEST_F(InboundForward, NeedsAnAddress) {
  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_STREAM, nullptr, 0, 7000), -NRF_EFAULT);
  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_STREAM, "", 0, 7000), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_STREAM, "localhost", 0, 7000), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_forward_remove(0, NRF_SOCK_STREAM, nullptr, 7000), -NRF_EFAULT);
  EXPECT_EQ(hostmodem_forward_remove(0, NRF_SOCK_STREAM, "localhost", 7000), -NRF_EINVAL);
}

TEST_F(InboundForward, NeedsATypeAndAPort) {
  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_RAW, "127.0.0.1", 0, 7000), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_forward_add(0, 0, "127.0.0.1", 0, 7000), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_STREAM, "127.0.0.1", 0, 0), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_forward_remove(0, NRF_SOCK_RAW, "127.0.0.1", 7000), -NRF_EINVAL);
}

TEST_F(InboundForward, NeedsANetworkThatIsActive) {
  EXPECT_EQ(hostmodem_forward_add(1, NRF_SOCK_STREAM, "127.0.0.1", 0, 7000), -NRF_ENETDOWN);
  EXPECT_EQ(hostmodem_forward_remove(1, NRF_SOCK_STREAM, "127.0.0.1", 7000), -NRF_ENETDOWN);
  modem().at("AT+CFUN=0");
  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_STREAM, "127.0.0.1", 0, 7000), -NRF_ENETDOWN);
  EXPECT_EQ(hostmodem_forward_remove(0, NRF_SOCK_STREAM, "127.0.0.1", 7000), -NRF_ENETDOWN);
}

TEST_F(InboundForward, NeedsANetworkOfTheFamilyOfItsAddress) {
  start("[[network.apn]]\nname = \"four\"\nipv6 = false\n");

  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_STREAM, "::1", 0, 7000), -NRF_ENETUNREACH);
  EXPECT_GT(hostmodem_forward_add(0, NRF_SOCK_STREAM, "127.0.0.1", 0, 7000), 0);
}

TEST_F(InboundForward, NeedsALinkToTheHost) {
  start("[[network.apn]]\nname = \"pipe\"\nlink = \"pipe\"\n");

  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_STREAM, "127.0.0.1", 0, 7000), -NRF_EOPNOTSUPP);
  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_DGRAM, "127.0.0.1", 0, 7000), -NRF_EOPNOTSUPP);
}

TEST_F(InboundForward, SaysWhatTheHostSays) {
  const HostListener stream(Family::kIpv4);
  const HostUdp datagrams(Family::kIpv4);
  // TEST-NET-1: no address of any host. RFC: 5737
  constexpr const char* kNotHere = "192.0.2.1";

  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_STREAM, "127.0.0.1", stream.port(), 7000),
            -NRF_EADDRINUSE);
  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_DGRAM, "127.0.0.1", datagrams.port(), 7000),
            -NRF_EADDRINUSE);
  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_STREAM, kNotHere, 0, 7000), -NRF_EADDRNOTAVAIL);
  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_DGRAM, kNotHere, 0, 7000), -NRF_EADDRNOTAVAIL);
}

TEST_F(InboundForward, NeedsAModem) {
  modem().shutdown();

  EXPECT_EQ(hostmodem_forward_add(0, NRF_SOCK_STREAM, "127.0.0.1", 0, 7000), -NRF_ESHUTDOWN);
  EXPECT_EQ(hostmodem_forward_remove(0, NRF_SOCK_STREAM, "127.0.0.1", 7000), -NRF_ESHUTDOWN);
}

}  // namespace
}  // namespace hostmodem::test
