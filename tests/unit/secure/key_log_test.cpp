#include "secure/key_log.h"

#include "secure/shared.h"
#include "session_test.h"

// The secrets of sessions go where they are asked for, and never into the log.

namespace hostmodem::secure {
namespace {

using credentials::Type;
using test::Identity;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class SessionKeys : public SessionTest {
 protected:
  void ask_for_keys() {
    shared_.set_key_log(std::make_shared<const KeyLog>(
        [this](std::string_view line) { keys_.emplace_back(line); }));
  }
  Status connect_shared(ServerPeer& server) {
    session_ = *Session::create(settings_for(), store_, pipe_, &shared_);
    return drive_handshake(server);
  }

  Shared shared_;
  std::vector<std::string> keys_;
};

TEST_F(SessionKeys, AreThoseOfThePeer) {
  ask_for_keys();
  ServerPeer server(trusted_server(), pipe_);
  ASSERT_THAT(connect_shared(server), Succeeds()) << log();
  EXPECT_THAT(keys_, ElementsAre(server.key_line()));
  EXPECT_THAT(log(), Not(HasSubstr(keys_[0].substr(keys_[0].rfind(' ') + 1))));
}

TEST_F(SessionKeys, GoNowhereUnasked) {
  ServerPeer server(trusted_server(), pipe_);
  ASSERT_THAT(connect_shared(server), Succeeds()) << log();
  EXPECT_THAT(keys_, IsEmpty());
}

TEST_F(SessionKeys, GoNowhereOutOfAnotherModem) {
  ask_for_keys();
  ServerPeer server(trusted_server(), pipe_);
  ASSERT_THAT(connect(settings_for(), server), Succeeds()) << log();
  EXPECT_THAT(keys_, IsEmpty());
}

TEST_F(SessionKeys, AreWrittenAfterTheModemForgotItsLog) {
  ask_for_keys();
  ServerPeer server(trusted_server(), pipe_);
  session_ = *Session::create(settings_for(), store_, pipe_, &shared_);
  shared_.set_key_log(nullptr);
  ASSERT_THAT(drive_handshake(server), Succeeds()) << log();
  EXPECT_THAT(keys_, ElementsAre(server.key_line()));
}

/// Handshakes of every kind, at the most talkative level.
class Secrets : public SessionTest {
 protected:
  void expect_none_in_the_log(const std::vector<std::string>& secrets) {
    ASSERT_FALSE(lines_.empty());
    for (const std::string& secret : secrets) EXPECT_THAT(log(), Not(HasSubstr(secret)));
  }
  /// The base64 lines of a PEM text.
  static std::vector<std::string> lines_of(const std::string& pem) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < pem.size();) {
      const std::size_t end = pem.find('\n', begin);
      std::string line = pem.substr(begin, end - begin);
      if (!line.empty() && line[0] != '-') lines.push_back(std::move(line));
      begin = end + 1;
    }
    return lines;
  }

  const Identity client_root_ = test::make_root("client root");
};

TEST_F(Secrets, OfAPrivateKeyAreNeverInTheLog) {
  ServerOptions options = trusted_server();
  options.client_ca = client_root_.certificate;
  const Identity client = test::make_client(client_root_);
  const std::string encrypted = test::encrypt_key(client.key, "open sesame");
  provision(kTag, Type::kClientCertificate, client.certificate);
  for (const std::string password : {"open sesame", "shut barley", ""}) {
    ASSERT_THAT(store_.write(kTag, Type::kClientPrivateKey, encrypted, password), Succeeds());
    pipe_ = Pipe{};
    ServerPeer server(options, pipe_);
    auto session = Session::create(settings_for(), store_, pipe_);
    EXPECT_EQ(session.has_value(), password == "open sesame");
    if (!session) continue;
    session_ = std::move(*session);
    EXPECT_THAT(drive_handshake(server), Succeeds()) << log();
  }
  EXPECT_THAT(log(), HasSubstr("agreed on"));
  expect_none_in_the_log({"open sesame", "shut barley"});
  expect_none_in_the_log(lines_of(client.key));
  expect_none_in_the_log(lines_of(encrypted));
}

TEST_F(Secrets, OfAPskAreNeverInTheLog) {
  const ServerOptions options = {.psk = "\xc0\xff\xee\xc0\xff\xee", .psk_identity = "modem"};
  provision(kTag, Type::kPskIdentity, "modem");
  for (const auto* key : {"c0ffeec0ffee", "decadedecade", "badc0ffeebadc0ffe"}) {
    provision(kTag, Type::kPsk, key);
    pipe_ = Pipe{};
    ServerPeer server(options, pipe_);
    auto session = Session::create(settings_for(""), store_, pipe_);
    if (!session) continue;
    session_ = std::move(*session);
    EXPECT_EQ(drive_handshake(server).has_value(), key == std::string("c0ffeec0ffee"));
  }
  EXPECT_THAT(log(), HasSubstr("refused"));
  expect_none_in_the_log({"c0ffee", "decade", options.psk, "\xde\xca\xde"});
}

}  // namespace
}  // namespace hostmodem::secure
