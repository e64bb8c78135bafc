#include "pipe_modem.h"

// Timeouts on the stepped clock, to the millisecond.

namespace hostmodem::test {
namespace {

class Timeouts : public PipeModemTest {
 protected:
  /// Whether `call` ends with the last of `milliseconds` and not before.
  template <typename Call>
  static auto ends_after(std::uint64_t milliseconds, Call call) {
    BlockedCall blocked(std::move(call));
    EXPECT_TRUE(blocked.blocks());
    step(milliseconds - 1);
    EXPECT_TRUE(blocked.blocks()) << "it ended early";
    step(1);
    return blocked.result();
  }
};

TEST_F(Timeouts, OfAReceiveAreOfOneMillisecondAtLeast) {
  const int fd = udp();
  const nrf_timeval shortest{0, 1};
  ASSERT_EQ(nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &shortest, sizeof shortest), 0);
  EXPECT_EQ(ends_after(1, [&] { return receive_text(fd, 1); }), receive_fails(NRF_EAGAIN));
}

TEST_F(Timeouts, OfAReceiveEndItWithTheirMillisecond) {
  const Pair pair = connected();
  ASSERT_EQ(set_timeout(pair.client, NRF_SO_RCVTIMEO, 1234), gives(0));
  EXPECT_EQ(ends_after(1234, [&] { return receive_text(pair.client, 1); }),
            receive_fails(NRF_EAGAIN));
}

TEST_F(Timeouts, OfAReceiveThatCauseAllGiveWhatCame) {
  const Pair pair = connected();
  ASSERT_EQ(set_timeout(pair.server, NRF_SO_RCVTIMEO, 40), gives(0));
  ASSERT_EQ(send_text(pair.client, "some"), gives(4));
  EXPECT_EQ(ends_after(40, [&] { return receive_text(pair.server, 10, NRF_MSG_WAITALL); }),
            received("some"));
}

TEST_F(Timeouts, OfAnAcceptAreThoseOfReceiving) {
  const int fd = listener(7001);
  ASSERT_EQ(set_timeout(fd, NRF_SO_RCVTIMEO, 7), gives(0));
  EXPECT_EQ(ends_after(7, [&] { return outcome(nrf_accept(fd, nullptr, nullptr)); }),
            fails(NRF_EAGAIN));
}

TEST_F(Timeouts, OfASendThatTookNothingAreErrors) {
  const Pair pair = connected();
  fill(pair.client);
  ASSERT_EQ(set_timeout(pair.client, NRF_SO_SNDTIMEO, 25), gives(0));
  EXPECT_EQ(ends_after(25, [&] { return send_text(pair.client, "x"); }), fails(NRF_EAGAIN));
}

TEST_F(Timeouts, OfASendThatTookSomeGiveHowMuch) {
  const Pair pair = connected();
  ASSERT_EQ(set_timeout(pair.client, NRF_SO_SNDTIMEO, 25), gives(0));
  const std::string text(4'000'000, 'x');
  const Outcome sent = ends_after(25, [&] { return send_text(pair.client, text); });
  EXPECT_GT(sent.value, 0);
  EXPECT_LT(sent.value, 4'000'000);
}

TEST_F(Timeouts, OfSendingEndAConnectThatGetsNoAnswer) {
  const int fd = tcp();
  ASSERT_EQ(set_timeout(fd, NRF_SO_SNDTIMEO, 250), gives(0));
  EXPECT_EQ(ends_after(250, [&] { return connect_to(fd, kSilentHost, 9); }), fails(NRF_ETIMEDOUT));
  const int listening = listener(7000);
  EXPECT_EQ(connect_to(fd, kOwnAddress, 7000), gives(0)) << "it can be tried again";
  nrf_close(listening);
}

TEST_F(Timeouts, OfTcpItselfEndAConnectThatGetsNoAnswer) {
  const int fd = tcp();
  ASSERT_EQ(nrf_fcntl(fd, NRF_F_SETFL, NRF_O_NONBLOCK), 0);
  ASSERT_EQ(connect_to(fd, kSilentHost, 9), fails(NRF_EINPROGRESS));
  nrf_pollfd entry{fd, NRF_POLLOUT, 0};
  int seconds = 0;
  while (nrf_poll(&entry, 1, 0) == 0 && seconds < 600) {
    step(1000);
    ++seconds;
  }
  EXPECT_GT(seconds, 2) << "it gave up without asking again";
  EXPECT_LT(seconds, 600);
  EXPECT_EQ(pending_error(fd), NRF_ETIMEDOUT);
}

TEST_F(Timeouts, OfAPollAreMilliseconds) {
  const int fd = udp();
  EXPECT_EQ(ends_after(3,
                       [&] {
                         nrf_pollfd entry{fd, NRF_POLLIN, 0};
                         return outcome(nrf_poll(&entry, 1, 3));
                       }),
            gives(0));
}

TEST_F(Timeouts, OfAPollWithoutSocketsAreWaits) {
  EXPECT_EQ(ends_after(60000, [] { return outcome(nrf_poll(nullptr, 0, 60000)); }), gives(0));
}

TEST_F(Timeouts, ThatAreNegativeLetAPollWaitWithoutLimit) {
  const Pair pair = connected();
  nrf_pollfd entry{pair.client, NRF_POLLIN, 0};
  BlockedCall blocked([&] { return outcome(nrf_poll(&entry, 1, -7)); });
  ASSERT_TRUE(blocked.blocks());
  step(3600 * 1000);
  ASSERT_TRUE(blocked.blocks());
  ASSERT_EQ(send_text(pair.server, "x"), gives(1));
  EXPECT_EQ(blocked.result(), gives(1));
}

TEST_F(Timeouts, OfTwoCallersAreTwo) {
  const int early = udp();
  const int late = udp();
  ASSERT_EQ(set_timeout(early, NRF_SO_RCVTIMEO, 10), gives(0));
  ASSERT_EQ(set_timeout(late, NRF_SO_RCVTIMEO, 20), gives(0));
  BlockedCall late_call([&] { return receive_text(late, 1); });
  ASSERT_TRUE(late_call.blocks());
  BlockedCall early_call([&] { return receive_text(early, 1); });
  ASSERT_TRUE(early_call.blocks());
  step(10);
  EXPECT_EQ(early_call.result(), receive_fails(NRF_EAGAIN));
  EXPECT_TRUE(late_call.blocks());
  step(10);
  EXPECT_EQ(late_call.result(), receive_fails(NRF_EAGAIN));
}

TEST_F(Timeouts, DoNotPassWhileTheClockStands) {
  const int fd = udp();
  ASSERT_EQ(set_timeout(fd, NRF_SO_RCVTIMEO, 1), gives(0));
  BlockedCall blocked([&] { return receive_text(fd, 1); });
  EXPECT_TRUE(blocked.blocks());
  ASSERT_EQ(hostmodem_clock_run(1000), 0);
  EXPECT_EQ(blocked.result(), receive_fails(NRF_EAGAIN));
}

TEST_F(Timeouts, ALookupThatGetsNoAnswerEndsByItself) {
  BlockedCall blocked([&] {
    nrf_addrinfo* found = nullptr;
    return nrf_getaddrinfo("host.example", nullptr, nullptr, &found);
  });
  ASSERT_TRUE(blocked.blocks());
  step(300'000);
  EXPECT_EQ(blocked.result(), NRF_EAI_AGAIN);
}

}  // namespace
}  // namespace hostmodem::test
