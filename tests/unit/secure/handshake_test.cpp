#include "secure/suites.h"
#include "session_test.h"

namespace hostmodem::secure {
namespace {

using testing::HasSubstr;
using testing::Not;

using Handshake = SessionTest;

TEST_F(Handshake, SucceedsWithAVerifiedServer) {
  ServerPeer server(trusted_server(), pipe_);
  ASSERT_THAT(connect(settings_for(), server), Succeeds()) << log();
  EXPECT_TRUE(server.established());
  EXPECT_EQ(session_->agreement().peer_name, "server.test");
  EXPECT_EQ(session_->agreement().tag, kTag);
  EXPECT_EQ(session_->agreement().suite, 0xc02b);
  EXPECT_EQ(session_->agreement().suite_name, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
  EXPECT_EQ(server.sni(), "server.test");
}

TEST_F(Handshake, NeedsNoHostname) {
  ServerPeer server(trusted_server(), pipe_);
  ASSERT_THAT(connect(settings_for(""), server), Succeeds()) << log();
  EXPECT_EQ(server.sni(), "");
  EXPECT_EQ(session_->agreement().peer_name, "");
  EXPECT_EQ(session_->agreement().tag, kTag);
}

TEST_F(Handshake, ChecksAnAddressWithoutSni) {
  const test::Identity root = test::make_root();
  provision_ca(root.certificate);
  const test::Identity identity =
      test::make_signed({.common_name = "by address", .ip = {"10.0.2.2", "fd00::2"}}, root);
  for (const char* address : {"10.0.2.2", "fd00::2"}) {
    ServerPeer server({.certificate = identity.certificate, .key = identity.key}, pipe_);
    ASSERT_THAT(connect(settings_for(address), server), Succeeds()) << log();
    EXPECT_EQ(server.sni(), "");
    EXPECT_EQ(session_->agreement().peer_name, address);
  }
}

TEST_F(Handshake, TakesAHostnameWithATrailingDot) {
  ServerPeer server(trusted_server(), pipe_);
  ASSERT_THAT(connect(settings_for("server.test."), server), Succeeds()) << log();
  EXPECT_EQ(server.sni(), "server.test");
}

TEST_F(Handshake, RefusesAHostnameThatCannotBeOne) {
  trusted_server();
  for (const std::string& name :
       {std::string(300, 'a'), std::string("a\0b", 3), std::string(".")}) {
    EXPECT_THAT(Session::create(settings_for(name), store_, pipe_), FailsWith(Errno::kInval));
  }
}

TEST_F(Handshake, SucceedsOverATransportOfSingleBytes) {
  pipe_.up.chunk = 1;
  pipe_.up.capacity = 7;
  pipe_.down.chunk = 1;
  pipe_.down.capacity = 5;
  ServerPeer server(trusted_server(), pipe_);
  EXPECT_THAT(connect(settings_for(), server), Succeeds()) << log();
}

TEST_F(Handshake, SucceedsOverATransportThatOftenBlocks) {
  pipe_.up.stutter = true;
  pipe_.up.chunk = 100;
  pipe_.down.stutter = true;
  ServerPeer server(trusted_server(), pipe_);
  EXPECT_THAT(connect(settings_for(), server), Succeeds()) << log();
}

TEST_F(Handshake, IsOverWhenItIsOver) {
  establish();
  EXPECT_THAT(session_->handshake(), Succeeds());
}

TEST_F(Handshake, LeavesErrnoAlone) {
  ServerPeer server(trusted_server(), pipe_);
  errno = 77;
  session_ = *Session::create(settings_for(), store_, pipe_);
  EXPECT_EQ(errno, 77);
  for (bool done = false; !done; server.step()) {
    errno = 77;
    done = session_->handshake().has_value();
    EXPECT_EQ(errno, 77);
  }
}

TEST_F(Handshake, NamesTheTagThatVouched) {
  const test::Identity root = test::make_root("root of 5");
  provision_ca(test::make_root("root of 4").certificate, 4);
  provision_ca(test::make_root("other root of 5").certificate + root.certificate, 5);
  const test::Identity identity = test::make_server(root);
  ServerPeer server({.certificate = identity.certificate, .key = identity.key}, pipe_);
  ASSERT_THAT(connect(settings_for("server.test", PeerVerify::kRequired, {4, 5}), server),
              Succeeds())
      << log();
  EXPECT_EQ(session_->agreement().tag, 5u);
}

TEST_F(Handshake, TrustsARootThroughAnIntermediateOfTheServer) {
  const test::Identity root = test::make_root();
  const test::Identity intermediate = test::make_intermediate(root);
  const test::Identity identity = test::make_server(intermediate);
  provision_ca(root.certificate);
  ServerPeer server(
      {.certificate = identity.certificate + intermediate.certificate, .key = identity.key}, pipe_);
  EXPECT_THAT(connect(settings_for(), server), Succeeds()) << log();
}

TEST_F(Handshake, TakesAnIntermediateAsTrustAnchor) {
  const test::Identity intermediate = test::make_intermediate(test::make_root());
  const test::Identity identity = test::make_server(intermediate);
  provision_ca(intermediate.certificate);
  ServerPeer server({.certificate = identity.certificate, .key = identity.key}, pipe_);
  ASSERT_THAT(connect(settings_for(), server), Succeeds()) << log();
  EXPECT_EQ(session_->agreement().tag, kTag);
}

TEST_F(Handshake, TakesTheServersOwnCertificateAsTrustAnchor) {
  const test::Identity identity =
      test::make_self_signed({.common_name = "server.test", .dns = {"server.test"}});
  provision_ca(identity.certificate);
  ServerPeer server({.certificate = identity.certificate, .key = identity.key}, pipe_);
  EXPECT_THAT(connect(settings_for(), server), Succeeds()) << log();
}

TEST_F(Handshake, IgnoresARequestForRenegotiation) {
  establish();
  server_->renegotiate();
  EXPECT_FALSE(session_->readable());
  server_->step();
  EXPECT_EQ(server_->alert(), "no renegotiation");
}

// Each suite alone, both ways round: the client offers only it, or the server accepts only it.

class EachSuite : public SessionTest, public testing::WithParamInterface<SuiteRow> {
 protected:
  ServerOptions server_for(const SuiteRow& row) {
    if (row.authentication == Authentication::kPsk) {
      provision(kTag, credentials::Type::kPsk, "00112233445566778899aabbccddeeff");
      provision(kTag, credentials::Type::kPskIdentity, "modem");
      return {.psk = std::string("\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff",
                                 16),
              .psk_identity = "modem"};
    }
    const test::Identity root = test::make_root();
    provision_ca(root.certificate);
    const bool rsa = row.authentication == Authentication::kRsa;
    const test::Identity identity = test::make_server(
        root, "server.test", rsa ? test::KeyKind::kRsa2048 : test::KeyKind::kP256);
    return {.certificate = identity.certificate, .key = identity.key};
  }
};

TEST_P(EachSuite, IsNegotiatedWhenTheServerHasOnlyIt) {
  ServerOptions options = server_for(GetParam());
  options.suites = std::string(GetParam().openssl_name);
  ServerPeer server(options, pipe_);
  ASSERT_THAT(connect(settings_for(), server), Succeeds()) << log();
  EXPECT_EQ(session_->agreement().suite, GetParam().id);
  EXPECT_EQ(session_->agreement().suite_name, GetParam().name);
  EXPECT_EQ(session_->agreement().tag, kTag);
  EXPECT_EQ(server.suite(), GetParam().openssl_name);
}

TEST_P(EachSuite, IsNegotiatedWhenTheApplicationAllowsOnlyIt) {
  ServerPeer server(server_for(GetParam()), pipe_);
  Settings settings = settings_for();
  settings.suites = {kRenegotiationInfoScsv, GetParam().id};
  ASSERT_THAT(connect(settings, server), Succeeds()) << log();
  EXPECT_EQ(session_->agreement().suite, GetParam().id);
}

INSTANTIATE_TEST_SUITE_P(Suites, EachSuite, testing::ValuesIn(suites().begin(), suites().end()),
                         [](const auto& each) { return std::string(each.param.name); });

}  // namespace
}  // namespace hostmodem::secure
