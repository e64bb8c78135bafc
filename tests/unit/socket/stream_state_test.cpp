#include "hand_made_peer.h"
#include "option_helpers.h"
#include "socket/options.h"
#include "socket_fixture.h"

// States of stream sockets that are hard to reach from outside.

namespace hostmodem::socket {
namespace {

/// Counts notifications.
class Watcher final : public WaitQueue::Node {
 public:
  explicit Watcher(Socket& socket) { socket.changed().join(*this); }
  void on_notify() override { ++notified; }
  int notified = 0;
};

class StreamState : public SocketTest {
 protected:
  /// A new connection from one socket to another.
  std::pair<std::shared_ptr<Socket>, std::shared_ptr<Socket>> connected_pair() {
    const auto server = listener(7000);
    const auto client = make();
    EXPECT_THAT(client->connect(own(7000)), FailsWith(Errno::kInProgress));
    settle();
    EXPECT_TRUE(client->connect_result());
    return {client, server->accept().value().socket};
  }

  pdn::Pdn& pdn() { return **pdns.find(pdn::kDefaultPdn); }
};

// poll() then waited for ever on the accepted socket, and send() said that it was not connected.
TEST_F(StreamState, AResetBeforeAcceptWasForgottenByTheAcceptedSocket) {
  const auto server = listener(7000);
  HandMadePeer peer(pdn(), own(7000));
  peer.send(test::kSyn);
  settle();
  ASSERT_TRUE(peer.receive());
  peer.send(test::kAck);
  settle();
  ASSERT_EQ(server->events(), NRF_POLLIN);
  peer.send(test::kRst);
  settle();

  const auto accepted = server->accept();
  ASSERT_TRUE(accepted);
  EXPECT_TRUE(accepted->socket->events() & NRF_POLLHUP);
  EXPECT_TRUE(accepted->socket->events() & NRF_POLLERR);
  EXPECT_THAT(receive(*accepted->socket), FailsWith(Errno::kConnReset));
  EXPECT_THAT(accepted->socket->send(bytes("x"), std::nullopt), FailsWith(Errno::kPipe));
}

TEST_F(StreamState, DataThatCameBeforeAcceptAreThere) {
  const auto server = listener(7000);
  HandMadePeer peer(pdn(), own(7000));
  peer.send(test::kSyn);
  settle();
  ASSERT_TRUE(peer.receive());
  peer.send(test::kAck | test::kPsh, test::bytes_of("early"));
  settle();
  const auto accepted = server->accept();
  ASSERT_TRUE(accepted);
  EXPECT_TRUE(accepted->socket->events() & NRF_POLLIN);
  EXPECT_EQ(receive(*accepted->socket), "early");
}

TEST_F(StreamState, AnAbandonedConnectionCanBeMadeAgain) {
  const auto client = make();
  const SocketAddress silent{IpAddress::v4({10, 0, 2, 2}), 9};
  ASSERT_THAT(client->connect(silent), FailsWith(Errno::kInProgress));
  ASSERT_THAT(client->connect(silent), FailsWith(Errno::kAlready));
  client->abandon_connect();
  EXPECT_THAT(client->connect_result(), FailsWith(Errno::kNotConn));

  const auto server = listener(7000);
  ASSERT_THAT(client->connect(own(7000)), FailsWith(Errno::kInProgress));
  settle();
  EXPECT_TRUE(client->connect_result());
}

TEST_F(StreamState, ARefusedConnectionCanBeMadeAgain) {
  const auto client = make();
  ASSERT_THAT(client->connect(own(7000)), FailsWith(Errno::kInProgress));
  settle();
  ASSERT_THAT(client->connect_result(), FailsWith(Errno::kConnRefused));

  const auto server = listener(7000);
  ASSERT_THAT(client->connect(own(7000)), FailsWith(Errno::kInProgress));
  settle();
  EXPECT_TRUE(client->connect_result());
}

TEST_F(StreamState, ThoseWhoWaitAreToldOfDataAndOfClose) {
  const auto [client, accepted] = connected_pair();
  Watcher watcher(*accepted);
  ASSERT_TRUE(client->send(bytes("x"), std::nullopt));
  settle();
  EXPECT_EQ(watcher.notified, 1);
  accepted->close();
  EXPECT_EQ(watcher.notified, 2);
}

TEST_F(StreamState, ASecondCloseTellsNobody) {
  const auto socket = make();
  Watcher watcher(*socket);
  socket->close();
  socket->close();
  EXPECT_EQ(watcher.notified, 1);
}

// What the session of the first connection remembered was taken for the second: it failed at once,
// or counted as secure without a handshake.
TEST_F(StreamState, ATlsSocketThatConnectedAgainMadeNoNewHandshake) {
  const auto server = listener(7000);
  const auto client = make_secure();
  ASSERT_TRUE(set_option(*client, NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY,
                         packed(NRF_SO_SEC_PEER_VERIFY_NONE)));
  for (int i = 0; i < 2; ++i) {
    ASSERT_THAT(client->connect(own(7000)), FailsWith(Errno::kInProgress));
    settle();
    const auto accepted = server->accept();
    ASSERT_TRUE(accepted);
    const auto hello = receive(*accepted->socket);
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->substr(0, 2), "\x16\x03");  // a record with a handshake message
    ASSERT_THAT(client->connect_result(), FailsWith(Errno::kAgain));
    ASSERT_TRUE(accepted->socket->send(bytes("HTTP/1.1 400 Bad Request\r\n\r\n"), std::nullopt));
    settle();
    ASSERT_THAT(client->connect_result(), FailsWith(Errno::kConnRefused));
  }
}

TEST_F(StreamState, WhatATlsSocketAcceptsCauseTheHandshake) {
  const auto listening = make_secure();
  listening->secure_settings.verify = secure::PeerVerify::kNone;
  ASSERT_TRUE(store.write(1, credentials::Type::kPsk, "0123"));
  ASSERT_TRUE(store.write(1, credentials::Type::kPskIdentity, "device"));
  listening->secure_settings.tags = {1};
  ASSERT_TRUE(listening->bind(own(7000)));
  ASSERT_TRUE(listening->listen(1));
  const Pair pair = connected(listening, 7000);  // the client is a plain one
  EXPECT_EQ(pair.server->events(), 0);
  EXPECT_THAT(pair.server->send(bytes("x"), std::nullopt), FailsWith(Errno::kAgain));
  EXPECT_THAT(receive(*pair.server), FailsWith(Errno::kAgain));
  EXPECT_FALSE(pair.server->connected());
}

// There was no session to ask for data: receiving dereferenced a null pointer.
TEST_F(StreamState, ReceivingFromATlsConnectionThatWasResetBeforeItWasAcceptedCrashed) {
  const auto listening = make_secure();
  ASSERT_TRUE(listening->bind(own(7000)));
  ASSERT_TRUE(listening->listen(1));
  HandMadePeer client(**pdns.find(pdn::kDefaultPdn), own(7000));
  client.send(test::kSyn);
  settle();
  ASSERT_TRUE(client.receive());
  client.send(test::kAck);
  client.send(test::kRst | test::kAck);
  settle();
  const auto accepted = listening->accept();
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->socket->events() & NRF_POLLERR, NRF_POLLERR);
  EXPECT_THAT(receive(*accepted->socket), FailsWith(Errno::kConnReset));
  EXPECT_EQ(receive(*accepted->socket), "");
  EXPECT_THAT(accepted->socket->send(bytes("x"), std::nullopt), FailsWith(Errno::kPipe));
}

TEST_F(StreamState, WhatATlsSocketWithoutCredentialsAcceptsFails) {
  const auto listening = make_secure();
  ASSERT_TRUE(listening->bind(own(7000)));
  ASSERT_TRUE(listening->listen(1));
  const Pair pair = connected(listening, 7000);
  EXPECT_NE(pair.server->events() & NRF_POLLERR, 0);
  EXPECT_THAT(receive(*pair.server), FailsWith(Errno::kConnRefused));
}

}  // namespace
}  // namespace hostmodem::socket
