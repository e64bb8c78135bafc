#include "pipe_modem.h"

// Each call that blocks, and each of the three things that end it from outside.

namespace hostmodem::test {
namespace {

enum class What { kReceive, kReceiveDatagram, kSend, kConnect, kAccept, kPoll, kLookUp };

std::string name_of(const testing::TestParamInfo<What>& what) {
  switch (what.param) {
    case What::kReceive:
      return "Receive";
    case What::kReceiveDatagram:
      return "ReceiveDatagram";
    case What::kSend:
      return "Send";
    case What::kConnect:
      return "Connect";
    case What::kAccept:
      return "Accept";
    case What::kPoll:
      return "Poll";
    case What::kLookUp:
      return "LookUp";
  }
  return "Unknown";
}

class Blocked : public PipeModemTest, public testing::WithParamInterface<What> {
 protected:
  Blocked() {
    switch (GetParam()) {
      case What::kReceive:
      case What::kPoll:
        fd_ = connected().client;
        break;
      case What::kReceiveDatagram:
        fd_ = udp();
        EXPECT_EQ(bind_to(fd_, 7001), gives(0));
        break;
      case What::kSend:
        fd_ = connected().client;
        EXPECT_GT(fill(fd_), 0U);
        break;
      case What::kConnect:
        fd_ = tcp();
        break;
      case What::kAccept:
        fd_ = listener(7001);
        break;
      case What::kLookUp:
        break;
    }
  }

  /// The call that blocks.
  Outcome call() {
    char byte = 0;
    switch (GetParam()) {
      case What::kReceive:
      case What::kReceiveDatagram:
        return outcome(nrf_recv(fd_, &byte, 1, 0));
      case What::kSend:
        return outcome(nrf_send(fd_, &byte, 1, 0));
      case What::kConnect:
        return connect_to(fd_, kSilentHost, 9);
      case What::kAccept:
        return outcome(nrf_accept(fd_, nullptr, nullptr));
      case What::kPoll:
        poll_ = {fd_, NRF_POLLIN, 0};
        return outcome(nrf_poll(&poll_, 1, -1));
      case What::kLookUp: {
        nrf_addrinfo* found = nullptr;
        return outcome(nrf_getaddrinfo("host.example", nullptr, nullptr, &found));
      }
    }
    return {};
  }

  /// What the call gives when it ends with `error`, or with the event `revents` when it polls.
  void expect(Outcome result, int error, int revents) {
    switch (GetParam()) {
      case What::kPoll:
        EXPECT_EQ(result, gives(1));
        EXPECT_EQ(poll_.revents, revents);
        break;
      case What::kLookUp:
        EXPECT_EQ(result, (Outcome{NRF_EAI_SYSTEM, error}));
        break;
      default:
        EXPECT_EQ(result, fails(error));
        break;
    }
  }

  int fd_ = -1;

 private:
  nrf_pollfd poll_{};
};

TEST_P(Blocked, IsEndedByAnAtCommandThatTakesTheNetworkAway) {
  BlockedCall blocked([this] { return call(); });
  ASSERT_TRUE(blocked.blocks());
  modem.at("AT+CFUN=0");
  expect(blocked.result(), NRF_ENETDOWN, NRF_POLLERR);
}

TEST_P(Blocked, IsEndedByShutdown) {
  BlockedCall blocked([this] { return call(); });
  ASSERT_TRUE(blocked.blocks());
  modem.shutdown();
  expect(blocked.result(), NRF_ESHUTDOWN, NRF_POLLNVAL);
}

TEST_P(Blocked, StaysBlockedWhileOtherCallsComeAndGo) {
  BlockedCall blocked([this] { return call(); });
  ASSERT_TRUE(blocked.blocks());
  const int other = udp();
  modem.at("AT+CEREG=2");
  nrf_close(other);
  EXPECT_TRUE(blocked.blocks());
  modem.shutdown();
}

INSTANTIATE_TEST_SUITE_P(Calls, Blocked,
                         testing::Values(What::kReceive, What::kReceiveDatagram, What::kSend,
                                         What::kConnect, What::kAccept, What::kPoll, What::kLookUp),
                         name_of);

class BlockedOnSocket : public Blocked {};

TEST_P(BlockedOnSocket, IsEndedByClose) {
  BlockedCall blocked([this] { return call(); });
  ASSERT_TRUE(blocked.blocks());
  ASSERT_EQ(nrf_close(fd_), 0);
  expect(blocked.result(), NRF_EBADF, NRF_POLLNVAL);
}

TEST_P(BlockedOnSocket, IsEndedByCloseAlsoWhenTheDescriptorIsGivenOutAgainAtOnce) {
  BlockedCall blocked([this] { return call(); });
  ASSERT_TRUE(blocked.blocks());
  ASSERT_EQ(nrf_close(fd_), 0);
  while (udp() != fd_) {
  }
  expect(blocked.result(), NRF_EBADF, NRF_POLLNVAL);
}

INSTANTIATE_TEST_SUITE_P(Calls, BlockedOnSocket,
                         testing::Values(What::kReceive, What::kReceiveDatagram, What::kSend,
                                         What::kConnect, What::kAccept, What::kPoll),
                         name_of);

using BlockedTogether = PipeModemTest;

TEST_F(BlockedTogether, AllCallsOfAModemEndWithItsShutdown) {
  const Pair pair = connected();
  const int listening = listener(7001);
  const int connecting = tcp();
  const int datagram = udp();
  BlockedCall receive([&] { return receive_text(pair.client, 1); });
  BlockedCall accept([&] { return outcome(nrf_accept(listening, nullptr, nullptr)); });
  BlockedCall connect([&] { return connect_to(connecting, kSilentHost, 9); });
  BlockedCall wait([&] {
    std::vector<nrf_pollfd> fds = {{pair.server, NRF_POLLIN, 0}, {-1, 0, 9}, {datagram, 0, 0}};
    const Outcome result = outcome(nrf_poll(fds.data(), 3, -1));
    EXPECT_EQ(fds[0].revents, NRF_POLLNVAL);
    EXPECT_EQ(fds[1].revents, 0);
    EXPECT_EQ(fds[2].revents, NRF_POLLNVAL);
    return result;
  });
  BlockedCall pause([&] { return outcome(nrf_poll(nullptr, 0, -1)); });
  for (const bool blocks :
       {receive.blocks(), accept.blocks(), connect.blocks(), wait.blocks(), pause.blocks()}) {
    ASSERT_TRUE(blocks);
  }
  modem.shutdown();
  EXPECT_EQ(receive.result(), receive_fails(NRF_ESHUTDOWN));
  EXPECT_EQ(accept.result(), fails(NRF_ESHUTDOWN));
  EXPECT_EQ(connect.result(), fails(NRF_ESHUTDOWN));
  EXPECT_EQ(wait.result(), gives(2));
  EXPECT_EQ(pause.result(), fails(NRF_ESHUTDOWN));
}

TEST_F(BlockedTogether, OneArrivalServesOneOfTwoReceivers) {
  const Pair pair = connected();
  BlockedCall first([&] { return receive_text(pair.server, 10); });
  BlockedCall second([&] { return receive_text(pair.server, 10); });
  ASSERT_TRUE(first.blocks());
  ASSERT_TRUE(second.blocks());
  ASSERT_EQ(send_text(pair.client, "a"), gives(1));
  ASSERT_EQ(nrf_close(pair.client), 0);
  const std::string both = first.result().data + second.result().data;
  EXPECT_EQ(both, "a");
}

TEST_F(BlockedTogether, ASendGoesOnWhenTheOtherEndReads) {
  const Pair pair = connected();
  const std::size_t filled = fill(pair.client);
  const std::string text(100000, 'y');
  BlockedCall sending([&] { return send_text(pair.client, text); });
  ASSERT_TRUE(sending.blocks());
  std::size_t got = 0;
  // The held clock holds delayed acknowledgements, too.
  for (int i = 0; i < 10000 && got < filled + text.size(); ++i) {
    const Received some = receive_text(pair.server, 65536, NRF_MSG_DONTWAIT);
    if (some.error != 0) {
      step(50);
    } else {
      got += some.data.size();
    }
  }
  EXPECT_EQ(sending.result(), gives(100000));
  EXPECT_EQ(got, filled + text.size());
}

}  // namespace
}  // namespace hostmodem::test
