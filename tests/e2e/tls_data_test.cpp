// TLS: data, and peers that do not play along.

#include <thread>

#include "e2e/tls.h"
#include "support/blocked_call.h"

namespace hostmodem::test {
namespace {

class TlsData : public Tls {
 protected:
  void SetUp() override {
    Tls::SetUp();
    modem().provision(kTag, Credential::kRootCa, root_.certificate);
  }

  Socket connected_to(OpensslServer& server) {
    Socket socket = online_socket();
    EXPECT_EQ(socket.connect(host(server.port())), gives(0));
    return socket;
  }
};

TEST_F(TlsData, ThatWereDecryptedButNotReadAreStillReported) {
  OpensslServer server(identity_);
  Socket socket = connected_to(server);
  ASSERT_EQ(socket.send("hello\n"), gives(6));
  ASSERT_EQ(socket.wait(NRF_POLLIN), NRF_POLLIN);

  EXPECT_EQ(socket.recv(1), received("o"));
  EXPECT_EQ(socket.poll(NRF_POLLIN), NRF_POLLIN) << "the rest of the record";
  EXPECT_EQ(receive_all(socket, 5), "lleh\n");
  EXPECT_EQ(socket.poll(NRF_POLLIN), 0);
}

TEST_F(TlsData, FollowTheFlagsAndTheTimeoutOfReceive) {
  OpensslServer server(identity_);
  Socket socket = connected_to(server);
  EXPECT_EQ(socket.recv(1, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
  ASSERT_EQ(socket.set_timeout(NRF_SO_RCVTIMEO, std::chrono::milliseconds(50)), gives(0));
  EXPECT_EQ(socket.recv(1), receive_fails(NRF_EAGAIN));
  ASSERT_EQ(socket.send("hello\n"), gives(6));
  ASSERT_EQ(socket.wait(NRF_POLLIN), NRF_POLLIN);

  EXPECT_EQ(socket.recv(3, NRF_MSG_PEEK), received("oll"));
  EXPECT_EQ(socket.recv(6, NRF_MSG_WAITALL), received("olleh\n"));
}

TEST_F(TlsData, EndWithTheServersEnd) {
  OpensslServer server(identity_, OpensslServer::kConsole);
  Socket socket = connected_to(server);
  server.process().write_input("last words\n");
  EXPECT_EQ(receive_all(socket, 11), "last words\n");

  server.process().write_input("Q\n");

  EXPECT_EQ(socket.recv(1), end_of_stream());
  EXPECT_EQ(socket.recv(1, NRF_MSG_DONTWAIT), end_of_stream());
  EXPECT_EQ(socket.poll(NRF_POLLIN), NRF_POLLIN | NRF_POLLHUP);
}

TEST_F(TlsData, ReachTheServerWholeWhenTheSocketIsClosedAtOnce) {
  OpensslServer server(identity_, OpensslServer::kConsole);
  Socket socket = connected_to(server);
  // Text: the server's output has other lines too.
  constexpr int kLines = 20'000;
  std::string text;
  for (int i = 0; i < kLines; ++i) text += "line " + std::to_string(i) + "\n";
  text += "the last\n";

  ASSERT_EQ(socket.send(text), gives(static_cast<std::int64_t>(text.size())));
  ASSERT_EQ(socket.close(), gives(0));

  server.process().wait_for_output("the last\n");
  EXPECT_TRUE(server.process().output().find(text) != std::string::npos);
}

TEST_F(TlsData, GoBothWaysInTwoThreads) {
  OpensslServer server(identity_);
  Socket socket = connected_to(server);
  constexpr int kLines = 500;
  const std::string line = std::string(99, 'x') + "\n";
  std::jthread writer([&] {
    for (int i = 0; i < kLines; ++i) EXPECT_EQ(socket.send(line), gives(100));
  });

  for (int i = 0; i < kLines; ++i) ASSERT_EQ(receive_all(socket, 100), line);
}

TEST_F(TlsData, OfSeveralConnectionsAreKeptApart) {
  OpensslServer first_server(identity_);
  OpensslServer second_server(identity_);
  Socket first = connected_to(first_server);
  Socket second = tls();
  set_tags(second, {kTag});
  set_hostname(second, "server.test");
  ASSERT_EQ(second.connect(host(second_server.port())), gives(0));

  EXPECT_EQ(first.send("first\n"), gives(6));
  EXPECT_EQ(second.send("second\n"), gives(7));
  EXPECT_EQ(receive_all(second, 7), "dnoces\n");
  EXPECT_EQ(receive_all(first, 6), "tsrif\n");
}

// --- Peers that do not play along.

class TlsPeer : public TlsData {};

TEST_F(TlsPeer, ThatSpeaksAnotherProtocolIsRefused) {
  HostListener listener(Family::kIpv4);
  Socket socket = online_socket();
  BlockedCall call([&] { return socket.connect(host(listener.port())); });
  HostConnection peer = listener.accept();

  peer.send("HTTP/1.1 400 Bad Request\r\n\r\n");

  EXPECT_EQ(call.result(), fails(NRF_ECONNREFUSED));
}

TEST_F(TlsPeer, ThatEndsTheConnectionInTheHandshakeRefusedIt) {
  HostListener listener(Family::kIpv4);
  Socket socket = online_socket();
  BlockedCall call([&] { return socket.connect(host(listener.port())); });
  HostConnection peer = listener.accept();

  peer.finish();

  EXPECT_EQ(call.result(), fails(NRF_ECONNREFUSED));
}

TEST_F(TlsPeer, ThatResetsTheConnectionInTheHandshake) {
  HostListener listener(Family::kIpv4);
  Socket socket = online_socket();
  BlockedCall call([&] { return socket.connect(host(listener.port())); });
  HostConnection peer = listener.accept();
  ASSERT_EQ(peer.receive(1), "\x16");

  peer.reset();

  EXPECT_EQ(call.result(), fails(NRF_ECONNRESET));
}

TEST_F(TlsPeer, ThatSaysNothingIsGivenUpAfterTheSendTimeout) {
  HostListener listener(Family::kIpv4);
  Socket socket = online_socket();
  ASSERT_EQ(socket.set_timeout(NRF_SO_SNDTIMEO, std::chrono::seconds(30)), gives(0));
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  BlockedCall call([&] { return socket.connect(host(listener.port())); });
  HostConnection peer = listener.accept();
  ASSERT_EQ(peer.receive(1), "\x16");
  EXPECT_TRUE(call.blocks());

  ASSERT_EQ(hostmodem_clock_step(30'000), 0);

  EXPECT_EQ(call.result(), fails(NRF_ETIMEDOUT));
}

TEST_F(TlsPeer, ThatSaysNothingDoesNotKeepTheSocketFromBeingClosed) {
  HostListener listener(Family::kIpv4);
  Socket socket = online_socket();
  BlockedCall call([&] { return socket.connect(host(listener.port())); });
  HostConnection peer = listener.accept();
  ASSERT_EQ(peer.receive(1), "\x16");
  EXPECT_TRUE(call.blocks());

  EXPECT_EQ(api().close(socket.fd()), gives(0));

  EXPECT_EQ(call.result(), fails(NRF_EBADF));
}

}  // namespace
}  // namespace hostmodem::test
