#include "session_test.h"

// The server role: two sessions of the modem talk to each other.

namespace hostmodem::secure {
namespace {

using credentials::Type;
using testing::HasSubstr;

class ServerRole : public SessionTest {
 protected:
  static constexpr credentials::SecTag kServerTag = 1;

  ServerRole() {
    provision_client(test::make_server(root_), kServerTag);
    provision_ca(root_.certificate);
  }

  static Settings server_settings(PeerVerify verify = PeerVerify::kNone) {
    Settings settings = settings_for("", verify, {kServerTag});
    settings.role = Role::kServer;
    return settings;
  }

  struct Ends {
    Status client;
    Status server;
  };
  /// Both handshakes, to their ends.
  Ends shake_hands(const Settings& server, const Settings& client = settings_for()) {
    pipe_ = Pipe{};
    server_session_ = *Session::create(server, store_, far_end_);
    session_ = *Session::create(client, store_, pipe_);
    Ends ends{fail(Errno::kAgain), fail(Errno::kAgain)};
    const auto goes_on = [](const Status& end) { return !end && end.error() == Errno::kAgain; };
    for (int round = 0; round < 100 && (goes_on(ends.client) || goes_on(ends.server)); ++round) {
      if (goes_on(ends.client)) ends.client = session_->handshake();
      if (goes_on(ends.server)) ends.server = server_session_->handshake();
    }
    return ends;
  }

  const test::Identity root_ = test::make_root();
  FarEnd far_end_{pipe_};
  std::unique_ptr<Session> server_session_;
};

TEST_F(ServerRole, ShowsTheCertificateOfItsTag) {
  const Ends ends = shake_hands(server_settings());
  ASSERT_THAT(ends.client, Succeeds()) << log();
  ASSERT_THAT(ends.server, Succeeds()) << log();
  EXPECT_EQ(session_->agreement().peer_name, "server.test");
  EXPECT_EQ(server_session_->agreement().suite, session_->agreement().suite);
  EXPECT_EQ(server_session_->agreement().tag, std::nullopt);
}

TEST_F(ServerRole, CarriesDataBothWays) {
  shake_hands(server_settings());
  ASSERT_THAT(session_->send(bytes_of("ping")), Succeeds());
  std::array<std::byte, 10> buffer;
  ASSERT_EQ(server_session_->receive(buffer, false), 4U);
  ASSERT_THAT(server_session_->send(bytes_of("pong!")), Succeeds());
  EXPECT_EQ(session_->receive(buffer, false), 5U);
  server_session_->shutdown();
  EXPECT_EQ(session_->receive(buffer, false), 0U);
}

TEST_F(ServerRole, ChoosesTheSuiteThatItPrefers) {
  Settings server = server_settings();
  server.suites = {0xc024, 0xc02b};
  Settings client = settings_for();
  client.suites = {0xc02b, 0xc024};
  const Ends ends = shake_hands(server, client);
  ASSERT_THAT(ends.server, Succeeds()) << log();
  EXPECT_EQ(server_session_->agreement().suite, 0xc024);
}

TEST_F(ServerRole, KnowsThePskOfItsTag) {
  provision(kServerTag, Type::kPsk, "0123456789abcdef");
  provision(kServerTag, Type::kPskIdentity, "device 7");
  provision(43, Type::kPsk, "0123456789abcdef");
  provision(43, Type::kPskIdentity, "device 7");
  const Settings client = settings_for("", PeerVerify::kRequired, {43});
  const Ends ends = shake_hands(server_settings(), client);
  ASSERT_THAT(ends.client, Succeeds()) << log();
  ASSERT_THAT(ends.server, Succeeds()) << log();
  EXPECT_EQ(server_session_->agreement().tag, kServerTag);
}

TEST_F(ServerRole, FindsThePskByTheIdentityOfTheClient) {
  provision(kServerTag, Type::kPsk, "00");
  provision(kServerTag, Type::kPskIdentity, "device 6");
  provision(2, Type::kPsk, "0123456789abcdef");
  provision(2, Type::kPskIdentity, "device 7");
  provision(43, Type::kPsk, "0123456789abcdef");
  provision(43, Type::kPskIdentity, "device 7");
  Settings server = server_settings();
  server.tags = {kServerTag, 2};
  const Ends ends = shake_hands(server, settings_for("", PeerVerify::kRequired, {43}));
  ASSERT_THAT(ends.client, Succeeds()) << log();
  ASSERT_THAT(ends.server, Succeeds()) << log();
  EXPECT_EQ(server_session_->agreement().tag, 2U);
  EXPECT_EQ(server_session_->agreement().shown, std::nullopt);
  EXPECT_THAT(log(), HasSubstr("(security tags 1, 2; 2 is used)"));
}

/// A server with certificates of two kinds of keys, and another of the first kind.
class ServerRoleWithSeveralCertificates : public ServerRole {
 protected:
  ServerRoleWithSeveralCertificates() {
    provision_client(test::make_server(root_, "server.test", test::KeyKind::kRsa2048), 2);
    provision_client(test::make_server(root_, "another.test"), 3);
  }
  /// The tag whose certificate is shown to a client of these suites.
  std::optional<credentials::SecTag> shown_to(std::vector<std::uint16_t> suites) {
    Settings server = server_settings();
    server.tags = {kServerTag, 2, 3};
    Settings client = settings_for();
    client.suites = std::move(suites);
    const Ends ends = shake_hands(server, client);
    EXPECT_THAT(ends.client, Succeeds()) << log();
    EXPECT_THAT(ends.server, Succeeds()) << log();
    EXPECT_EQ(session_->agreement().peer_name, "server.test");
    return server_session_->agreement().shown;
  }
};

TEST_F(ServerRoleWithSeveralCertificates, ShowsTheFirstOfTheKindThatFitsTheSuite) {
  EXPECT_EQ(shown_to({0xc02b}), kServerTag);
  EXPECT_EQ(shown_to({0xc02f}), 2U);
  EXPECT_EQ(shown_to({}), kServerTag);
  EXPECT_THAT(log(), HasSubstr("(security tags 1, 2, 3; the certificate of 2 is shown)"));
}

TEST_F(ServerRole, RefusesAPskIdentityThatItDoesNotKnow) {
  provision(kServerTag, Type::kPsk, "0123456789abcdef");
  provision(kServerTag, Type::kPskIdentity, "device 7");
  provision(43, Type::kPsk, "0123456789abcdef");
  provision(43, Type::kPskIdentity, "device 8");
  const Ends ends = shake_hands(server_settings(), settings_for("", PeerVerify::kRequired, {43}));
  EXPECT_THAT(ends.client, FailsWith(Errno::kConnRefused));
  EXPECT_THAT(ends.server, FailsWith(Errno::kConnRefused));
}

TEST_F(ServerRole, NeedsSomethingToShow) {
  Settings settings = server_settings();
  settings.tags = {kTag};  // a CA alone
  EXPECT_THAT(Session::create(settings, store_, far_end_), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), HasSubstr("a server needs a certificate with its key, or a PSK"));
}

TEST_F(ServerRole, ThatRequiresAClientCertificateNeedsACa) {
  EXPECT_THAT(Session::create(server_settings(PeerVerify::kRequired), store_, far_end_),
              FailsWith(Errno::kConnRefused));
}

/// What a client shows to a server that verifies.
struct ClientCase {
  const char* name;
  bool certificate;
  bool trusted;
};

class ClientsCertificate : public ServerRole, public testing::WithParamInterface<ClientCase> {
 protected:
  ClientsCertificate() {
    provision_ca(client_root_.certificate, kServerTag);
    if (!GetParam().certificate) return;
    provision_client(
        test::make_client(GetParam().trusted ? client_root_ : test::make_root("another")));
  }

  const test::Identity client_root_ = test::make_root("client root");
};
INSTANTIATE_TEST_SUITE_P(, ClientsCertificate,
                         testing::Values(ClientCase{"Trusted", true, true},
                                         ClientCase{"Unknown", true, false},
                                         ClientCase{"Missing", false, false}),
                         [](const auto& client) { return client.param.name; });

TEST_P(ClientsCertificate, DecidesWhenItIsRequired) {
  const Ends ends = shake_hands(server_settings(PeerVerify::kRequired));
  if (GetParam().trusted) {
    ASSERT_THAT(ends.server, Succeeds()) << log();
    EXPECT_EQ(server_session_->agreement().tag, kServerTag);
  } else {
    EXPECT_THAT(ends.server, FailsWith(Errno::kConnRefused));
    EXPECT_THAT(ends.client, FailsWith(Errno::kConnRefused));
  }
}

TEST_P(ClientsCertificate, IsLookedAtWhenItIsOptional) {
  const Ends ends = shake_hands(server_settings(PeerVerify::kOptional));
  ASSERT_THAT(ends.server, Succeeds()) << log();
  EXPECT_EQ(server_session_->agreement().tag.has_value(), GetParam().trusted);
  EXPECT_EQ(log().find("a client is not verified") != std::string::npos, !GetParam().trusted);
}

TEST_P(ClientsCertificate, IsNotAskedForOtherwise) {
  const Ends ends = shake_hands(server_settings(PeerVerify::kNone));
  ASSERT_THAT(ends.server, Succeeds()) << log();
  EXPECT_EQ(server_session_->agreement().tag, std::nullopt);
}

}  // namespace
}  // namespace hostmodem::secure
