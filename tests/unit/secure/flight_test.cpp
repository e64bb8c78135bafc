#include <algorithm>

#include "relayed_test.h"

// Flights that are not what they should be: changed, doubled, in another order, of other things.

namespace hostmodem::secure {
namespace {

/// A record of the peer on its way, and what may be asked about it and done to it.
struct Passing {
  Protocol protocol;
  std::size_t index;
  bool encrypted;
  const std::string& record;

  [[nodiscard]] bool is(Message message) const {
    return !encrypted && begins_with(record, protocol, message);
  }
  [[nodiscard]] bool is_finished() const {
    return encrypted && content_of(record) == Content::kHandshake;
  }
  [[nodiscard]] bool is_change_cipher_spec() const {
    return content_of(record) == Content::kChangeCipherSpec;
  }
  [[nodiscard]] bool is_first() const { return index == 0; }

  /// Where the message's own bytes begin.
  [[nodiscard]] std::size_t message() const {
    return framing_of(protocol).header + framing_of(protocol).message_header;
  }
  /// Where what follows the session identifier in a hello is. RFC: 5246 7.4.1.2
  [[nodiscard]] std::size_t after_session_id() const {
    const std::size_t length_at = message() + 2 + 32;
    return length_at + 1 + static_cast<std::uint8_t>(record[length_at]);
  }
  [[nodiscard]] std::string with(std::size_t at, std::string_view bytes) const {
    return std::string(record).replace(at, bytes.size(), bytes);
  }
  /// With one bit of its last byte changed.
  [[nodiscard]] std::string tampered() const {
    return record.substr(0, record.size() - 1) + static_cast<char>(record.back() ^ 1);
  }
  [[nodiscard]] std::string make(Content content, std::string_view body) const {
    return make_record(protocol, content, body);
  }
};

struct Row {
  const char* name;
  Role role;  ///< of the session under test
  Proof proof;
  const char* reason;  ///< in the log
  /// What arrives in place of a record.
  std::string (*change)(const Passing& it);
};

constexpr Role kClient = Role::kClient;
constexpr Role kServer = Role::kServer;
constexpr Proof kOne = Proof::kServerCertificate;
constexpr Proof kBoth = Proof::kBothCertificates;

// What may be done to the flight of either side.

std::string change_finished(const Passing& it) {
  return it.is_finished() ? it.tampered() : it.record;
}
std::string drop_change_cipher_spec(const Passing& it) {
  return it.is_change_cipher_spec() ? "" : it.record;
}
std::string double_change_cipher_spec(const Passing& it) {
  return it.is_change_cipher_spec() ? it.record + it.record : it.record;
}
std::string change_cipher_spec_first(const Passing& it) {
  return it.is_first() ? it.make(Content::kChangeCipherSpec, "\1") + it.record : it.record;
}
std::string double_first(const Passing& it) {
  return it.is_first() ? it.record + it.record : it.record;
}
std::string drop_first(const Passing& it) { return it.is_first() ? "" : it.record; }
std::string change_certificate(const Passing& it) {
  return it.is(Message::kCertificate) ? it.tampered() : it.record;
}
std::string drop_certificate(const Passing& it) {
  return it.is(Message::kCertificate) ? "" : it.record;
}
std::string empty_certificate(const Passing& it) {
  return it.is(Message::kCertificate)
             ? it.make(Content::kHandshake, std::string_view("\x0b\0\0\3\0\0\0", 7))
             : it.record;
}
std::string endless_message(const Passing& it) {
  const std::size_t length = framing_of(it.protocol).header + 1;
  return it.is_first() ? it.with(length, "\xff\xff\xff") : it.record;
}
std::string endless_record(const Passing& it) {
  return it.is_first() ? it.with(framing_of(it.protocol).length_at, "\xff\xff") : it.record;
}
/// The last ten bytes are missing: those of the next record are taken for them.
std::string short_record(const Passing& it) {
  const std::string_view all = it.record;
  const std::size_t header = framing_of(it.protocol).header;
  return it.is_first() ? it.make(content_of(all), all.substr(header, all.size() - header - 10))
                       : it.record;
}
std::string short_alert(const Passing& it) {
  return it.is_first() ? it.make(Content::kAlert, "\2") : it.record;
}
std::string many_warnings(const Passing& it) {
  std::string warnings;
  for (int i = 0; i < 10; ++i) warnings += it.make(Content::kAlert, "\1\x5a");
  return it.is_first() ? warnings + it.record : it.record;
}
std::string early_data(const Passing& it) {
  return it.is_change_cipher_spec() ? it.make(Content::kData, "data") + it.record : it.record;
}
std::string heartbeat(const Passing& it) {
  return it.is_first() ? it.make(Content::kHeartbeat, std::string_view("\1\0\1x", 4)) + it.record
                       : it.record;
}
std::string unknown_content(const Passing& it) {
  return it.is_first() ? it.make(static_cast<Content>(99), "data") + it.record : it.record;
}
std::string unknown_message(const Passing& it) {
  return it.is_first() ? it.with(framing_of(it.protocol).header, "\x63") : it.record;
}
std::string old_version(const Passing& it) {
  return it.is_first() ? it.with(it.message(), "\3\2") : it.record;
}
std::string http(const Passing& it) {
  return it.is_first() ? "HTTP/1.1 400 Bad Request\r\n\r\n" : "";
}
std::string noise(const Passing& it) { return it.is_first() ? pattern(1000) : ""; }

// Of a server.

std::string unoffered_suite(const Passing& it) {
  return it.is(Message::kServerHello)
             ? it.with(it.after_session_id(), std::string_view("\xcc\xa9", 2))
             : it.record;
}
std::string chosen_compression(const Passing& it) {
  return it.is(Message::kServerHello) ? it.with(it.after_session_id() + 2, "\1") : it.record;
}
std::string certificate_request_after_done(const Passing& it) {
  // For an ECDSA certificate signed with SHA-256, of any authority.
  constexpr std::string_view kRequest("\x0d\0\0\x08\1\x40\0\2\4\3\0\0", 12);
  return it.is(Message::kServerHelloDone) ? it.record + it.make(Content::kHandshake, kRequest)
                                          : it.record;
}
std::string hello_of_ssl2(const Passing& it) {
  // SERVER-HELLO of SSL 2: no certificate, no cipher, a connection identifier of 16 bytes.
  constexpr std::string_view kHello("\x80\x1b\4\0\0\0\2\0\0\0\0\0\x10", 13);
  return it.is_first() ? std::string(kHello) + std::string(16, 'c') : "";
}
std::string swapped_random(const Passing& it) {
  return it.is_first() ? it.with(it.message() + 2 + 20, "another") : it.record;
}

// Of a client.

std::string hello_in_ssl2(const Passing& it, std::string_view version) {
  // CLIENT-HELLO of SSL 2: one cipher, no session, a challenge of 16 bytes.
  std::string hello("\x80\x1c\1\0\2\0\3\0\0\0\x10\1\0\x80", 14);
  hello.replace(3, 2, version);
  return it.is_first() ? hello + std::string(16, 'c') : "";
}
std::string no_null_compression(const Passing& it) {
  // After the suites: how many methods, and the first.
  const std::size_t suites_at = it.after_session_id();
  const auto byte = [&](std::size_t at) -> std::size_t {
    return static_cast<std::uint8_t>(it.record[at]);
  };
  const std::size_t suites = byte(suites_at) << 8 | byte(suites_at + 1);
  return it.is_first() ? it.with(suites_at + 2 + suites + 1, "\1") : it.record;
}
std::string change_certificate_verify(const Passing& it) {
  return it.is(Message::kCertificateVerify) ? it.tampered() : it.record;
}
std::string drop_certificate_verify(const Passing& it) {
  return it.is(Message::kCertificateVerify) ? "" : it.record;
}
std::string change_client_key(const Passing& it) {
  return it.is(Message::kClientKeyExchange) ? it.tampered() : it.record;
}
std::string drop_client_key(const Passing& it) {
  return it.is(Message::kClientKeyExchange) ? "" : it.record;
}
std::string unasked_certificate(const Passing& it) {
  return it.is(Message::kClientKeyExchange)
             ? it.make(Content::kHandshake, std::string_view("\x0b\0\0\3\0\0\0", 7)) + it.record
             : it.record;
}

constexpr const char* kUnexpected = "unexpected message";
constexpr const char* kBadMac = "decryption failed or bad record mac";

const Row kRows[] = {
    {"ServerChangesItsKeyExchange", kClient, kOne, "bad signature",
     [](const Passing& it) {
       return it.is(Message::kServerKeyExchange) ? it.tampered() : it.record;
     }},
    {"ServerChangesItsHello", kClient, kOne, "bad signature", swapped_random},
    {"ServerChangesItsCertificate", kClient, kOne, "certificate signature failure",
     change_certificate},
    {"ServerChangesItsFinished", kClient, kOne, kBadMac, change_finished},
    {"ServerSendsAnEmptyCertificate", kClient, kOne, "length mismatch", empty_certificate},
    {"ServerSendsAnEndlessMessage", kClient, kOne, "excessive message size", endless_message},
    {"ServerSendsAnEndlessRecord", kClient, kOne, "length too long", endless_record},
    {"ServerSendsAShortRecord", kClient, kOne, "bad extension", short_record},
    {"ServerSendsAShortAlert", kClient, kOne, "invalid alert", short_alert},
    {"ServerSendsManyWarnings", kClient, kOne, "too many warn alerts", many_warnings},
    {"ServerChoosesAnUnofferedSuite", kClient, kOne, "a cipher suite that was not offered",
     unoffered_suite},
    {"ServerChoosesCompression", kClient, kOne, "compression", chosen_compression},
    {"ServerChoosesTls11", kClient, kOne, "only TLS 1.2 is offered", old_version},
    {"ServerSendsItsHelloTwice", kClient, kOne, kUnexpected, double_first},
    {"ServerSendsNoHello", kClient, kOne, kUnexpected, drop_first},
    {"ServerSendsNoCertificate", kClient, kOne, kUnexpected, drop_certificate},
    {"ServerSendsNoKeyExchange", kClient, kOne, kUnexpected,
     [](const Passing& it) { return it.is(Message::kServerKeyExchange) ? "" : it.record; }},
    {"ServerFinishesBeforeChangeCipherSpec", kClient, kOne, kUnexpected, drop_change_cipher_spec},
    {"ServerSendsChangeCipherSpecFirst", kClient, kOne, kUnexpected, change_cipher_spec_first},
    {"ServerSendsChangeCipherSpecTwice", kClient, kOne, kBadMac, double_change_cipher_spec},
    {"ServerAsksForACertificateAfterItsDone", kClient, kOne, kUnexpected,
     certificate_request_after_done},
    {"ServerSendsAClientHello", kClient, kOne, kUnexpected,
     [](const Passing& it) {
       return it.is_first() ? it.with(framing_of(it.protocol).header, "\1") : it.record;
     }},
    {"ServerSendsAnUnknownMessage", kClient, kOne, kUnexpected, unknown_message},
    {"ServerSendsDataBeforeItsFinished", kClient, kOne, "unexpected record", early_data},
    {"ServerSendsAHeartbeat", kClient, kOne, kUnexpected, heartbeat},
    {"ServerSendsUnknownContent", kClient, kOne, kUnexpected, unknown_content},
    {"ServerSpeaksSsl2", kClient, kOne, "it does not seem to speak TLS", hello_of_ssl2},
    {"ServerSpeaksHttp", kClient, kOne, "it does not seem to speak TLS", http},
    {"ServerSendsNoise", kClient, kOne, "it does not seem to speak TLS", noise},

    {"ClientChangesItsHello", kServer, kOne, "alert \"decrypt error\"", swapped_random},
    {"ClientChangesItsKeyExchange", kServer, kOne, "bad key share", change_client_key},
    {"ClientChangesItsCertificate", kServer, kBoth, "certificate signature failure",
     change_certificate},
    {"ClientChangesItsCertificateVerify", kServer, kBoth, "bad signature",
     change_certificate_verify},
    {"ClientChangesItsFinished", kServer, kOne, kBadMac, change_finished},
    {"ClientSendsAnEmptyCertificate", kServer, kBoth, "peer did not return a certificate",
     empty_certificate},
    {"ClientSendsAnUnaskedCertificate", kServer, kOne, kUnexpected, unasked_certificate},
    {"ClientSendsAnEndlessMessage", kServer, kOne, "excessive message size", endless_message},
    {"ClientSendsAnEndlessRecord", kServer, kOne, "length too long", endless_record},
    {"ClientSendsAShortAlert", kServer, kOne, kUnexpected, short_alert},
    {"ClientSendsManyWarnings", kServer, kOne, kUnexpected, many_warnings},
    {"ClientOffersOnlyCompression", kServer, kOne, "compression", no_null_compression},
    {"ClientOffersTls11", kServer, kOne, "only TLS 1.2 is spoken", old_version},
    {"ClientSendsItsHelloTwice", kServer, kOne, kUnexpected,
     [](const Passing& it) {
       // The record of a first hello may have an older version.
       return it.is_first() ? it.record + it.with(1, "\3\3") : it.record;
     }},
    {"ClientSendsNoCertificate", kServer, kBoth, kUnexpected, drop_certificate},
    {"ClientSendsNoCertificateVerify", kServer, kBoth, kUnexpected, drop_certificate_verify},
    {"ClientSendsNoKeyExchange", kServer, kOne, kUnexpected, drop_client_key},
    {"ClientFinishesBeforeChangeCipherSpec", kServer, kOne, kUnexpected, drop_change_cipher_spec},
    {"ClientSendsChangeCipherSpecFirst", kServer, kOne, kUnexpected, change_cipher_spec_first},
    {"ClientSendsChangeCipherSpecTwice", kServer, kOne, kBadMac, double_change_cipher_spec},
    {"ClientSendsAnUnknownMessage", kServer, kOne, kUnexpected, unknown_message},
    {"ClientSendsDataBeforeItsFinished", kServer, kOne, "unexpected record", early_data},
    {"ClientSendsAHeartbeat", kServer, kOne, kUnexpected, heartbeat},
    {"ClientSendsUnknownContent", kServer, kOne, kUnexpected, unknown_content},
    {"ClientSpeaksSsl2", kServer, kOne, "only TLS 1.2 is spoken",
     [](const Passing& it) { return hello_in_ssl2(it, std::string_view("\0\2", 2)); }},
    {"ClientSpeaksTlsInAHelloOfSsl2", kServer, kOne, "no shared cipher (no common cipher suite)",
     [](const Passing& it) { return hello_in_ssl2(it, "\3\3"); }},
    {"ClientSpeaksHttp", kServer, kOne, "it does not seem to speak TLS", http},
    {"ClientSendsNoise", kServer, kOne, "it does not seem to speak TLS", noise},
};

class Flight : public RelayedTest, public testing::WithParamInterface<std::tuple<Protocol, Row>> {};

TEST_P(Flight, IsRefused) {
  const Protocol protocol = std::get<Protocol>(GetParam());
  const Row& row = std::get<Row>(GetParam());
  ASSERT_TRUE(open_with_peer(protocol, row.role, row.proof));
  bool encrypted = false;
  bool changed = false;
  const auto edit = [&](std::size_t index, const std::string& record) {
    std::string arrives = row.change({protocol, index, encrypted, record});
    encrypted = encrypted || content_of(record) == Content::kChangeCipherSpec;
    changed = changed || arrives != record;
    return arrives;
  };
  EXPECT_THAT(shake_hands(edit), FailsWith(Errno::kConnRefused));
  EXPECT_TRUE(changed) << "what was to be changed did not come";
  expect_alarm(row.reason);
  EXPECT_THAT(session_->handshake(), FailsWith(Errno::kConnRefused));
}

INSTANTIATE_TEST_SUITE_P(, Flight, over_each_protocol(kRows), name_of<Row>);

}  // namespace
}  // namespace hostmodem::secure
