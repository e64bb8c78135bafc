#include "session_test.h"

// What the client shows: certificates and pre-shared keys, and content that cannot be used.

namespace hostmodem::secure {
namespace {

using credentials::Type;
using test::Identity;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ClientCredentials : public SessionTest {
 protected:
  ClientCredentials() : client_root_(test::make_root("client root")) {}

  ServerOptions server_that_asks() {
    ServerOptions options = trusted_server();
    options.client_ca = client_root_.certificate;
    return options;
  }

  void expect_unusable(const std::string& what, const std::string& reason,
                       PeerVerify verify = PeerVerify::kRequired) {
    EXPECT_THAT(Session::create(settings_for("server.test", verify), store_, pipe_),
                FailsWith(Errno::kConnRefused));
    ASSERT_EQ(lines_.size(), 1u) << log();
    EXPECT_THAT(lines_[0], AllOf(HasSubstr("the " + what + " of security tag 42 cannot be used: "),
                                 HasSubstr(reason)));
  }

  const Identity client_root_;
};

TEST_F(ClientCredentials, CertificateIsShownWhenAskedFor) {
  ServerPeer server(server_that_asks(), pipe_);
  provision_client(test::make_client(client_root_));
  ASSERT_THAT(connect(settings_for(), server), Succeeds()) << log();
  EXPECT_EQ(server.client_name(), "client.test");
}

TEST_F(ClientCredentials, CertificateMayBeRsa) {
  ServerPeer server(server_that_asks(), pipe_);
  provision_client(test::make_client(client_root_, "rsa.test", test::KeyKind::kRsa2048));
  ASSERT_THAT(connect(settings_for(), server), Succeeds()) << log();
  EXPECT_EQ(server.client_name(), "rsa.test");
}

TEST_F(ClientCredentials, CertificateMayBeP384) {
  ServerPeer server(server_that_asks(), pipe_);
  provision_client(test::make_client(client_root_, "p384.test", test::KeyKind::kP384));
  ASSERT_THAT(connect(settings_for(), server), Succeeds()) << log();
}

TEST_F(ClientCredentials, CertificateBringsItsChain) {
  ServerPeer server(server_that_asks(), pipe_);
  const Identity intermediate = test::make_intermediate(client_root_);
  Identity client = test::make_client(intermediate);
  client.certificate += intermediate.certificate;
  provision_client(client);
  EXPECT_THAT(connect(settings_for(), server), Succeeds()) << log();
}

TEST_F(ClientCredentials, CertificateIsNotShownUnasked) {
  ServerPeer server(trusted_server(), pipe_);
  provision_client(test::make_client(client_root_));
  ASSERT_THAT(connect(settings_for(), server), Succeeds()) << log();
  EXPECT_EQ(server.client_name(), "");
}

TEST_F(ClientCredentials, AreThoseOfTheFirstTagThatHasThem) {
  ServerPeer server(server_that_asks(), pipe_);
  provision_client(test::make_client(client_root_, "of 7"), 7);
  provision_client(test::make_client(client_root_, "of 6"), 6);
  ASSERT_THAT(connect(settings_for("server.test", PeerVerify::kRequired, {kTag, 7, 6}), server),
              Succeeds())
      << log();
  EXPECT_EQ(server.client_name(), "of 7");
  EXPECT_EQ(session_->agreement().tag, kTag);
}

TEST_F(ClientCredentials, MissingCertificateIsToldApart) {
  ServerPeer server(server_that_asks(), pipe_);
  EXPECT_THAT(connect(settings_for(), server), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), HasSubstr("it asked for a client certificate, and no tag has one"));
}

TEST_F(ClientCredentials, CertificateThatTheServerDoesNotTrustIsRefused) {
  ServerPeer server(server_that_asks(), pipe_);
  provision_client(test::make_client(test::make_root("unknown")));
  EXPECT_THAT(connect(settings_for(), server), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), HasSubstr("alert \"unknown CA\""));
}

TEST_F(ClientCredentials, KeyOfAnotherCertificateIsUnusable) {
  trusted_server();
  provision_client({.certificate = test::make_client(client_root_).certificate,
                    .key = test::make_client(client_root_).key});
  expect_unusable("client private key", "not the key of the client certificate");
}

TEST_F(ClientCredentials, KeyThatIsNoneIsUnusable) {
  trusted_server();
  Identity client = test::make_client(client_root_);
  client.key = "SECRET garbage";
  provision_client(client);
  expect_unusable("client private key", "no readable PEM private key");
  EXPECT_THAT(log(), Not(HasSubstr("SECRET")));
}

TEST_F(ClientCredentials, CertificateThatIsNoneIsUnusable) {
  trusted_server();
  Identity client = test::make_client(client_root_);
  client.certificate = "garbage";
  provision_client(client);
  expect_unusable("client certificate", "no PEM certificate in it");
}

TEST_F(ClientCredentials, HalfAPairIsLeftOutAndTold) {
  ServerPeer server(trusted_server(), pipe_);
  provision(kTag, Type::kClientPrivateKey, test::make_client(client_root_).key);
  provision(kTag, Type::kPskIdentity, "modem");
  EXPECT_THAT(connect(settings_for(), server), Succeeds()) << log();
  EXPECT_THAT(log(), AllOf(HasSubstr("tag 42 has a client private key but no client certificate"),
                           HasSubstr("tag 42 has a PSK identity but no PSK")));
}

TEST_F(ClientCredentials, CaThatIsNoneIsUnusable) {
  provision_ca("garbage");
  expect_unusable("root CA", "no PEM certificate in it");
}

TEST_F(ClientCredentials, CaThatIsDamagedIsUnusable) {
  std::string pem = test::make_root().certificate;
  pem[pem.size() / 2] = '!';
  provision_ca(test::make_root().certificate + pem);
  expect_unusable("root CA", "bad base64 decode");
}

TEST_F(ClientCredentials, CaIsNotReadWhenNothingIsVerified) {
  ServerPeer server(trusted_server(), pipe_);
  provision_ca("garbage");
  EXPECT_THAT(connect(settings_for("server.test", PeerVerify::kNone), server), Succeeds()) << log();
}

TEST_F(ClientCredentials, KeysAreNeverLogged) {
  ServerPeer server(server_that_asks(), pipe_);
  const Identity client = test::make_client(client_root_);
  provision_client(client);
  provision(kTag, Type::kPsk, "c0ffee00c0ffee00");
  provision(kTag, Type::kPskIdentity, "modem");
  ASSERT_THAT(connect(settings_for(), server), Succeeds()) << log();
  EXPECT_THAT(log(), Not(HasSubstr("c0ffee")));
  const std::string line = client.key.substr(client.key.find('\n') + 1, 20);
  EXPECT_THAT(log(), Not(HasSubstr(line)));
}

class PresharedKey : public ClientCredentials {
 protected:
  void provision_psk(const std::string& hex, const std::string& identity,
                     credentials::SecTag tag = kTag) {
    provision(tag, Type::kPsk, hex);
    provision(tag, Type::kPskIdentity, identity);
  }
  const ServerOptions server_ = {.psk = "\xc0\xff\xee", .psk_identity = "modem"};
};

TEST_F(PresharedKey, NeedsNoCa) {
  ServerPeer server(server_, pipe_);
  provision_psk("C0ffEE", "modem", 7);
  ASSERT_THAT(connect(settings_for("", PeerVerify::kRequired, {kTag, 7}), server), Succeeds())
      << log();
  EXPECT_EQ(session_->agreement().tag, 7u);
  EXPECT_EQ(session_->agreement().peer_name, "");
}

TEST_F(PresharedKey, IsPreferredToACertificate) {
  ServerOptions options = trusted_server();
  options.psk = server_.psk;
  options.psk_identity = server_.psk_identity;
  ServerPeer server(options, pipe_);
  provision_psk("c0ffee", "modem");
  ASSERT_THAT(connect(settings_for(), server), Succeeds()) << log();
  EXPECT_EQ(session_->agreement().suite, 0x00ae);
}

TEST_F(PresharedKey, LeavesTheChoiceToAServerWithACertificate) {
  ServerPeer server(trusted_server(), pipe_);
  provision_psk("c0ffee", "modem");
  ASSERT_THAT(connect(settings_for(), server), Succeeds()) << log();
  EXPECT_EQ(session_->agreement().peer_name, "server.test");
}

TEST_F(PresharedKey, ThatIsWrongIsRefused) {
  ServerPeer server(server_, pipe_);
  provision_psk("c0ffef", "modem");
  EXPECT_THAT(connect(settings_for(), server), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(),
              AllOf(HasSubstr("alert"), HasSubstr("security tag 42"), Not(HasSubstr("c0ff"))));
}

TEST_F(PresharedKey, ThatTheServerDoesNotKnowIsRefused) {
  ServerPeer server(server_, pipe_);
  provision_psk("c0ffee", "stranger");
  EXPECT_THAT(connect(settings_for(), server), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), HasSubstr("alert \"unknown PSK identity\" (it does not know the PSK)"));
}

TEST_F(PresharedKey, ThatIsMalformedIsUnusable) {
  for (const std::string& hex : {std::string("abc"), std::string("xy"), std::string("c0 ffe"),
                                 std::string("ab\0c", 4), std::string(4096, 'a')}) {
    provision_psk(hex, "modem");
    lines_.clear();
    expect_unusable("PSK", "");
  }
}

TEST_F(PresharedKey, IdentityThatIsMalformedIsUnusable) {
  for (const std::string& identity : {std::string(1000, 'a'), std::string("a\0b", 3)}) {
    provision_psk("c0ffee", identity);
    lines_.clear();
    expect_unusable("PSK identity", "");
  }
}

TEST_F(PresharedKey, SuiteWithoutAKeyIsRefusedAtOnce) {
  trusted_server();
  Settings settings = settings_for();
  settings.suites = {0x008d};
  EXPECT_THAT(Session::create(settings, store_, pipe_), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), HasSubstr("none of the allowed cipher suites fits the credentials"));
}

}  // namespace
}  // namespace hostmodem::secure
