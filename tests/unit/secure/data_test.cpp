#include "session_test.h"

namespace hostmodem::secure {
namespace {

using testing::Lt;

class Data : public SessionTest {
 protected:
  void SetUp() override { establish(); }

  /// Sends all of `text`, with the server taking what comes; how many bytes were accepted.
  std::size_t send_all(std::string_view text) {
    std::size_t sent = 0;
    for (int idle = 0; sent < text.size() && idle < 10000; server_->step()) {
      const auto taken = session_->send(bytes_of(text.substr(sent)));
      if (!taken && taken.error() != Errno::kAgain) break;
      sent += taken.value_or(0);
      idle = taken ? 0 : idle + 1;
    }
    for (int round = 0; round < 1000000 && !session_->flush(); ++round) server_->step();
    server_->step();
    return sent;
  }

  std::string peek(std::size_t size) {
    std::string text(size, '\0');
    const auto count = session_->receive(std::as_writable_bytes(std::span(text)), true);
    text.resize(count.value_or(0));
    return text;
  }
};

TEST_F(Data, GoesBothWays) {
  ASSERT_EQ(*session_->send(bytes_of("question")), 8u);
  server_->step();
  EXPECT_EQ(server_->received(), "question");
  server_->write("answer");
  EXPECT_TRUE(session_->readable());
  EXPECT_EQ(receive(6), "answer");
  EXPECT_FALSE(session_->readable());
}

TEST_F(Data, ThatIsNotThereWouldBlock) {
  std::byte byte{};
  EXPECT_FALSE(session_->readable());
  EXPECT_THAT(session_->receive(std::span(&byte, 1), false), FailsWith(Errno::kAgain));
  EXPECT_THAT(session_->receive(std::span(&byte, 1), true), FailsWith(Errno::kAgain));
}

TEST_F(Data, OfNoBytesIsNothing) {
  EXPECT_EQ(*session_->send({}), 0u);
  EXPECT_EQ(*session_->receive({}, false), 0u);
  EXPECT_TRUE(pipe_.up.bytes.empty());
}

TEST_F(Data, InBulkGoesUpInOneCall) {
  const std::string data = pattern(1000000);
  EXPECT_EQ(*session_->send(bytes_of(data)), data.size());
  server_->step();
  EXPECT_TRUE(server_->received() == data);
}

TEST_F(Data, InBulkIsHandedOverSeveralRecordsAtOnce) {
  pipe_.up.calls = 0;
  ASSERT_EQ(*session_->send(bytes_of(pattern(64 * 1024))), 64u * 1024u);
  EXPECT_EQ(pipe_.up.calls, 1u);
}

TEST_F(Data, InBulkGoesUpThroughANarrowTransport) {
  pipe_.up.capacity = 1000;
  pipe_.up.chunk = 77;
  pipe_.up.stutter = true;
  const std::string data = pattern(300000);
  EXPECT_EQ(send_all(data), data.size());
  EXPECT_TRUE(server_->received() == data);
}

TEST_F(Data, GoesUpByteByByte) {
  pipe_.up.capacity = 1;
  const std::string data = pattern(1000);
  EXPECT_EQ(send_all(data), data.size());
  EXPECT_TRUE(server_->received() == data);
}

TEST_F(Data, InBulkComesDown) {
  const std::string data = pattern(1000000);
  server_->write(data);
  EXPECT_TRUE(receive(data.size()) == data);
}

TEST_F(Data, InBulkComesDownThroughANarrowTransport) {
  const std::string data = pattern(100000);
  pipe_.down.capacity = 1000;
  pipe_.down.chunk = 77;
  pipe_.down.stutter = true;
  server_->write(data);
  EXPECT_TRUE(receive(data.size()) == data);
}

TEST_F(Data, ComesDownByteByByte) {
  const std::string data = pattern(300);
  pipe_.down.chunk = 1;
  server_->write(data);
  EXPECT_TRUE(receive(data.size()) == data);
}

TEST_F(Data, OfSeveralRecordsIsReceivedInOneCall) {
  server_->write("one ");
  server_->write("two ");
  server_->write("three");
  std::string text(100, '\0');
  ASSERT_EQ(*session_->receive(std::as_writable_bytes(std::span(text)), false), 13u);
  EXPECT_EQ(text.substr(0, 13), "one two three");
}

TEST_F(Data, ThatOnlyPartlyFitsIsTakenInPart) {
  pipe_.up.capacity = 1000;
  const std::string data = pattern(200000);
  const auto taken = session_->send(bytes_of(data));
  ASSERT_THAT(taken, Succeeds());
  EXPECT_THAT(*taken, Lt(data.size()));
  EXPECT_THAT(session_->flush(), FailsWith(Errno::kAgain));
  for (int round = 0; round < 1000 && !session_->flush(); ++round) server_->step();
  server_->step();
  EXPECT_TRUE(server_->received() == data.substr(0, *taken));
}

TEST_F(Data, AfterWouldBlockMayBeOther) {
  std::string accepted;
  pipe_.up.capacity = 100;
  const std::string data = pattern(1000);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    // Never the same data twice in a row, never the same length.
    const std::string_view piece = std::string_view(data).substr(i % 500, 1 + (i * 37) % 400);
    const auto taken = session_->send(bytes_of(piece));
    if (taken) {
      accepted += piece.substr(0, *taken);
    } else {
      ASSERT_THAT(taken, FailsWith(Errno::kAgain));
      ++refused;
    }
    if (i % 3 == 0) server_->step();
  }
  EXPECT_GT(refused, 10u);
  for (int round = 0; round < 100 && !session_->flush(); ++round) server_->step();
  server_->step();
  EXPECT_TRUE(server_->received() == accepted);
}

TEST_F(Data, ThatWaitsInTheSessionLeavesWithTheNextCallOfAnyKind) {
  pipe_.up.capacity = 10;
  ASSERT_EQ(*session_->send(bytes_of("hello")), 5u);
  for (int round = 0; round < 20; ++round) {
    server_->step();
    EXPECT_FALSE(session_->readable());
  }
  server_->step();
  EXPECT_EQ(server_->received(), "hello");
}

TEST_F(Data, ThatIsPeekedStays) {
  server_->write("hello ");
  server_->write("world");
  EXPECT_EQ(peek(3), "hel");
  EXPECT_EQ(peek(8), "hello wo");
  EXPECT_EQ(peek(100), "hello world");
  EXPECT_TRUE(session_->readable());
  EXPECT_EQ(receive(4), "hell");
  EXPECT_EQ(peek(100), "o world");
  EXPECT_EQ(receive(7), "o world");
  EXPECT_FALSE(session_->readable());
}

TEST_F(Data, ThatWasPeekedIsReceivedTogetherWithWhatFollows) {
  server_->write("hello ");
  EXPECT_EQ(peek(2), "he");
  server_->write("world");
  EXPECT_EQ(receive(11), "hello world");
}

TEST_F(Data, ThatWasPeekedOutlivesTheConnection) {
  server_->write("last words");
  pipe_.down.failure = Errno::kConnReset;
  EXPECT_EQ(peek(100), "last words");
  EXPECT_EQ(peek(100), "last words");
  EXPECT_EQ(receive(10), "last words");
  std::byte byte{};
  EXPECT_THAT(session_->receive(std::span(&byte, 1), false), FailsWith(Errno::kConnReset));
}

TEST_F(Data, GoesUpWhileItComesDown) {
  const std::string up = pattern(50000);
  const std::string down = pattern(60000);
  pipe_.up.capacity = 3000;
  pipe_.down.capacity = 2000;
  server_->write(down);
  std::string received;
  std::size_t sent = 0;
  std::string buffer(5000, '\0');
  for (int round = 0; round < 1000; ++round) {
    sent += session_->send(bytes_of(std::string_view(up).substr(sent))).value_or(0);
    const auto count = session_->receive(std::as_writable_bytes(std::span(buffer)), false);
    received.append(buffer, 0, count.value_or(0));
    server_->step();
  }
  EXPECT_TRUE(server_->received() == up);
  EXPECT_TRUE(received == down);
}

TEST_F(Data, AlertsThatAPeerProvokesAreBounded) {
  // Each request for a renegotiation is answered by an alert that the transport does not take.
  pipe_.up.capacity = 0;
  for (int i = 0; i < 20; ++i) {
    server_->renegotiate();
    EXPECT_FALSE(session_->readable());
  }
}

}  // namespace
}  // namespace hostmodem::secure
