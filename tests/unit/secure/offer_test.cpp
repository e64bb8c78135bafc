#include "relayed_test.h"

// Peers that speak something else than the modem: other versions, other suites.

namespace hostmodem::secure {
namespace {

/// What the peer speaks, and what the session's log says of a server and of a client like that.
struct Offer {
  const char* name;
  int version;
  const char* suites;
  const char* of_server;
  const char* of_client;
};

constexpr const char* kAll = "ALL:COMPLEMENTOFALL:!eNULL:!aNULL";
constexpr const char* kNotOffered =
    "protocol error: unsupported protocol (only TLS 1.2 is offered)";
constexpr const char* kNotSpoken = "protocol error: unsupported protocol (only TLS 1.2 is spoken)";

constexpr Offer kOffers[] = {
    {"OnlyTls10", TLS1_VERSION, kAll, kNotOffered, kNotSpoken},
    {"OnlyTls11", TLS1_1_VERSION, kAll, kNotOffered, kNotSpoken},
    {"OnlyTls13", TLS1_3_VERSION, kAll,
     "the peer sent the alert \"protocol version\" (only TLS 1.2 is offered)", kNotSpoken},
    {"OnlyAnotherSuite", TLS1_2_VERSION, "ECDHE-ECDSA-CHACHA20-POLY1305",
     "the peer sent the alert \"handshake failure\" (no common cipher suite",
     "protocol error: no shared cipher (no common cipher suite)"},
    {"OnlySuitesWithoutForwardSecrecy", TLS1_2_VERSION, "AES128-GCM-SHA256",
     "the peer sent the alert \"handshake failure\" (no common cipher suite",
     "protocol error: no shared cipher (no common cipher suite)"},
};

class AnotherOffer : public RelayedTest,
                     public testing::WithParamInterface<std::tuple<Protocol, Offer>> {
 protected:
  static Protocol protocol() { return std::get<Protocol>(GetParam()); }
  static const Offer& offer() { return std::get<Offer>(GetParam()); }
};

TEST_P(AnotherOffer, OfAServerIsRefused) {
  const test::Identity server = test::make_server(root_, "server.test", test::KeyKind::kRsa2048);
  ASSERT_TRUE(open(protocol(), client_settings(Proof::kServerCertificate)));
  face(ServerOptions{.certificate = server.certificate,
                     .key = server.key,
                     .min_version = offer().version,
                     .max_version = offer().version,
                     .suites = offer().suites});
  EXPECT_THAT(shake_hands(), FailsWith(Errno::kConnRefused));
  expect_alarm(offer().of_server);
}

TEST_P(AnotherOffer, OfAClientIsRefused) {
  ASSERT_TRUE(open(protocol(), server_settings(Proof::kServerCertificate)));
  face(ClientOptions{
      .min_version = offer().version, .max_version = offer().version, .suites = offer().suites});
  EXPECT_THAT(shake_hands(), FailsWith(Errno::kConnRefused));
  expect_alarm(offer().of_client);
  EXPECT_FALSE(plain_client_->alert().empty());
}

INSTANTIATE_TEST_SUITE_P(, AnotherOffer, over_each_protocol(kOffers), name_of<Offer>);

}  // namespace
}  // namespace hostmodem::secure
