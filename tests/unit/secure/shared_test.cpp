#include "secure/shared.h"

#include "session_test.h"

// Credentials that sessions share, parsed once, are always those of the store.

namespace hostmodem::secure {
namespace {

using credentials::Type;
using test::Identity;

class SharedCredentials : public SessionTest {
 protected:
  Status connect_shared(const ServerOptions& options, PeerVerify verify = PeerVerify::kRequired) {
    pipe_ = Pipe{};
    server_ = std::make_unique<ServerPeer>(options, pipe_);
    auto session = Session::create(settings_for("server.test", verify), store_, pipe_, &shared_);
    if (!session) return fail(session.error());
    session_ = std::move(*session);
    return drive_handshake(*server_);
  }

  Shared shared_;
};

TEST_F(SharedCredentials, ServeSessionAfterSession) {
  ServerOptions options = trusted_server();
  const Identity client_root = test::make_root("client root");
  options.client_ca = client_root.certificate;
  provision_client(test::make_client(client_root));
  for (int i = 0; i < 3; ++i) {
    ASSERT_THAT(connect_shared(options), Succeeds()) << log();
    EXPECT_EQ(server_->client_name(), "client.test");
    EXPECT_EQ(session_->agreement().tag, kTag);
  }
}

TEST_F(SharedCredentials, OutliveWhatTheyWereSharedThrough) {
  auto shared = std::make_unique<Shared>();
  ServerPeer server(trusted_server(), pipe_);
  session_ = *Session::create(settings_for(), store_, pipe_, shared.get());
  shared.reset();
  EXPECT_THAT(drive_handshake(server), Succeeds()) << log();
}

TEST_F(SharedCredentials, FollowTheStoreWhenACaIsReplaced) {
  const ServerOptions first = trusted_server();
  ASSERT_THAT(connect_shared(first), Succeeds()) << log();
  const ServerOptions second = trusted_server();
  EXPECT_THAT(connect_shared(second), Succeeds()) << log();
  EXPECT_THAT(connect_shared(first), FailsWith(Errno::kConnRefused));
}

TEST_F(SharedCredentials, FollowTheStoreWhenACaIsRemoved) {
  const ServerOptions options = trusted_server();
  ASSERT_THAT(connect_shared(options), Succeeds()) << log();
  ASSERT_THAT(store_.remove(kTag, Type::kRootCa), Succeeds());
  EXPECT_THAT(connect_shared(options), FailsWith(Errno::kConnRefused));
}

TEST_F(SharedCredentials, FollowTheStoreWhenAKeyIsReplaced) {
  const ServerOptions options = trusted_server();
  const Identity client_root = test::make_root("client root");
  provision_client(test::make_client(client_root));
  ASSERT_THAT(connect_shared(options), Succeeds()) << log();
  provision(kTag, Type::kClientPrivateKey, test::make_client(client_root).key);
  EXPECT_THAT(connect_shared(options), FailsWith(Errno::kConnRefused));
}

TEST_F(SharedCredentials, FollowTheStoreWhenThePasswordOfAKeyIsReplaced) {
  const ServerOptions options = trusted_server();
  const Identity client = test::make_client(test::make_root("client root"));
  const std::string key = test::encrypt_key(client.key, "right");
  provision(kTag, Type::kClientCertificate, client.certificate);
  const auto connect_with = [&](const std::string& password) {
    EXPECT_THAT(store_.write(kTag, Type::kClientPrivateKey, key, password), Succeeds());
    return connect_shared(options);
  };
  EXPECT_THAT(connect_with("wrong"), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(connect_with("right"), Succeeds()) << log();
  EXPECT_THAT(connect_with("wrong"), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(connect_with(""), FailsWith(Errno::kConnRefused));
}

TEST_F(SharedCredentials, WithoutVerificationAreNotTakenForVerifiedOnes) {
  const ServerOptions options = trusted_server();
  ASSERT_THAT(connect_shared(options, PeerVerify::kNone), Succeeds()) << log();
  ASSERT_THAT(connect_shared(options), Succeeds()) << log();
  EXPECT_EQ(session_->agreement().tag, kTag);
  ASSERT_THAT(connect_shared(options, PeerVerify::kNone), Succeeds()) << log();
  EXPECT_EQ(session_->agreement().tag, std::nullopt);
}

}  // namespace
}  // namespace hostmodem::secure
