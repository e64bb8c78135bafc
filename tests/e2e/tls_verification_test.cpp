// TLS: what the server must prove.

#include "e2e/tls.h"

namespace hostmodem::test {
namespace {

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

}  // namespace
}  // namespace hostmodem::test
