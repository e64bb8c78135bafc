// TLS against `openssl s_server`.

#include <gmock/gmock.h>

#include <thread>

#include "e2e/modem_test.h"
#include "support/blocked_call.h"
#include "support/certificates.h"
#include "support/host_peer.h"
#include "support/servers.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {
namespace {

using ::testing::HasSubstr;

constexpr nrf_sec_tag_t kTag = 42;
constexpr nrf_sec_tag_t kOtherTag = 43;

class Tls : public ModemTest {
 protected:
  using Credential = Modem::Credential;

  void SetUp() override { start("", Modem::Start::kOffline); }

  Outcome set(Socket& socket, int option, const void* value, std::size_t length) {
    return api().setsockopt(socket.fd(), NRF_SOL_SECURE, option, value,
                            static_cast<std::uint32_t>(length));
  }
  void set_tags(Socket& socket, const std::vector<nrf_sec_tag_t>& tags) {
    ASSERT_EQ(set(socket, NRF_SO_SEC_TAG_LIST, tags.data(), tags.size() * sizeof tags[0]),
              gives(0));
  }
  void set_hostname(Socket& socket, const std::string& name) {
    ASSERT_EQ(set(socket, NRF_SO_SEC_HOSTNAME, name.data(), name.size()), gives(0));
  }
  void set_verify(Socket& socket, nrf_sec_peer_verify_t level) {
    ASSERT_EQ(set(socket, NRF_SO_SEC_PEER_VERIFY, &level, sizeof level), gives(0));
  }
  void set_suites(Socket& socket, const std::vector<nrf_sec_cipher_t>& suites) {
    ASSERT_EQ(
        set(socket, NRF_SO_SEC_CIPHERSUITE_LIST, suites.data(), suites.size() * sizeof suites[0]),
        gives(0));
  }

  /// Registers the modem, and opens a socket for which the peer must be server.test by `tags`.
  Socket online_socket(const std::vector<nrf_sec_tag_t>& tags = {kTag}) {
    modem().go_online();
    Socket socket = tls();
    if (!tags.empty()) set_tags(socket, tags);
    set_hostname(socket, "server.test");
    return socket;
  }

  /// The lines of the server come back reversed.
  static void expect_conversation(Socket& socket) {
    EXPECT_EQ(socket.send("hello\n"), gives(6));
    EXPECT_EQ(receive_all(socket, 6), "olleh\n");
  }

  const Identity root_ = make_root();
  const Identity other_root_ = make_root("another root");
  const Identity identity_ = make_server(root_, "server.test");
};

TEST_F(Tls, ConnectsToAServerThatProvesItsName) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(Tls, ConnectsWithoutBlocking) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();
  socket.set_nonblocking();

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_EINPROGRESS));
  EXPECT_EQ(socket.wait(NRF_POLLIN | NRF_POLLOUT), NRF_POLLOUT);
  EXPECT_EQ(socket.take_error(), 0);
  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_EISCONN));

  send_all_polling(socket, "hello\n");
  EXPECT_EQ(receive_all_polling(socket, 6), "olleh\n");
}

TEST_F(Tls, HandshakeThatIsUnderWayIsAlready) {
  HostListener silent(Family::kIpv4);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();
  socket.set_nonblocking();
  ASSERT_EQ(socket.connect(host(silent.port())), fails(NRF_EINPROGRESS));
  HostConnection peer = silent.accept();
  EXPECT_EQ(peer.receive(1), "\x16") << "the hello of the client, a handshake record";

  EXPECT_EQ(socket.connect(host(silent.port())), fails(NRF_EALREADY));
  EXPECT_EQ(socket.poll(NRF_POLLIN | NRF_POLLOUT), 0);
  EXPECT_EQ(socket.send("early"), fails(NRF_EAGAIN));
  EXPECT_EQ(socket.recv(1), receive_fails(NRF_EAGAIN));
}

TEST_F(Tls, ConnectsOverIpv6) {
  NginxServer server(identity_, {{"page", "content"}});
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  modem().go_online();
  Socket socket = tls(Family::kIpv6);
  set_tags(socket, {kTag});
  set_hostname(socket, "server.test");

  EXPECT_EQ(socket.connect(host(server.port(), Family::kIpv6)), gives(0));
}

// --- What the server must prove.

TEST_F(Tls, RefusesAServerOfAnotherAuthority) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, other_root_.certificate);
  Socket socket = online_socket();

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));

  EXPECT_TRUE(modem().log().contains("42")) << "the log names the security tag";
  EXPECT_TRUE(modem().log().contains("issuer")) << "and the reason";
}

TEST_F(Tls, RefusesAServerOfAnotherAuthorityWithoutBlocking) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, other_root_.certificate);
  Socket socket = online_socket();
  socket.set_nonblocking();

  ASSERT_EQ(socket.connect(host(server.port())), fails(NRF_EINPROGRESS));

  EXPECT_NE(socket.wait(NRF_POLLOUT) & NRF_POLLERR, 0);
  EXPECT_EQ(socket.take_error(), NRF_ECONNREFUSED);
}

TEST_F(Tls, RefusesAServerWithAnotherName) {
  OpensslServer server(make_server(root_, "another.test"));
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));

  EXPECT_TRUE(modem().log().contains("server.test")) << "the log names what was expected";
}

TEST_F(Tls, RefusesAServerWhoseCertificateHasExpired) {
  CertificateSpec spec;
  spec.common_name = "server.test";
  spec.dns = {"server.test"};
  spec.valid_from_days = -30;
  spec.valid_to_days = -1;
  OpensslServer server(make_signed(spec, root_));
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));

  EXPECT_TRUE(modem().log().contains("expired"));
}

TEST_F(Tls, RefusesAnyServerWhenNoSecurityTagIsGiven) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket({});

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));
}

TEST_F(Tls, RefusesAnyServerWhenTheSecurityTagIsEmpty) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket({kOtherTag});

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));
}

TEST_F(Tls, CanBeToldNotToVerify) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, other_root_.certificate);
  Socket socket = online_socket();
  set_verify(socket, NRF_SO_SEC_PEER_VERIFY_NONE);

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(Tls, DoesNotCheckTheNameWhenNoneIsGiven) {
  OpensslServer server(make_server(root_, "another.test"));
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  modem().go_online();
  Socket socket = tls();
  set_tags(socket, {kTag});

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(Tls, VerifiesAChain) {
  const Identity intermediate = make_intermediate(root_);
  const TemporaryDirectory directory;
  const std::string chain = directory.write("chain.pem", intermediate.certificate);
  OpensslServer server(make_server(intermediate, "server.test"), {"-rev", "-cert_chain", chain});
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(Tls, UsesTheSecurityTagThatMatches) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, other_root_.certificate);
  modem().provision(kOtherTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket({kTag, kOtherTag});

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(Tls, RefusedConnectionsCanBeTriedAgain) {
  OpensslServer wrong(make_server(other_root_, "server.test"));
  OpensslServer right(identity_);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();
  ASSERT_EQ(socket.connect(host(wrong.port())), fails(NRF_ECONNREFUSED));

  Socket another = tls();
  set_tags(another, {kTag});
  set_hostname(another, "server.test");
  ASSERT_EQ(another.connect(host(right.port())), gives(0));

  expect_conversation(another);
}

// --- What the modem must prove.

class TlsWithClientCertificate : public Tls {
 protected:
  /// A server that lets only clients of client_root_ in.
  OpensslServer demanding_server() {
    const std::string authority = directory_.write("clients.pem", client_root_.certificate);
    return OpensslServer(identity_,
                         {"-rev", "-Verify", "1", "-verify_return_error", "-CAfile", authority});
  }
  void provision_client(nrf_sec_tag_t tag, const Identity& client) {
    modem().provision(tag, Credential::kClientCertificate, client.certificate);
    modem().provision(tag, Credential::kClientKey, client.key);
  }

  const Identity client_root_ = make_root("root of the clients");

 private:
  TemporaryDirectory directory_;
};

TEST_F(TlsWithClientCertificate, IsLetIn) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  provision_client(kTag, make_client(client_root_));
  Socket socket = online_socket();

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(TlsWithClientCertificate, IsLetInWhenItIsUnderAnotherTag) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  provision_client(kOtherTag, make_client(client_root_));
  Socket socket = online_socket({kTag, kOtherTag});

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(TlsWithClientCertificate, IsRefusedWhenItHasNone) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));
}

TEST_F(TlsWithClientCertificate, IsRefusedWhenItIsOfAnotherAuthority) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  provision_client(kTag, make_client(root_));
  Socket socket = online_socket();

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));
}

TEST_F(TlsWithClientCertificate, IsRefusedWhenTheKeyIsOfAnother) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  modem().provision(kTag, Credential::kClientCertificate, make_client(client_root_).certificate);
  modem().provision(kTag, Credential::kClientKey, make_client(client_root_).key);
  Socket socket = online_socket();

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));

  EXPECT_TRUE(modem().log().contains("42"));
}

// --- A key that both have.

class TlsWithPsk : public Tls {
 protected:
  static OpensslServer psk_server() {
    return OpensslServer(
        {"-rev", "-psk_identity", "device", "-psk", "0102030405060708090a0b0c0d0e0f10"});
  }
};

TEST_F(TlsWithPsk, Connects) {
  OpensslServer server = psk_server();
  modem().provision(kTag, Credential::kPsk, "0102030405060708090a0b0c0d0e0f10");
  modem().provision(kTag, Credential::kId, "device");
  modem().go_online();
  Socket socket = tls();
  set_tags(socket, {kTag});

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(TlsWithPsk, IsRefusedWithAnotherKey) {
  OpensslServer server = psk_server();
  modem().provision(kTag, Credential::kPsk, "ffffffffffffffffffffffffffffffff");
  modem().provision(kTag, Credential::kId, "device");
  modem().go_online();
  Socket socket = tls();
  set_tags(socket, {kTag});

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));
}

// --- Cipher suites.

TEST_F(Tls, UsesOnlyTheSuitesThatAreAllowed) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();
  set_suites(socket, {NRF_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256});

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  nrf_sec_cipher_t used = 0;
  std::uint32_t length = sizeof used;
  EXPECT_EQ(
      api().getsockopt(socket.fd(), NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_USED, &used, &length),
      gives(0));
  EXPECT_EQ(used, static_cast<nrf_sec_cipher_t>(NRF_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256));
  expect_conversation(socket);
}

TEST_F(Tls, IsRefusedWhenThereIsNoCommonSuite) {
  OpensslServer server(identity_, {"-rev", "-cipher", "ECDHE-ECDSA-AES256-SHA384"});
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();
  set_suites(socket, {NRF_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256});

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));
}

TEST_F(Tls, TakesNoOptionsOnceItIsConnected) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();
  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  EXPECT_EQ(set(socket, NRF_SO_SEC_HOSTNAME, "x", 1), fails(NRF_EISCONN));
  EXPECT_EQ(set(socket, NRF_SO_SEC_TAG_LIST, &kTag, sizeof kTag), fails(NRF_EISCONN));
}

TEST_F(Tls, OptionsAreNotForPlainSockets) {
  modem().go_online();
  Socket socket = tcp();

  EXPECT_EQ(set(socket, NRF_SO_SEC_HOSTNAME, "x", 1), fails(NRF_EOPNOTSUPP));
}

// --- Data.

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
