#include "protocol.h"
#include "session_test.h"

// What makes a server's certificate unacceptable, at each level of verification.

namespace hostmodem::secure {
namespace {

using test::CertificateSpec;
using test::Identity;
using test::KeyKind;
using test::Purpose;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct BadServer {
  const char* name;
  const char* reason;  ///< in the log
  /// Makes the server's certificate; `root` is what the modem trusts.
  Identity (*make)(const Identity& root);
};

const CertificateSpec kGood = {.common_name = "server.test", .dns = {"server.test"}};

CertificateSpec with(void (*change)(CertificateSpec&)) {
  CertificateSpec spec = kGood;
  change(spec);
  return spec;
}

const BadServer kBadServers[] = {
    {"UnknownCa", "unable to get local issuer certificate",
     [](const Identity&) { return test::make_server(test::make_root("somebody else")); }},
    {"SameNamedCa", "unable to get local issuer certificate",
     [](const Identity&) { return test::make_server(test::make_root()); }},
    {"MissingIntermediate", "unable to get local issuer certificate",
     [](const Identity& root) { return test::make_server(test::make_intermediate(root)); }},
    {"SelfSigned", "self-signed certificate",
     [](const Identity&) { return test::make_self_signed(kGood); }},
    {"Expired", "certificate has expired",
     [](const Identity& root) {
       return test::make_signed(with([](CertificateSpec& spec) {
                                  spec.valid_from_days = -20;
                                  spec.valid_to_days = -1;
                                }),
                                root);
     }},
    {"NotYetValid", "certificate is not yet valid",
     [](const Identity& root) {
       return test::make_signed(with([](CertificateSpec& spec) { spec.valid_from_days = 2; }),
                                root);
     }},
    {"OtherName", "hostname mismatch",
     [](const Identity& root) { return test::make_server(root, "other.test"); }},
    {"OnlyTheCommonNameFits", "hostname mismatch",
     [](const Identity& root) {
       return test::make_signed({.common_name = "server.test", .dns = {"other.test"}}, root);
     }},
    {"PartialWildcard", "hostname mismatch",
     [](const Identity& root) {
       return test::make_signed({.common_name = "wild", .dns = {"ser*.test"}}, root);
     }},
    {"ClientPurpose", "unsuitable certificate purpose",
     [](const Identity& root) {
       return test::make_signed(
           with([](CertificateSpec& spec) { spec.purpose = Purpose::kClient; }), root);
     }},
    {"AuthorityPurpose", "unsuitable certificate purpose",
     [](const Identity& root) {
       // An RSA key: of an ECDSA key OpenSSL wants the usage even when nothing is verified.
       return test::make_signed(with([](CertificateSpec& spec) {
                                  spec.purpose = Purpose::kAuthority;
                                  spec.key = KeyKind::kRsa2048;
                                }),
                                root);
     }},
    {"SignedByALeaf", "invalid CA certificate",
     [](const Identity& root) {
       const Identity leaf = test::make_server(root, "leaf.test");
       Identity server = test::make_server(leaf);
       server.certificate += leaf.certificate;
       return server;
     }},
    {"WeakKey", "EE certificate key too weak",
     [](const Identity& root) {
       return test::make_server(root, "server.test", KeyKind::kRsa1024);
     }},
    {"WeakKeyOfTheCa", "CA certificate key too weak",
     [](const Identity& root) {
       const Identity weak = test::make_signed(
           {.common_name = "weak", .purpose = Purpose::kAuthority, .key = KeyKind::kRsa1024}, root);
       Identity server = test::make_server(weak);
       server.certificate += weak.certificate;
       return server;
     }},
    {"TamperedSignature", "certificate signature failure",
     [](const Identity& root) { return test::tamper_signature(test::make_server(root)); }},
    {"Md5Signature", "CA signature digest algorithm too weak",
     [](const Identity& root) {
       // Of an RSA issuer: there is no ECDSA with MD5.
       const Identity above = test::make_signed(
           {.common_name = "above", .purpose = Purpose::kAuthority, .key = KeyKind::kRsa2048},
           root);
       Identity server =
           test::make_signed(with([](CertificateSpec& spec) { spec.digest = "MD5"; }), above);
       server.certificate += above.certificate;
       return server;
     }},
    {"Sha1Signature", "CA signature digest algorithm too weak",
     [](const Identity& root) {
       return test::make_signed(with([](CertificateSpec& spec) { spec.digest = "SHA1"; }), root);
     }},
};

class BadServers : public SessionTest,
                   public testing::WithParamInterface<std::tuple<Protocol, BadServer>> {
 protected:
  BadServers() {
    const Identity root = test::make_root();
    provision_ca(root.certificate);
    const Identity identity = row().make(root);
    options_ = over(protocol(), {.certificate = identity.certificate, .key = identity.key});
  }
  static const BadServer& row() { return std::get<BadServer>(GetParam()); }
  static Protocol protocol() { return std::get<Protocol>(GetParam()); }
  static Settings settings(PeerVerify verify) {
    return over(protocol(), settings_for("server.test", verify));
  }
  ServerOptions options_;
};

TEST_P(BadServers, IsRefusedWhenVerificationIsRequired) {
  ServerPeer server(options_, pipe_);
  EXPECT_THAT(connect(settings(PeerVerify::kRequired), server), FailsWith(Errno::kConnRefused));
  ASSERT_EQ(lines_.size(), 1u) << log();
  EXPECT_THAT(lines_[0],
              AllOf(HasSubstr("handshake with \"server.test\" refused: certificate verify failed"),
                    HasSubstr(row().reason), HasSubstr("security tag 42")));
  EXPECT_FALSE(server.established());
  EXPECT_THAT(server.alert(), Not(IsEmpty()));
  EXPECT_THAT(session_->handshake(), FailsWith(Errno::kConnRefused));
}

TEST_P(BadServers, IsAcceptedWithAWarningWhenVerificationIsOptional) {
  ServerPeer server(options_, pipe_);
  ASSERT_THAT(connect(settings(PeerVerify::kOptional), server), Succeeds());
  EXPECT_THAT(log(), AllOf(HasSubstr("\"server.test\" is not verified"), HasSubstr(row().reason),
                           HasSubstr("security tag 42")));
  EXPECT_EQ(session_->agreement().peer_name, "");
  EXPECT_EQ(session_->agreement().tag, std::nullopt);
  EXPECT_EQ(server.sni(), "server.test");
}

TEST_P(BadServers, IsAcceptedWithoutVerification) {
  ServerPeer server(options_, pipe_);
  ASSERT_THAT(connect(settings(PeerVerify::kNone), server), Succeeds());
  EXPECT_THAT(log(), Not(HasSubstr("verif")));
  EXPECT_EQ(session_->agreement().peer_name, "");
  EXPECT_EQ(session_->agreement().tag, std::nullopt);
  EXPECT_EQ(server.sni(), "server.test");
}

INSTANTIATE_TEST_SUITE_P(Certificates, BadServers, over_each_protocol(kBadServers),
                         name_of<BadServer>);

using Verification = SessionTest;

TEST_F(Verification, RequiredNeedsACa) {
  for (const auto& tags : {std::vector<credentials::SecTag>{}, {7}}) {
    EXPECT_THAT(
        Session::create(settings_for("server.test", PeerVerify::kRequired, tags), store_, pipe_),
        FailsWith(Errno::kConnRefused));
  }
  EXPECT_THAT(log(), AllOf(HasSubstr("no root CA"), HasSubstr("no security tags"),
                           HasSubstr("security tag 7")));
}

TEST_F(Verification, OptionalOrNoneNeedsNoCa) {
  const Identity identity = test::make_server(test::make_root());
  for (const PeerVerify verify : {PeerVerify::kOptional, PeerVerify::kNone}) {
    ServerPeer server({.certificate = identity.certificate, .key = identity.key}, pipe_);
    EXPECT_THAT(connect(settings_for("server.test", verify, {}), server), Succeeds()) << log();
  }
}

TEST_F(Verification, OptionalOfAGoodServerIsSilentAndNamesIt) {
  ServerPeer server(trusted_server(), pipe_);
  ASSERT_THAT(connect(settings_for("server.test", PeerVerify::kOptional), server), Succeeds());
  EXPECT_THAT(log(), Not(HasSubstr("not verified")));
  EXPECT_EQ(session_->agreement().peer_name, "server.test");
  EXPECT_EQ(session_->agreement().tag, kTag);
}

TEST_F(Verification, AnAddressThatIsNotInTheCertificateIsRefused) {
  ServerPeer server(trusted_server(), pipe_);
  EXPECT_THAT(connect(settings_for("10.0.2.2"), server), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), HasSubstr("IP address mismatch"));
}

TEST_F(Verification, WholeWildcardFitsOneLabel) {
  const Identity root = test::make_root();
  provision_ca(root.certificate);
  const Identity identity = test::make_server(root, "*.server.test");
  ServerPeer one({.certificate = identity.certificate, .key = identity.key}, pipe_);
  EXPECT_THAT(connect(settings_for("a.server.test"), one), Succeeds()) << log();
  ServerPeer two({.certificate = identity.certificate, .key = identity.key}, pipe_);
  EXPECT_THAT(connect(settings_for("a.b.server.test"), two), FailsWith(Errno::kConnRefused));
}

TEST_F(Verification, CommonNameServesWhenThereAreNoAlternativeNames) {
  const Identity root = test::make_root();
  provision_ca(root.certificate);
  const Identity identity = test::make_signed({.common_name = "server.test"}, root);
  ServerPeer server({.certificate = identity.certificate, .key = identity.key}, pipe_);
  EXPECT_THAT(connect(settings_for(), server), Succeeds()) << log();
}

TEST_F(Verification, SeveralTagsAreNamedInTheLog) {
  provision_ca(test::make_root("a").certificate, 4);
  provision_ca(test::make_root("b").certificate, 5);
  const Identity identity = test::make_server(test::make_root("c"));
  ServerPeer server({.certificate = identity.certificate, .key = identity.key}, pipe_);
  EXPECT_THAT(connect(settings_for("server.test", PeerVerify::kRequired, {4, 5}), server),
              FailsWith(Errno::kConnRefused));
  EXPECT_THAT(log(), HasSubstr("security tags 4, 5"));
}

}  // namespace
}  // namespace hostmodem::secure
