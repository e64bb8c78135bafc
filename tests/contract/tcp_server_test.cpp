// Taking connections. The clients are sockets of the same side, at its own address.

#include <vector>

#include "contract/contract_test.h"
#include "support/blocked_call.h"
#include "support/ports.h"

namespace hostmodem::test {
namespace {

using std::chrono::milliseconds;

HOSTMODEM_CONTRACT(TcpServer);

TEST_P(TcpServer, TakesAConnection) {
  Server listening = server();
  Socket client = tcp();
  ASSERT_EQ(client.connect(listening.endpoint), gives(0));

  auto [accepted, peer] = listening.socket.accept_from();

  EXPECT_EQ(peer.ip, self(0).ip);
  EXPECT_NE(peer.port, 0);
  EXPECT_EQ(client.send("ping"), gives(4));
  EXPECT_EQ(receive_all(accepted, 4), "ping");
  EXPECT_EQ(accepted.send("pong"), gives(4));
  EXPECT_EQ(receive_all(client, 4), "pong");
}

TEST_P(TcpServer, AtTheUnspecifiedAddressTakesAConnection) {
  const std::uint16_t port = unused_port();
  Socket listening = tcp();
  ASSERT_EQ(listening.bind(any_address(family(), port)), gives(0));
  ASSERT_EQ(listening.listen(1), gives(0));
  Socket client = tcp();

  EXPECT_EQ(client.connect(self(port)), gives(0));

  EXPECT_EQ(listening.accept_from().second.ip, self(port).ip);
}

TEST_P(TcpServer, NeedsNoPort) {
  Socket listening = tcp();

  EXPECT_EQ(listening.listen(1), gives(0));

  listening.set_nonblocking();
  EXPECT_EQ(listening.accept(), fails(NRF_EAGAIN));
}

TEST_P(TcpServer, GivesNoAddressWhenNoneIsWanted) {
  Server listening = server();
  Socket client = tcp();
  ASSERT_EQ(client.connect(listening.endpoint), gives(0));

  const Outcome outcome = listening.socket.accept();

  ASSERT_GE(outcome.value, 0);
  Socket accepted(api(), static_cast<int>(outcome.value));
  EXPECT_EQ(accepted.send("hello"), gives(5));
  EXPECT_EQ(receive_all(client, 5), "hello");
}

TEST_P(TcpServer, TruncatesTheAddressAndGivesItsTrueLength) {
  Server listening = server();
  const Endpoint local = self(unused_port());
  Socket client = tcp();
  ASSERT_EQ(client.bind(local), gives(0));
  ASSERT_EQ(client.connect(listening.endpoint), gives(0));
  const RawAddress whole = api().encode(local);

  RawAddress address;
  constexpr std::byte kUntouched{0xAA};
  address.bytes.fill(kUntouched);
  constexpr std::uint32_t kRoom = 11;
  address.length = kRoom;
  const Outcome outcome = api().accept(listening.socket.fd(), address.data(), &address.length);
  ASSERT_GE(outcome.value, 0);
  const Socket accepted(api(), static_cast<int>(outcome.value));

  EXPECT_EQ(address.length, whole.length);
  EXPECT_EQ(address.bytes[kRoom], kUntouched);
  EXPECT_NE(address.bytes[4], kUntouched) << "the family, or a part of it";
}

TEST_P(TcpServer, DoesNotBlockWhenItIsNonBlocking) {
  Server listening = server();
  listening.socket.set_nonblocking();

  EXPECT_EQ(listening.socket.accept(), fails(NRF_EAGAIN));
}

TEST_P(TcpServer, CauseAConnection) {
  Server listening = server();
  BlockedCall accept([&] { return listening.socket.accept_from(); });
  EXPECT_TRUE(accept.blocks());
  Socket client = tcp();

  EXPECT_EQ(client.connect(listening.endpoint), gives(0));

  EXPECT_EQ(accept.result().second.ip, self(0).ip);
}

TEST_P(TcpServer, CauseTheReceiveTimeoutOnly) {
  Server listening = server();
  ASSERT_EQ(listening.socket.set_timeout(NRF_SO_RCVTIMEO, milliseconds(50)), gives(0));

  EXPECT_EQ(listening.socket.accept(), fails(NRF_EAGAIN));
}

TEST_P(TcpServer, GivesABlockingSocketWhateverItIsItself) {
  Server listening = server();
  listening.socket.set_nonblocking();
  Socket client = tcp();
  ASSERT_EQ(client.connect(listening.endpoint), gives(0));
  ASSERT_EQ(listening.socket.wait(NRF_POLLIN), NRF_POLLIN);

  const Socket accepted = listening.socket.accept_from().first;

  EXPECT_EQ(api().fcntl(accepted.fd(), NRF_F_GETFL, 0), gives(0));
}

TEST_P(TcpServer, KeepsConnectionsInTheirOrder) {
  Server listening = server(3);
  std::vector<Socket> clients;
  std::vector<Endpoint> addresses;
  for (int i = 0; i < 3; ++i) {
    addresses.push_back(self(unused_port()));
    clients.push_back(tcp());
    ASSERT_EQ(clients.back().bind(addresses.back()), gives(0));
    ASSERT_EQ(clients.back().connect(listening.endpoint), gives(0));
  }

  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(listening.socket.accept_from().second, addresses[static_cast<std::size_t>(i)]);
  }
}

TEST_P(TcpServer, TakesAConnectionWithABacklogOfOne) {
  Server listening = server(1);
  for (int i = 0; i < 3; ++i) {
    Socket client = tcp();
    ASSERT_EQ(client.connect(listening.endpoint), gives(0));
    Socket accepted = listening.socket.accept_from().first;
    EXPECT_EQ(accepted.send("x"), gives(1));
    EXPECT_EQ(client.recv(1), received("x"));
  }
}

HOSTMODEM_CONTRACT(TcpBacklog);

TEST_P(TcpBacklog, TakesConnectionsBeyondItLater) {
  Server listening = server(1);
  // Those that find no room try again after a second or more.
  constexpr int kClients = 3;
  std::vector<Socket> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(tcp());
    clients.back().set_nonblocking();
    ASSERT_EQ(clients.back().connect(listening.endpoint), fails(NRF_EINPROGRESS));
  }

  std::vector<Socket> accepted;
  for (int i = 0; i < kClients; ++i) accepted.push_back(listening.socket.accept_from().first);

  for (Socket& client : clients) {
    EXPECT_EQ(client.wait(NRF_POLLOUT), NRF_POLLOUT);
    EXPECT_EQ(client.take_error(), 0);
  }
}

TEST_P(TcpServer, TakesAnyBacklog) {
  Server listening = server(0x7fffffff);
  Socket client = tcp();

  EXPECT_EQ(client.connect(listening.endpoint), gives(0));
  EXPECT_EQ(listening.socket.accept_from().second.ip, self(0).ip);
}

TEST_P(TcpServer, KeepsDataThatCameBeforeAccept) {
  Server listening = server();
  Socket client = tcp();
  ASSERT_EQ(client.connect(listening.endpoint), gives(0));
  ASSERT_EQ(client.send("early"), gives(5));
  ASSERT_EQ(client.close(), gives(0));

  Socket accepted = listening.socket.accept_from().first;

  EXPECT_EQ(receive_all(accepted, 100), "early");
}

TEST_P(TcpServer, ThatWasClosedRefusesConnections) {
  Server listening = server();
  ASSERT_EQ(listening.socket.close(), gives(0));
  Socket client = tcp();

  EXPECT_EQ(client.connect(listening.endpoint), fails(NRF_ECONNREFUSED));
}

TEST_P(TcpServer, ThatWasClosedLeavesWhatItAccepted) {
  Server listening = server();
  Socket client = tcp();
  ASSERT_EQ(client.connect(listening.endpoint), gives(0));
  Socket accepted = listening.socket.accept_from().first;

  ASSERT_EQ(listening.socket.close(), gives(0));

  EXPECT_EQ(accepted.send("hello"), gives(5));
  EXPECT_EQ(receive_all(client, 5), "hello");
}

TEST_P(TcpServer, IsNeededToAccept) {
  Socket socket = tcp();

  EXPECT_EQ(socket.accept(), fails(NRF_EINVAL));
}

TEST_P(TcpServer, IsNotADatagramSocket) {
  Socket socket = udp();

  EXPECT_EQ(socket.listen(1), fails(NRF_EOPNOTSUPP));
  EXPECT_EQ(socket.accept(), fails(NRF_EOPNOTSUPP));
}

TEST_P(TcpServer, IsNotAConnectedSocket) {
  auto [socket, peer] = connected_to_host();

  EXPECT_EQ(socket.listen(1), fails(NRF_EINVAL));
}

TEST_P(TcpServer, HasNoDataOfItsOwn) {
  Server listening = server();

  EXPECT_EQ(listening.socket.recv(1), receive_fails(NRF_ENOTCONN));
  EXPECT_EQ(listening.socket.send("data"), expected(kSendUnconnected));
}

}  // namespace
}  // namespace hostmodem::test
