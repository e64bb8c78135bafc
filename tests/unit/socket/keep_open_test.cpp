#include "hand_made_peer.h"
#include "option_helpers.h"
#include "socket/options.h"
#include "socket_fixture.h"

// NRF_SO_KEEPOPEN: what outlives its packet data network, and how it goes on.

namespace hostmodem::socket {
namespace {

class KeepOpen : public SocketTest {
 protected:
  static void keep_open(Socket& socket) {
    ASSERT_TRUE(set_option(socket, NRF_SOL_SOCKET, NRF_SO_KEEPOPEN, packed(1)));
  }

  void lose_network() {
    pdns.deactivate(pdn::kDefaultPdn);
    settle();
  }
  void regain_network() {
    ASSERT_TRUE(pdns.activate(pdn::kDefaultPdn));
    settle();
  }
  [[nodiscard]] pdn::Pdn& network() { return **pdns.find(pdn::kDefaultPdn); }

  void arrives(std::string_view text) {
    network().pipe()->inject(test::udp_packet(peer, own(5000), test::bytes_of(text)));
    settle();
  }

  std::shared_ptr<Socket> bound_datagrams() {
    auto socket = make({.stream = false});
    EXPECT_TRUE(socket->bind(own(5000)));
    keep_open(*socket);
    return socket;
  }

  /// A connection of the client's, which keeps open.
  std::shared_ptr<Socket> accepted_from(HandMadePeer& client, Socket& server) {
    client.send(test::kSyn);
    settle();
    EXPECT_TRUE(client.receive());
    client.send(test::kAck);
    settle();
    auto socket = server.accept()->socket;
    keep_open(*socket);
    return socket;
  }

  const SocketAddress peer{IpAddress::v4({192, 0, 2, 1}), 7};
};

TEST_F(KeepOpen, IsOffAtFirstAndCanBeSwitchedOffAgain) {
  const auto socket = make({.stream = false});
  EXPECT_EQ(unpacked<int>(*get_option(*socket, NRF_SOL_SOCKET, NRF_SO_KEEPOPEN)), 0);
  ASSERT_TRUE(socket->bind(own(5000)));
  keep_open(*socket);
  EXPECT_EQ(unpacked<int>(*get_option(*socket, NRF_SOL_SOCKET, NRF_SO_KEEPOPEN)), 1);
  ASSERT_TRUE(set_option(*socket, NRF_SOL_SOCKET, NRF_SO_KEEPOPEN, packed(0)));
  lose_network();
  EXPECT_THAT(receive(*socket), FailsWith(Errno::kNetDown));
}

TEST_F(KeepOpen, WithoutTheNetworkOutputIsUnreachableAndInputWaits) {
  const auto socket = bound_datagrams();
  lose_network();
  EXPECT_THAT(socket->send(bytes("data"), peer), FailsWith(Errno::kNetUnreach));
  EXPECT_THAT(receive(*socket), FailsWith(Errno::kAgain));
  EXPECT_EQ(socket->events() & (NRF_POLLERR | NRF_POLLHUP), 0);
  EXPECT_EQ(socket->take_error(), std::nullopt);
}

TEST_F(KeepOpen, WhatHadArrivedIsStillThere) {
  const auto socket = bound_datagrams();
  arrives("before");
  lose_network();
  EXPECT_EQ(receive(*socket), "before");
}

TEST_F(KeepOpen, DatagramsGoOnWhenTheNetworkIsBack) {
  const auto socket = bound_datagrams();
  lose_network();
  regain_network();
  EXPECT_EQ(socket->send(bytes("data"), peer), 4U);
  arrives("after");
  EXPECT_EQ(receive(*socket), "after");
}

TEST_F(KeepOpen, OtherSocketsOfTheNetworkEnd) {
  const auto kept = bound_datagrams();
  const auto other = make({.stream = false});
  ASSERT_TRUE(other->bind(own(5001)));
  lose_network();
  regain_network();
  EXPECT_EQ(other->events(), NRF_POLLERR);
  EXPECT_THAT(other->send(bytes("data"), peer), FailsWith(Errno::kNetDown));
  EXPECT_TRUE(kept->send(bytes("data"), peer));
}

TEST_F(KeepOpen, AConnectionGoesOnWhenTheNetworkIsBack) {
  const auto server = listener(7000);
  HandMadePeer client(network(), own(7000));
  const auto socket = accepted_from(client, *server);

  lose_network();
  EXPECT_THAT(socket->send(bytes("lost"), std::nullopt), FailsWith(Errno::kNetUnreach));
  EXPECT_THAT(receive(*socket), FailsWith(Errno::kAgain));
  EXPECT_THAT(server->accept(), FailsWith(Errno::kNetDown));

  regain_network();
  ASSERT_EQ(socket->send(bytes("hello"), std::nullopt), 5U);
  settle();
  const auto segment = client.receive();
  ASSERT_TRUE(segment);
  EXPECT_EQ(segment->payload, test::bytes_of("hello"));
  client.send(test::kAck | test::kPsh, test::bytes_of("welcome"));
  settle();
  EXPECT_EQ(receive(*socket), "welcome");
}

TEST_F(KeepOpen, WhatAConnectionHadTakenIsSentAgainWhenTheNetworkIsBack) {
  const auto server = listener(7000);
  HandMadePeer client(network(), own(7000));
  const auto socket = accepted_from(client, *server);
  ASSERT_EQ(socket->send(bytes("hello"), std::nullopt), 5U);
  settle();
  ASSERT_TRUE(client.receive());  // and does not acknowledge it

  lose_network();
  advance(std::chrono::seconds(5));
  EXPECT_FALSE(client.receive());
  regain_network();
  advance(std::chrono::seconds(30));
  const auto again = client.receive();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->payload, test::bytes_of("hello"));
}

TEST_F(KeepOpen, AServerTakesConnectionsWhenTheNetworkIsBack) {
  const auto server = listener(7000);
  keep_open(*server);
  lose_network();
  EXPECT_THAT(server->accept(), FailsWith(Errno::kAgain));
  regain_network();
  const Pair pair = connected(server, 7000);
  EXPECT_TRUE(pair.client->connect_result());
}

TEST_F(KeepOpen, ARawSocketGoesOnWhenTheNetworkIsBack) {
  const auto socket = make({.raw = true});
  keep_open(*socket);
  lose_network();
  const test::Bytes packet = test::udp_packet(own(1), peer, test::bytes_of("data"));
  EXPECT_THAT(socket->send(packet, std::nullopt), FailsWith(Errno::kNetUnreach));
  regain_network();
  EXPECT_EQ(socket->send(packet, std::nullopt), packet.size());
  arrives("after");
  EXPECT_TRUE(receive(*socket));
}

TEST_F(KeepOpen, ARawSocketThatDoesNotKeepOpenIsNotGivenPackets) {
  const auto kept = bound_datagrams();
  const auto raw = make({.raw = true});
  lose_network();
  regain_network();
  arrives("after");
  EXPECT_THAT(receive(*raw), FailsWith(Errno::kNetDown));
}

TEST_F(KeepOpen, EndsWhenTheNetworkComesBackWithOtherAddresses) {
  const auto socket = bound_datagrams();
  lose_network();
  ASSERT_TRUE(pdns.define(pdn::kDefaultPdn, {.type = pdn::PdpType::kIpv4}));
  regain_network();
  EXPECT_EQ(socket->events(), NRF_POLLERR);
  EXPECT_EQ(socket->take_error(), Errno::kNetDown);
  EXPECT_THAT(socket->send(bytes("data"), peer), FailsWith(Errno::kNetDown));
}

TEST_F(KeepOpen, EndsWithThePower) {
  const auto socket = bound_datagrams();
  lose_network();
  pdns.end_kept();
  settle();
  EXPECT_THAT(receive(*socket), FailsWith(Errno::kNetDown));
}

TEST_F(KeepOpen, ASocketMayBeClosedMeanwhile) {
  auto socket = bound_datagrams();
  lose_network();
  socket->close();
  socket.reset();
  regain_network();
  arrives("nobody takes it");
  EXPECT_TRUE(make({.stream = false})->bind(own(5000)));
}

TEST_F(KeepOpen, TheNetworkMayBeLostOverAndOver) {
  const auto socket = bound_datagrams();
  for (int i = 0; i < 10; ++i) {
    lose_network();
    EXPECT_THAT(socket->send(bytes("data"), peer), FailsWith(Errno::kNetUnreach));
    regain_network();
    EXPECT_TRUE(socket->send(bytes("data"), peer));
  }
}

}  // namespace
}  // namespace hostmodem::socket
