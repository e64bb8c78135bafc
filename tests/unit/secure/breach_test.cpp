#include "relayed_test.h"

// Records that break an established session, of either role.

namespace hostmodem::secure {
namespace {

using testing::IsEmpty;

/// The records of two sendings of the peer, on their way.
struct Sent {
  Protocol protocol;
  std::string first;
  std::string second;
};

struct Row {
  const char* name;
  std::size_t before;  ///< how many bytes of data arrive before the breach
  const char* reason;  ///< in the log
  /// What arrives instead.
  std::string (*change)(const Sent& sent);
};

std::string with(std::string record, std::size_t at, std::string_view bytes) {
  return record.replace(at, bytes.size(), bytes);
}

constexpr const char* kBadMac = "decryption failed or bad record mac";

const Row kRows[] = {
    {"AReplayedRecord", 5, kBadMac, [](const Sent& sent) { return sent.first + sent.first; }},
    {"ARecordTooEarly", 0, kBadMac, [](const Sent& sent) { return sent.second + sent.first; }},
    {"AMissingRecord", 0, kBadMac, [](const Sent& sent) { return sent.second; }},
    {"ATamperedRecord", 5, kBadMac,
     [](const Sent& sent) {
       std::string second = sent.second;
       second.back() = static_cast<char>(second.back() ^ 1);
       return sent.first + second;
     }},
    {"ATamperedContentType", 0, kBadMac,
     [](const Sent& sent) {
       return with(sent.first, 0, std::string(1, static_cast<char>(Content::kHandshake)));
     }},
    {"ATruncatedRecord", 0, kBadMac,
     [](const Sent& sent) {
       const std::size_t header = framing_of(sent.protocol).header;
       return make_record(
           sent.protocol, Content::kData,
           std::string_view(sent.first).substr(header, sent.first.size() - header - 1));
     }},
    {"AnEmptyRecord", 0, kBadMac,
     [](const Sent& sent) { return make_record(sent.protocol, Content::kData, ""); }},
    {"AnEndlessRecord", 5, "packet length too long",
     [](const Sent& sent) {
       return sent.first + with(sent.second, framing_of(sent.protocol).length_at, "\xff\xff");
     }},
    {"APlainAlert", 5, kBadMac,
     [](const Sent& sent) {
       return sent.first + make_record(sent.protocol, Content::kAlert, "\2\x28");
     }},
    {"APlainHello", 0, kBadMac,
     [](const Sent& sent) {
       return make_record(sent.protocol, Content::kHandshake, std::string(60, '\2'));
     }},
    {"APlainHeartbeat", 0, kBadMac,
     [](const Sent& sent) {
       return make_record(sent.protocol, Content::kHeartbeat, std::string(60, '\1'));
     }},
    {"APlainChangeCipherSpec", 0, kBadMac,
     [](const Sent& sent) { return make_record(sent.protocol, Content::kChangeCipherSpec, "\1"); }},
    {"UnknownContent", 0, kBadMac,
     [](const Sent& sent) {
       return make_record(sent.protocol, static_cast<Content>(99), std::string(60, 'x'));
     }},
    {"SomethingThatIsNoRecord", 5, "wrong version number",
     [](const Sent& sent) { return sent.first + "HTTP/1.1 400 Bad Request\r\n\r\n"; }},
};

class Breach : public RelayedTest, public testing::WithParamInterface<std::tuple<Protocol, Row>> {
 protected:
  void expect_breach(Role role) {
    const Protocol protocol = std::get<Protocol>(GetParam());
    const Row& row = std::get<Row>(GetParam());
    ASSERT_TRUE(open_with_peer(protocol, role));
    ASSERT_THAT(shake_hands(), Succeeds()) << log();
    const Sent sent{protocol, said_by_peer("first"), said_by_peer("second")};
    incoming().push(row.change(sent));

    EXPECT_EQ(receive(row.before), std::string("first").substr(0, row.before));
    EXPECT_THAT(own_alarms(), IsEmpty());
    std::byte byte{};
    EXPECT_THAT(session_->receive(std::span(&byte, 1), false), FailsWith(Errno::kConnAborted));
    expect_alarm(row.reason);
    EXPECT_THAT(session_->send(bytes_of("x")), FailsWith(Errno::kConnAborted));
    expect_alarm(row.reason);
  }
};

TEST_P(Breach, OfAClientIsAnAbort) { expect_breach(Role::kClient); }

TEST_P(Breach, OfAServerIsAnAbort) { expect_breach(Role::kServer); }

INSTANTIATE_TEST_SUITE_P(, Breach, over_each_protocol(kRows), name_of<Row>);

class AlertAfterTheHandshake : public RelayedTest, public testing::WithParamInterface<Protocol> {};

TEST_P(AlertAfterTheHandshake, IsAReset) {
  for (const Role role : {Role::kClient, Role::kServer}) {
    ASSERT_TRUE(open_with_peer(GetParam(), role));
    ASSERT_THAT(shake_hands(), Succeeds()) << log();
    // What the peer cannot decrypt provokes it.
    outgoing().push(make_record(GetParam(), Content::kData, std::string(60, 'x')));
    exchange();
    std::byte byte{};
    EXPECT_THAT(session_->receive(std::span(&byte, 1), false), FailsWith(Errno::kConnReset));
    expect_alarm("failed: the peer sent the alert \"bad record mac\"");
    EXPECT_THAT(session_->send(bytes_of("x")), FailsWith(Errno::kConnReset));
  }
}

INSTANTIATE_TEST_SUITE_P(, AlertAfterTheHandshake, testing::ValuesIn(kProtocols),
                         [](const auto& test) { return name_of(test.param); });

class Renegotiation : public RelayedTest, public testing::WithParamInterface<Protocol> {
 protected:
  /// The session under test has refused, and goes on. (OpenSSL as the peer does not.)
  void expect_refused_only(const std::string& alert) {
    std::byte byte{};
    EXPECT_THAT(session_->receive(std::span(&byte, 1), false), FailsWith(Errno::kAgain));
    EXPECT_THAT(session_->send(bytes_of("x")), Succeeds());
    exchange();
    EXPECT_EQ(alert, "no renegotiation");
    EXPECT_THAT(own_alarms(), IsEmpty());
  }
};

TEST_P(Renegotiation, AskedForByAServerIsRefusedAndTheSessionGoesOn) {
  ASSERT_TRUE(open_with_peer(GetParam(), Role::kClient));
  ASSERT_THAT(shake_hands(), Succeeds()) << log();
  server_peer_->renegotiate();
  server_peer_->write("data");
  exchange();
  EXPECT_EQ(receive(4), "data");
  expect_refused_only(server_peer_->alert());
}

TEST_P(Renegotiation, AskedForByAClientIsRefusedAndTheSessionGoesOn) {
  ASSERT_TRUE(open(GetParam(), server_settings(Proof::kServerCertificate)));
  face(ClientOptions{});
  ASSERT_THAT(shake_hands(), Succeeds()) << log();
  plain_client_->renegotiate();
  exchange();
  expect_refused_only(plain_client_->alert());
}

INSTANTIATE_TEST_SUITE_P(, Renegotiation, testing::ValuesIn(kProtocols),
                         [](const auto& test) { return name_of(test.param); });

}  // namespace
}  // namespace hostmodem::secure
