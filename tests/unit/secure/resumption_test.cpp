#include <array>
#include <functional>

#include "secure/session_cache.h"
#include "secure/shared.h"
#include "session_test.h"

// Sessions that are kept and resumed, and those that must not be.

namespace hostmodem::secure {
namespace {

using credentials::Type;

class Resumption : public SessionTest {
 protected:
  static Settings cached(std::string hostname = "server.test") {
    Settings settings = settings_for(std::move(hostname));
    settings.session_cache = true;
    settings.peer_address = "10.0.2.2:443";
    return settings;
  }

  void start_server(const ServerOptions& options) {
    pipe_ = Pipe{};
    server_ = std::make_unique<ServerPeer>(options, pipe_);
  }

  /// Another connection to the same server.
  Status connect_again(const Settings& settings) {
    pipe_ = Pipe{};
    server_ = std::make_unique<ServerPeer>(*server_, pipe_);
    return connect_shared(settings);
  }

  Status connect_shared(const Settings& settings) {
    auto session = Session::create(settings, store_, pipe_, &shared_);
    if (!session) return fail(session.error());
    session_ = std::move(*session);
    return drive_handshake(*server_);
  }

  /// Whether another connection resumes the session of one with cached().
  bool resumes(const Settings& settings) {
    EXPECT_THAT(connect_again(settings), Succeeds()) << log();
    EXPECT_EQ(session_->agreement().resumed, server_->resumed());
    return server_->resumed();
  }

  Shared shared_;
};

class ResumptionBy : public Resumption, public testing::WithParamInterface<bool> {};
INSTANTIATE_TEST_SUITE_P(, ResumptionBy, testing::Bool(),
                         [](const auto& by) { return by.param ? "Ticket" : "Identifier"; });

TEST_P(ResumptionBy, KeepsWhatWasAgreed) {
  ServerOptions options = trusted_server();
  options.tickets = GetParam();
  start_server(options);
  ASSERT_THAT(connect_shared(cached()), Succeeds()) << log();
  const Agreement first = session_->agreement();
  EXPECT_FALSE(first.resumed);

  for (int i = 0; i < 3; ++i) EXPECT_TRUE(resumes(cached()));
  EXPECT_EQ(session_->agreement().suite, first.suite);
  EXPECT_EQ(session_->agreement().peer_name, "server.test");
  EXPECT_EQ(session_->agreement().tag, kTag);
}

TEST_P(ResumptionBy, AgreesOnNothingBeforeTheServerTakesTheSession) {
  ServerOptions options = trusted_server();
  options.tickets = GetParam();
  start_server(options);
  ASSERT_THAT(connect_shared(cached()), Succeeds()) << log();
  pipe_ = Pipe{};
  server_ = std::make_unique<ServerPeer>(*server_, pipe_);
  session_ = *Session::create(cached(), store_, pipe_, &shared_);
  EXPECT_THAT(session_->handshake(), FailsWith(Errno::kAgain));
  EXPECT_EQ(session_->agreement().suite, 0);
  EXPECT_EQ(session_->agreement().peer_name, "");
  EXPECT_EQ(session_->agreement().tag, std::nullopt);
  ASSERT_THAT(drive_handshake(*server_), Succeeds()) << log();
  EXPECT_TRUE(session_->agreement().resumed);
  EXPECT_EQ(session_->agreement().tag, kTag);
}

TEST_P(ResumptionBy, CarriesData) {
  ServerOptions options = trusted_server();
  options.tickets = GetParam();
  start_server(options);
  ASSERT_THAT(connect_shared(cached()), Succeeds()) << log();
  ASSERT_TRUE(resumes(cached()));
  server_->write("hello");
  EXPECT_EQ(receive(5), "hello");
}

TEST_F(Resumption, IsOffUnlessItIsAskedFor) {
  start_server(trusted_server());
  Settings settings = cached();
  settings.session_cache = false;
  ASSERT_THAT(connect_shared(settings), Succeeds()) << log();
  EXPECT_FALSE(resumes(cached())) << "nothing was to be kept";
  EXPECT_FALSE(resumes(settings)) << "what was kept was not to be used";
  EXPECT_TRUE(resumes(cached()));
}

TEST_F(Resumption, NeedsTheSameOfEverything) {
  start_server(trusted_server());
  ASSERT_THAT(connect_shared(cached()), Succeeds()) << log();
  const std::vector<std::function<void(Settings&)>> changes = {
      [](Settings& settings) { settings.peer_address = "10.0.2.2:8443"; },
      [](Settings& settings) { settings.hostname.clear(); },
      [](Settings& settings) { settings.verify = PeerVerify::kOptional; },
      [](Settings& settings) { settings.tags.push_back(43); },
      [](Settings& settings) {
        settings.suites = {0xc02b, 0xc02f};
      },
  };
  provision_ca(test::make_root("another root").certificate, 43);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Settings settings = cached();
    changes[i](settings);
    EXPECT_FALSE(resumes(settings)) << "change " << i;
  }
  EXPECT_TRUE(resumes(cached())) << "with no change";
}

TEST_F(Resumption, DoesNotOutliveTheCredentials) {
  start_server(trusted_server());
  ASSERT_THAT(connect_shared(cached()), Succeeds()) << log();
  provision_ca(test::make_root("another root").certificate);
  EXPECT_THAT(connect_again(cached()), FailsWith(Errno::kConnRefused));
}

TEST_F(Resumption, EndsWithThePurge) {
  start_server(trusted_server());
  ASSERT_THAT(connect_shared(cached()), Succeeds()) << log();
  shared_.purge_sessions();
  EXPECT_FALSE(resumes(cached()));
}

TEST_F(Resumption, ThatTheServerRefusesIsAFullHandshake) {
  const ServerOptions options = trusted_server();
  start_server(options);
  ASSERT_THAT(connect_shared(cached()), Succeeds()) << log();
  start_server(options);  // another server, which knows nothing of that session
  ASSERT_THAT(connect_shared(cached()), Succeeds()) << log();
  EXPECT_FALSE(session_->agreement().resumed);
  EXPECT_EQ(session_->agreement().tag, kTag);
  EXPECT_TRUE(resumes(cached())) << "the new session was kept";
}

TEST_F(Resumption, IsNotTriedAgainAfterAFailure) {
  const ServerOptions options = trusted_server();
  start_server(options);
  ASSERT_THAT(connect_shared(cached()), Succeeds()) << log();
  ASSERT_TRUE(resumes(cached()));
  pipe_.down.push("this is no record at all");
  std::array<std::byte, 10> buffer;
  ASSERT_FALSE(session_->receive(buffer, false));
  EXPECT_FALSE(resumes(cached()));
}

TEST(SessionCacheTest, ForgetsTheOneThatWasUsedLeastRecently) {
  SessionCache cache;
  const auto name = [](int i) { return "key " + std::to_string(i); };
  for (int i = 0; i < 16; ++i) cache.put({.key = name(i), .session = {}, .agreement = {}});
  ASSERT_NE(cache.find(name(0)), nullptr);
  cache.put({.key = name(16), .session = {}, .agreement = {}});
  EXPECT_NE(cache.find(name(0)), nullptr);
  EXPECT_EQ(cache.find(name(1)), nullptr);
  EXPECT_NE(cache.find(name(2)), nullptr);
  cache.put({.key = name(2), .session = {}, .agreement = {.suite = 7}});
  EXPECT_EQ(cache.find(name(2))->agreement.suite, 7);
  EXPECT_NE(cache.find(name(3)), nullptr) << "replacing one forgets no other";
}

}  // namespace
}  // namespace hostmodem::secure
