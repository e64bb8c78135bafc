#include "relayed_test.h"

// Alerts of the peer: in place of its first flight, and on an established session.

namespace hostmodem::secure {
namespace {

using testing::IsEmpty;

/// RFC: 5246 7.2, 4279 2, 6066 9, 7301 3.2, 7507 3, 8446 6
struct Alert {
  const char* name;
  char number;
  const char* in_the_log;
};

constexpr Alert kFatalAlerts[] = {
    {"UnexpectedMessage", 10, "alert \"unexpected_message\""},
    {"BadRecordMac", 20, "alert \"bad record mac\""},
    {"DecryptionFailed", 21, "alert \"decryption failed\""},
    {"RecordOverflow", 22, "alert \"record overflow\""},
    {"DecompressionFailure", 30, "alert \"decompression failure\""},
    {"HandshakeFailure", 40, "alert \"handshake failure\""},
    {"NoCertificate", 41, "alert \"no certificate\""},
    {"BadCertificate", 42, "alert \"bad certificate\""},
    {"UnsupportedCertificate", 43, "alert \"unsupported certificate\""},
    {"CertificateRevoked", 44, "alert \"certificate revoked\""},
    {"CertificateExpired", 45, "alert \"certificate expired\""},
    {"CertificateUnknown", 46, "alert \"certificate unknown\""},
    {"IllegalParameter", 47, "alert \"illegal parameter\""},
    {"UnknownCa", 48, "alert \"unknown CA\""},
    {"AccessDenied", 49, "alert \"access denied\""},
    {"DecodeError", 50, "alert \"decode error\""},
    {"DecryptError", 51, "alert \"decrypt error\""},
    {"ExportRestriction", 60, "alert \"export restriction\""},
    {"ProtocolVersion", 70, "alert \"protocol version\""},
    {"InsufficientSecurity", 71, "alert \"insufficient security\""},
    {"InternalError", 80, "alert \"internal error\""},
    {"InappropriateFallback", 86, "alert 86"},
    {"UserCanceled", 90, "alert \"user canceled\""},
    {"NoRenegotiation", 100, "alert \"no renegotiation\""},
    {"MissingExtension", 109, "alert 109"},
    {"UnsupportedExtension", 110, "alert \"unsupported extension\""},
    {"CertificateUnobtainable", 111, "alert \"certificate unobtainable\""},
    {"UnrecognizedName", 112, "alert \"unrecognized name\""},
    {"BadCertificateStatusResponse", 113, "alert \"bad certificate status response\""},
    {"BadCertificateHashValue", 114, "alert \"bad certificate hash value\""},
    {"UnknownPskIdentity", 115, "alert \"unknown PSK identity\""},
    {"CertificateRequired", 116, "alert 116"},
    {"NoApplicationProtocol", 120, "alert \"no application protocol\""},
    {"OfNobody", 127, "alert 127"},
};

constexpr Role kRoles[] = {Role::kClient, Role::kServer};

constexpr char kWarning = 1;
constexpr char kFatal = 2;

std::string make_alert(Protocol protocol, char level, char number) {
  return make_record(protocol, Content::kAlert, std::string({level, number}));
}

class FatalAlert : public RelayedTest,
                   public testing::WithParamInterface<std::tuple<Protocol, Alert>> {
 protected:
  static Protocol protocol() { return std::get<Protocol>(GetParam()); }
  static const Alert& alert() { return std::get<Alert>(GetParam()); }
};

TEST_P(FatalAlert, InPlaceOfTheFirstFlightOfAServerIsARefusal) {
  ASSERT_TRUE(open_with_peer(protocol(), Role::kClient));
  const auto only_alert = [&](std::size_t index, const std::string&) {
    return index == 0 ? make_alert(protocol(), kFatal, alert().number) : std::string();
  };
  EXPECT_THAT(shake_hands(only_alert), FailsWith(Errno::kConnRefused));
  expect_alarm(alert().in_the_log);
}

TEST_P(FatalAlert, InPlaceOfTheLastFlightIsARefusal) {
  for (const Role role : kRoles) {
    ASSERT_TRUE(open_with_peer(protocol(), role));
    const auto alert_at_last = [&](std::size_t, const std::string& record) {
      return content_of(record) == Content::kChangeCipherSpec
                 ? make_alert(protocol(), kFatal, alert().number)
                 : record;
    };
    EXPECT_THAT(shake_hands(alert_at_last), FailsWith(Errno::kConnRefused));
    expect_alarm(alert().in_the_log);
  }
}

INSTANTIATE_TEST_SUITE_P(, FatalAlert, over_each_protocol(kFatalAlerts), name_of<Alert>);

class OtherAlert : public RelayedTest, public testing::WithParamInterface<Protocol> {};

TEST_P(OtherAlert, ThatClosesInTheHandshakeWasAnUnknownProtocolError) {
  for (const Role role : kRoles) {
    ASSERT_TRUE(open_with_peer(GetParam(), role));
    const auto close_notify = [&](std::size_t index, const std::string& record) {
      return index == 1 ? make_alert(GetParam(), kWarning, 0) : record;
    };
    EXPECT_THAT(shake_hands(close_notify), FailsWith(Errno::kConnRefused));
    expect_alarm("refused: the peer closed the connection");
  }
}

TEST_P(OtherAlert, InPlaceOfTheHelloOfAClientIsNoHello) {
  for (const char level : {kWarning, kFatal}) {
    ASSERT_TRUE(open_with_peer(GetParam(), Role::kServer));
    const auto only_alert = [&](std::size_t, const std::string&) {
      return make_alert(GetParam(), level, 0);
    };
    EXPECT_THAT(shake_hands(only_alert), FailsWith(Errno::kConnRefused));
    expect_alarm("unexpected message");
  }
}

TEST_P(OtherAlert, ThatOnlyWarnsIsNoRefusal) {
  for (const Role role : kRoles) {
    ASSERT_TRUE(open_with_peer(GetParam(), role));
    // "unrecognized name", as of a server that has no certificate of its own for the name.
    const auto warn = [&](std::size_t index, const std::string& record) {
      const std::string warning = make_alert(GetParam(), kWarning, 112);
      return (index == 1 ? warning : std::string()) + record;
    };
    EXPECT_THAT(shake_hands(warn), Succeeds()) << log();
    EXPECT_THAT(own_alarms(), IsEmpty());
  }
}

INSTANTIATE_TEST_SUITE_P(, OtherAlert, testing::ValuesIn(kProtocols),
                         [](const auto& test) { return name_of(test.param); });

}  // namespace
}  // namespace hostmodem::secure
