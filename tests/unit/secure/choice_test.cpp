#include <openssl/tls1.h>

#include "secure/psk.h"
#include "session_test.h"

// One of the matching tags is used: which of several certificates and keys a client takes.

namespace hostmodem::secure {
namespace {

using credentials::Type;
using test::Identity;
using test::KeyKind;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ClientsChoice : public SessionTest {
 protected:
  static constexpr credentials::SecTag kFirst = 6;
  static constexpr credentials::SecTag kSecond = 7;

  ClientsChoice() {
    options_ = trusted_server();
    options_.client_ca = root_.certificate;
  }

  /// What the server sees, of a client with these certificates under two tags.
  std::string shown(const Identity& first, const Identity& second) {
    provision_client(first, kFirst);
    provision_client(second, kSecond);
    ServerPeer server(options_, pipe_);
    const Status status = connect(
        settings_for("server.test", PeerVerify::kRequired, {kTag, kFirst, kSecond}), server);
    EXPECT_THAT(status, Succeeds()) << log();
    return server.client_name();
  }

  const Identity root_ = test::make_root("root of the clients");
  const Identity other_root_ = test::make_root("root of others");
  ServerOptions options_;
};

TEST_F(ClientsChoice, IsTheFirstWhenTheServerNamesNoAuthority) {
  EXPECT_EQ(shown(test::make_client(root_, "first"), test::make_client(root_, "second")), "first");
  EXPECT_EQ(session_->agreement().shown, kFirst);
  EXPECT_EQ(session_->agreement().tag, kTag);
  EXPECT_THAT(log(), HasSubstr("(security tags 42, 6, 7; 42 is used; the certificate of 6 is "
                               "shown)"));
}

TEST_F(ClientsChoice, IsOfAnAuthorityThatTheServerNames) {
  options_.client_authorities = root_.certificate;
  EXPECT_EQ(shown(test::make_client(other_root_, "first"), test::make_client(root_, "second")),
            "second");
  EXPECT_EQ(session_->agreement().shown, kSecond);
}

TEST_F(ClientsChoice, IsTheFirstOfSeveralThatFit) {
  options_.client_authorities = other_root_.certificate + root_.certificate;
  EXPECT_EQ(shown(test::make_client(root_, "first"), test::make_client(root_, "second")), "first");
}

TEST_F(ClientsChoice, FindsTheAuthorityAtTheEndOfAChain) {
  options_.client_authorities = root_.certificate;
  const Identity intermediate = test::make_intermediate(root_);
  Identity second = test::make_client(intermediate, "second");
  second.certificate += intermediate.certificate;
  EXPECT_EQ(shown(test::make_client(other_root_, "first"), second), "second");
}

TEST_F(ClientsChoice, FitsTheSignatureAlgorithms) {
  options_.client_algorithms = "RSA+SHA256";
  EXPECT_EQ(shown(test::make_client(root_, "first"),
                  test::make_client(root_, "second", KeyKind::kRsa2048)),
            "second");
}

TEST_F(ClientsChoice, FitsTheKindsOfKeys) {
  options_.client_kinds = {TLS_CT_ECDSA_SIGN};
  EXPECT_EQ(shown(test::make_client(root_, "first", KeyKind::kRsa2048),
                  test::make_client(root_, "second")),
            "second");
}

TEST_F(ClientsChoice, IsTheFirstWhenNoKindOfKeyFitsAndNoAuthorityIsNamed) {
  options_.client_kinds = {TLS_CT_ECDSA_SIGN};
  EXPECT_EQ(shown(test::make_client(root_, "first", KeyKind::kRsa2048),
                  test::make_client(root_, "second", KeyKind::kRsa2048)),
            "first");
}

TEST_F(ClientsChoice, IsNoneWhenNoneCanSignAndTheServerMayGoOn) {
  options_.client_optional = true;
  options_.client_algorithms = "RSA+SHA256";
  EXPECT_EQ(shown(test::make_client(root_, "first"), test::make_client(root_, "second")), "");
  EXPECT_EQ(session_->agreement().shown, std::nullopt);
  EXPECT_THAT(log(), AllOf(HasSubstr("agreed on"), HasSubstr("it accepts: none was sent")));
}

TEST_F(ClientsChoice, IsNoneWhenNoneCanSignAndTheServerDecides) {
  options_.client_algorithms = "RSA+SHA256";
  provision_client(test::make_client(root_));
  ServerPeer server(options_, pipe_);
  EXPECT_THAT(connect(settings_for(), server), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), AllOf(HasSubstr("refused"), HasSubstr("it accepts: none was sent"),
                           Not(HasSubstr("is shown"))));
}

TEST_F(ClientsChoice, WasNoneWhenTheServerNamedARootAndTheIntermediateWasNotProvisioned) {
  options_.client_authorities = root_.certificate;
  const Identity intermediate = test::make_intermediate(root_);
  options_.client_ca = intermediate.certificate + root_.certificate;
  EXPECT_EQ(
      shown(test::make_client(intermediate, "first"), test::make_client(other_root_, "second")),
      "first");
}

TEST_F(ClientsChoice, IsNamedWhenTheServerRefusesIt) {
  provision_client(test::make_client(other_root_), kFirst);
  ServerPeer server(options_, pipe_);
  EXPECT_THAT(connect(settings_for("server.test", PeerVerify::kRequired, {kTag, kFirst}), server),
              FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), HasSubstr("(security tags 42, 6; the certificate of 6 is shown)"));
}

class ClientsPsk : public SessionTest {
 protected:
  ClientsPsk() {
    provision(6, Type::kPsk, "c0ffee");
    provision(6, Type::kPskIdentity, "first");
    provision(7, Type::kPsk, "decade");
    provision(7, Type::kPskIdentity, "second");
  }
  /// The tag whose key is used.
  std::optional<credentials::SecTag> used(const ServerOptions& options) {
    ServerPeer server(options, pipe_);
    EXPECT_THAT(connect(settings_for("", PeerVerify::kRequired, {6, 7}), server), Succeeds())
        << log();
    return session_->agreement().tag;
  }

  const ServerOptions first_ = {.psk = "\xc0\xff\xee", .psk_identity = "first"};
  const ServerOptions second_ = {.psk = "\xde\xca\xde", .psk_identity = "second"};
};

TEST_F(ClientsPsk, IsTheFirstWithoutAHint) { EXPECT_EQ(used(first_), 6U); }

TEST_F(ClientsPsk, IsTheOneThatTheServerHintsAt) {
  ServerOptions options = second_;
  options.psk_hint = "second";
  EXPECT_EQ(used(options), 7U);
  EXPECT_THAT(log(), HasSubstr("(security tags 6, 7; 7 is used)"));
}

TEST_F(ClientsPsk, IsTheFirstWhenTheHintIsNoneOfTheIdentities) {
  ServerOptions options = first_;
  options.psk_hint = "a server of keys";
  EXPECT_EQ(used(options), 6U);
}

TEST_F(ClientsPsk, IsNamedWhenItIsRefused) {
  ServerPeer server(second_, pipe_);
  EXPECT_THAT(connect(settings_for("", PeerVerify::kRequired, {6, 7}), server),
              FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), HasSubstr("(security tags 6, 7; 6 is used)"));
}

TEST(PskChoice, OfTheSameIdentityIsTheFirst) {
  std::vector<Psk> psks(2);
  psks[0].identity = psks[1].identity = "me";
  EXPECT_EQ(find_psk(psks, "me"), &psks[0]);
  EXPECT_EQ(choose_psk(psks, "me"), &psks[0]);
  EXPECT_EQ(find_psk(psks, "m"), nullptr);
  EXPECT_EQ(choose_psk({}, "me"), nullptr);
}

TEST(PskChoice, IsNotCopiedWhereThereIsNoRoom) {
  Psk psk;
  psk.identity = "abc";
  psk.key = {1, 2, 3};
  std::array<char, 4> identity{'x', 'x', 'x', 'x'};
  std::array<unsigned char, 3> key{};
  EXPECT_FALSE(copy_identity(psk, std::span(identity).first(3)));
  EXPECT_TRUE(copy_identity(psk, identity));
  EXPECT_STREQ(identity.data(), "abc");
  EXPECT_EQ(copy_key(&psk, std::span(key).first(2)), 0U);
  EXPECT_EQ(copy_key(&psk, key), 3U);
  EXPECT_EQ(copy_key(nullptr, key), 0U);
}

}  // namespace
}  // namespace hostmodem::secure
