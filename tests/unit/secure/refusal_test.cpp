#include "session_test.h"

// Peers with which no handshake is possible, and transports that end in the middle of one.

namespace hostmodem::secure {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Refusal : public SessionTest {
 protected:
  void expect_line(const std::string& reason) {
    ASSERT_EQ(lines_.size(), 1u) << log();
    EXPECT_THAT(lines_[0], AllOf(HasSubstr("handshake with \"server.test\" refused: "),
                                 HasSubstr(reason), HasSubstr("(security tag 42)")));
  }

  /// A session that has sent its ClientHello.
  void begin() {
    trusted_server();
    auto session = Session::create(settings_for(), store_, pipe_);
    ASSERT_THAT(session, Succeeds());
    session_ = std::move(*session);
    ASSERT_THAT(session_->handshake(), FailsWith(Errno::kAgain));
    ASSERT_FALSE(pipe_.up.bytes.empty());
  }
};

TEST_F(Refusal, WithoutASuiteForTheServersKey) {
  const test::Identity root = test::make_root();
  provision_ca(root.certificate);
  const test::Identity identity = test::make_server(root);
  ServerPeer server({.certificate = identity.certificate, .key = identity.key}, pipe_);
  Settings settings = settings_for();
  settings.suites = {0xc02f};  // RSA, and the server has an ECDSA key
  EXPECT_THAT(connect(settings, server), FailsWith(Errno::kConnRefused));
  expect_line("alert \"handshake failure\"");
}

TEST_F(Refusal, ByAPeerThatDoesNotSpeakTls) {
  begin();
  pipe_.down.push("HTTP/1.1 400 Bad Request\r\n\r\n");
  EXPECT_THAT(session_->handshake(), FailsWith(Errno::kConnRefused));
  expect_line("protocol error: wrong version number (it does not seem to speak TLS)");
}

TEST_F(Refusal, OfArbitraryBytesNeverCrashes) {
  const std::string garbage = pattern(4000);
  for (std::size_t start = 0; start + 64 <= garbage.size(); start += 64) {
    begin();
    // As a handshake record, so that the bytes get beyond the first look.
    pipe_.down.push(std::string_view("\x16\x03\x03\x00\x40", 5));
    pipe_.down.push(std::string_view(garbage).substr(start, 64));
    pipe_.down.ended = true;
    EXPECT_THAT(session_->handshake(), FailsWith(Errno::kConnRefused));
    pipe_.up.bytes.clear();
    pipe_.down.bytes.clear();
    pipe_.down.ended = false;
  }
}

TEST_F(Refusal, WhenThePeerClosesInTheMiddle) {
  begin();
  pipe_.down.ended = true;
  EXPECT_THAT(session_->handshake(), FailsWith(Errno::kConnRefused));
  expect_line("the peer closed the connection");
}

TEST_F(Refusal, WhenThePeerClosesAfterEachByteOfItsFlight) {
  ServerPeer server(trusted_server(), pipe_);
  auto first = Session::create(settings_for(), store_, pipe_);
  session_ = std::move(*first);
  ASSERT_THAT(session_->handshake(), FailsWith(Errno::kAgain));
  server.step();
  const std::string flight = pipe_.down.pop_all();
  for (std::size_t length = 1; length < flight.size(); length += 7) {
    // The flight answers another ClientHello: the session refuses it at its end at the latest.
    auto session = Session::create(settings_for(), store_, pipe_);
    ASSERT_THAT(session, Succeeds());
    pipe_.down.push(std::string_view(flight).substr(0, length));
    pipe_.down.ended = true;
    EXPECT_THAT((*session)->handshake(), FailsWith(Errno::kConnRefused));
    pipe_.down.bytes.clear();
    pipe_.down.ended = false;
  }
}

TEST_F(Refusal, IsNotWhatATransportErrorIs) {
  for (const Errno error : {Errno::kConnReset, Errno::kTimedOut, Errno::kNetDown}) {
    begin();
    pipe_.down.failure = error;
    EXPECT_THAT(session_->handshake(), FailsWith(error));
    EXPECT_THAT(lines_.back(), AllOf(HasSubstr(errno_name(static_cast<int>(error))),
                                     HasSubstr("security tag 42")));
    EXPECT_THAT(session_->handshake(), FailsWith(error));
    EXPECT_THAT(session_->send(bytes_of("x")), FailsWith(error));
    EXPECT_TRUE(session_->readable());
    pipe_.down.failure.reset();
  }
}

TEST_F(Refusal, IsNotWhatATransportErrorIsWhenSending) {
  trusted_server();
  pipe_.up.failure = Errno::kNetDown;
  auto session = Session::create(settings_for(), store_, pipe_);
  ASSERT_THAT(session, Succeeds());
  EXPECT_THAT((*session)->handshake(), FailsWith(Errno::kNetDown));
}

TEST_F(Refusal, WasTheTransportsErrorWhenTheAlertFoundNoTransport) {
  begin();
  const test::Identity stranger = test::make_server(test::make_root("somebody else"));
  ServerPeer server({.certificate = stranger.certificate, .key = stranger.key}, pipe_);
  server.step();
  pipe_.up.failure = Errno::kConnReset;
  EXPECT_THAT(session_->handshake(), FailsWith(Errno::kConnRefused));
  expect_line("certificate verify failed");
}

TEST_F(Refusal, ByATamperedServerHello) {
  begin();
  ServerPeer server(trusted_server(), pipe_);
  server.step();
  pipe_.down.bytes[5 + 4 + 2 + 3] ^= std::byte{1};  // A bit of the server's random.
  EXPECT_THAT(drive_handshake(server), FailsWith(Errno::kConnRefused));
}

TEST_F(Refusal, LeavesNothingToDoWithTheSession) {
  begin();
  pipe_.down.ended = true;
  EXPECT_THAT(session_->handshake(), FailsWith(Errno::kConnRefused));
  std::byte byte{};
  EXPECT_THAT(session_->receive(std::span(&byte, 1), false), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(session_->send(bytes_of("x")), FailsWith(Errno::kConnRefused));
  EXPECT_THAT(session_->flush(), FailsWith(Errno::kConnRefused));
  session_->shutdown();
}

TEST_F(Refusal, OfDataBeforeTheEndOfTheHandshake) {
  begin();
  std::byte byte{};
  EXPECT_THAT(session_->receive(std::span(&byte, 1), false), FailsWith(Errno::kNotConn));
  EXPECT_THAT(session_->send(bytes_of("x")), FailsWith(Errno::kNotConn));
  EXPECT_FALSE(session_->readable());
}

}  // namespace
}  // namespace hostmodem::secure
