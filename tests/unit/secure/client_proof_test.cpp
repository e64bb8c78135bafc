#include "relayed_test.h"

// What a client shows to a server of the modem, and must not; and keys that only one side has.

namespace hostmodem::secure {
namespace {

using credentials::Type;
using test::CertificateSpec;
using test::Identity;
using test::Purpose;

constexpr credentials::SecTag kBadTag = 50;

struct BadClient {
  const char* name;
  const char* reason;  ///< in the log
  /// Makes the client's certificate; `root` is what the server trusts.
  Identity (*make)(const Identity& root);
};

CertificateSpec with(void (*change)(CertificateSpec&)) {
  CertificateSpec spec = {.common_name = "client.test", .purpose = Purpose::kClient};
  change(spec);
  return spec;
}

const BadClient kBadClients[] = {
    {"UnknownCa", "unable to get local issuer certificate",
     [](const Identity&) { return test::make_client(test::make_root("somebody else")); }},
    {"SelfSigned", "self-signed certificate",
     [](const Identity&) { return test::make_self_signed(with([](CertificateSpec&) {})); }},
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
    {"ServerPurpose", "unsuitable certificate purpose",
     [](const Identity& root) { return test::make_server(root); }},
    {"WeakKey", "EE certificate key too weak",
     [](const Identity& root) {
       return test::make_client(root, "client.test", test::KeyKind::kRsa1024);
     }},
    {"Sha1Signature", "CA signature digest algorithm too weak",
     [](const Identity& root) {
       return test::make_signed(with([](CertificateSpec& spec) { spec.digest = "SHA1"; }), root);
     }},
    {"TamperedSignature", "certificate signature failure",
     [](const Identity& root) { return test::tamper_signature(test::make_client(root)); }},
};

class BadClients : public RelayedTest,
                   public testing::WithParamInterface<std::tuple<Protocol, BadClient>> {
 protected:
  BadClients() {
    provision_ca(root_.certificate, kBadTag);
    provision_client(row().make(client_root_), kBadTag);
  }
  static const BadClient& row() { return std::get<BadClient>(GetParam()); }
  static Protocol protocol() { return std::get<Protocol>(GetParam()); }
  static Settings bad_client() {
    return settings_for("server.test", PeerVerify::kRequired, {kBadTag});
  }
};

TEST_P(BadClients, IsRefusedWhenACertificateIsRequired) {
  ASSERT_TRUE(open(protocol(), server_settings(Proof::kBothCertificates)));
  face(bad_client());
  EXPECT_THAT(shake_hands(), FailsWith(Errno::kConnRefused));
  expect_alarm(row().reason);
}

TEST_P(BadClients, IsToldByTheServersAlert) {
  ASSERT_TRUE(open(protocol(), bad_client()));
  const Identity server = test::make_server(root_);
  face(ServerOptions{
      .certificate = server.certificate, .key = server.key, .client_ca = client_root_.certificate});
  EXPECT_THAT(shake_hands(), FailsWith(Errno::kConnRefused));
  expect_alarm("the peer sent the alert");
}

INSTANTIATE_TEST_SUITE_P(, BadClients, over_each_protocol(kBadClients), name_of<BadClient>);

class ClientProof : public RelayedTest, public testing::WithParamInterface<Protocol> {};

TEST_P(ClientProof, ThatIsMissingIsRefusedByTheServer) {
  provision_ca(root_.certificate, kBadTag);
  ASSERT_TRUE(open(GetParam(), server_settings(Proof::kBothCertificates)));
  face(settings_for("server.test", PeerVerify::kRequired, {kBadTag}));
  EXPECT_THAT(shake_hands(), FailsWith(Errno::kConnRefused));
  expect_alarm("peer did not return a certificate");
}

TEST_P(ClientProof, ThatIsMissingIsToldApartByTheClient) {
  provision_ca(root_.certificate, kBadTag);
  ASSERT_TRUE(open(GetParam(), settings_for("server.test", PeerVerify::kRequired, {kBadTag})));
  const Identity server = test::make_server(root_);
  face(ServerOptions{
      .certificate = server.certificate, .key = server.key, .client_ca = client_root_.certificate});
  EXPECT_THAT(shake_hands(), FailsWith(Errno::kConnRefused));
  expect_alarm("it asked for a client certificate, and no tag has one");
}

INSTANTIATE_TEST_SUITE_P(, ClientProof, testing::ValuesIn(kProtocols),
                         [](const auto& test) { return name_of(test.param); });

/// A PSK and an identity of which the other side, "modem", has another.
struct BadPsk {
  const char* name;
  const char* key;
  const char* identity;
  const char* of_client;  ///< in the log of a client that has them
  const char* of_server;  ///< in the log of a server that meets such a client
};

constexpr BadPsk kBadPsks[] = {
    {"AnotherKey", "ffeeddccbbaa99887766554433221100", "modem",
     "alert \"bad record mac\" (it has another PSK for this identity)",
     "decryption failed or bad record mac (it has another PSK for this identity)"},
    {"AShorterKey", "0011", "modem",
     "alert \"bad record mac\" (it has another PSK for this identity)",
     "decryption failed or bad record mac (it has another PSK for this identity)"},
    {"AnotherIdentity", "00112233445566778899aabbccddeeff", "stranger",
     "alert \"unknown PSK identity\" (it does not know the PSK)",
     "psk identity not found (no tag has its PSK)"},
};

class BadPsks : public RelayedTest,
                public testing::WithParamInterface<std::tuple<Protocol, BadPsk>> {
 protected:
  BadPsks() {
    provision(kBadTag, Type::kPsk, row().key);
    provision(kBadTag, Type::kPskIdentity, row().identity);
  }
  static const BadPsk& row() { return std::get<BadPsk>(GetParam()); }
  static Protocol protocol() { return std::get<Protocol>(GetParam()); }
  static Settings bad_client() { return settings_for("", PeerVerify::kRequired, {kBadTag}); }
};

TEST_P(BadPsks, IsRefusedByAServer) {
  ASSERT_TRUE(open(protocol(), server_settings(Proof::kPsk)));
  face(bad_client());
  EXPECT_THAT(shake_hands(), FailsWith(Errno::kConnRefused));
  expect_alarm(row().of_server);
}

TEST_P(BadPsks, IsToldByTheServersAlert) {
  ASSERT_TRUE(open(protocol(), bad_client()));
  face(psk_server());
  EXPECT_THAT(shake_hands(), FailsWith(Errno::kConnRefused));
  expect_alarm(row().of_client);
}

INSTANTIATE_TEST_SUITE_P(, BadPsks, over_each_protocol(kBadPsks), name_of<BadPsk>);

}  // namespace
}  // namespace hostmodem::secure
