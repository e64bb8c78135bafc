#include "session_test.h"

// The ways in which an established session ends.

namespace hostmodem::secure {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Ending : public SessionTest {
 protected:
  void SetUp() override {
    establish();
    lines_.clear();
  }

  Result<std::size_t> receive_byte() {
    std::byte byte{};
    return session_->receive(std::span(&byte, 1), false);
  }
};

TEST_F(Ending, ByCloseNotifyIsTheEndOfTheData) {
  server_->write("bye");
  server_->close();
  EXPECT_EQ(receive(3), "bye");
  EXPECT_TRUE(session_->readable());
  EXPECT_EQ(*receive_byte(), 0u);
  EXPECT_EQ(*receive_byte(), 0u);
  EXPECT_THAT(session_->send(bytes_of("x")), FailsWith(Errno::kPipe));
  EXPECT_THAT(log(), Not(HasSubstr("without close_notify")));
}

TEST_F(Ending, WithoutCloseNotifyIsTheEndOfTheDataAndTold) {
  server_->write("bye");
  pipe_.down.ended = true;
  EXPECT_EQ(receive(3), "bye");
  EXPECT_TRUE(session_->readable());
  EXPECT_EQ(*receive_byte(), 0u);
  EXPECT_EQ(*receive_byte(), 0u);
  EXPECT_THAT(session_->send(bytes_of("x")), FailsWith(Errno::kPipe));
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_THAT(lines_[0],
              AllOf(HasSubstr("\"server.test\" closed the connection without close_noti"),
                    HasSubstr("security tag 42")));
  session_->shutdown();
}

TEST_F(Ending, InTheMiddleOfARecordIsTheEndOfTheData) {
  server_->write("lost");
  pipe_.down.bytes.pop_back();
  pipe_.down.ended = true;
  EXPECT_EQ(*receive_byte(), 0u);
  EXPECT_THAT(log(), HasSubstr("without close_notify"));
}

TEST_F(Ending, ByUsSendsCloseNotifyOnce) {
  session_->shutdown();
  session_->shutdown();
  server_->step();
  EXPECT_TRUE(server_->received_close_notify());
  EXPECT_THAT(session_->send(bytes_of("x")), FailsWith(Errno::kPipe));
}

TEST_F(Ending, ByUsLetsThePeerFinish) {
  session_->shutdown();
  server_->write("still here");
  EXPECT_EQ(receive(10), "still here");
  server_->close();
  EXPECT_EQ(*receive_byte(), 0u);
}

TEST_F(Ending, ByUsAfterThePeer) {
  server_->close();
  EXPECT_EQ(*receive_byte(), 0u);
  session_->shutdown();
  server_->step();
  EXPECT_TRUE(server_->received_close_notify());
}

TEST_F(Ending, ByUsGoesOutWhenThereIsRoom) {
  pipe_.up.capacity = 10;
  ASSERT_EQ(*session_->send(bytes_of("last")), 4u);
  session_->shutdown();
  for (int round = 0; round < 20 && !session_->flush(); ++round) server_->step();
  server_->step();
  EXPECT_EQ(server_->received(), "last");
  EXPECT_TRUE(server_->received_close_notify());
}

TEST_F(Ending, ByATransportErrorIsPassedOnAndRepeated) {
  for (const Errno error : {Errno::kConnReset, Errno::kNetDown}) {
    pipe_.down.failure.reset();
    establish();
    server_->write("data");
    pipe_.down.failure = error;
    EXPECT_EQ(receive(4), "data");
    EXPECT_TRUE(session_->readable());
    EXPECT_THAT(receive_byte(), FailsWith(error));
    EXPECT_THAT(receive_byte(), FailsWith(error));
    EXPECT_THAT(session_->send(bytes_of("x")), FailsWith(error));
  }
}

TEST_F(Ending, ByATransportErrorWhenSending) {
  pipe_.up.failure = Errno::kTimedOut;
  // The record was taken before the transport was asked.
  EXPECT_EQ(session_->send(bytes_of("x")).value_or(0), 1u);
  EXPECT_THAT(session_->send(bytes_of("x")), FailsWith(Errno::kTimedOut));
  EXPECT_THAT(session_->flush(), FailsWith(Errno::kTimedOut));
  EXPECT_THAT(receive_byte(), FailsWith(Errno::kTimedOut));
}

TEST_F(Ending, ByATamperedRecordIsAnAbort) {
  server_->write("first");
  server_->write("second");
  pipe_.down.bytes.back() ^= std::byte{1};
  EXPECT_EQ(receive(100), "first");
  EXPECT_THAT(receive_byte(), FailsWith(Errno::kConnAborted));
  EXPECT_THAT(log(), AllOf(HasSubstr("bad record mac"), HasSubstr("security tag 42")));
  server_->step();
  EXPECT_EQ(server_->alert(), "bad record mac");
}

TEST_F(Ending, ByAFatalAlertIsAReset) {
  pipe_.up.push(std::string_view("\x17\x03\x03\x00\x20", 5));
  pipe_.up.push(pattern(32));
  server_->step();
  EXPECT_THAT(receive_byte(), FailsWith(Errno::kConnReset));
  EXPECT_THAT(log(), HasSubstr("alert \"bad record mac\""));
}

TEST_F(Ending, AtAnyMomentLeavesNothingBehind) {
  pipe_.up.capacity = 10;
  ASSERT_THAT(session_->send(bytes_of(pattern(100000))), Succeeds());
  session_.reset();
}

}  // namespace
}  // namespace hostmodem::secure
