#include "socket/poll_callback.h"

#include <functional>
#include <vector>

#include "option_helpers.h"
#include "socket/options.h"
#include "socket_fixture.h"

// NRF_SO_POLLCB: when the callback is called, and with what.

namespace hostmodem::socket {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What the callback was called with. It is a function of C: it has no other way to tell.
std::vector<nrf_pollfd> g_calls;
/// What it does besides.
std::function<void()> g_inside;

void note(nrf_pollfd* pollfd) {
  g_calls.push_back(*pollfd);
  if (g_inside) g_inside();
}

MATCHER_P2(Reports, fd, revents, "") { return arg.fd == fd && arg.revents == revents; }

class PollCallbackTest : public SocketTest {
 protected:
  PollCallbackTest() {
    g_calls.clear();
    g_inside = nullptr;
  }
  ~PollCallbackTest() override { g_inside = nullptr; }

  /// Sets it, and makes the call that this leaves, as nrf_setsockopt() does.
  Status set(Socket& socket, short events, bool oneshot = false) {
    const auto status = begin_set(socket, events, oneshot);
    end_set();
    return status;
  }
  /// In two steps: other callbacks may be made between them.
  Status begin_set(Socket& socket, short events, bool oneshot) {
    const auto status = set_option(socket, NRF_SOL_SOCKET, NRF_SO_POLLCB,
                                   packed(nrf_pollcb{&note, events, oneshot}));
    immediate = socket.take_immediate_callback();
    return status;
  }
  void end_set() const {
    if (immediate && immediate->wanted()) immediate->call();
  }
  static Status unset(Socket& socket) {
    return set_option(socket, NRF_SOL_SOCKET, NRF_SO_POLLCB, std::nullopt);
  }

  /// What was reported since the last time.
  std::vector<nrf_pollfd> calls() {
    settle();
    make_callbacks();
    return std::exchange(g_calls, {});
  }

  /// A bound datagram socket with descriptor 5.
  std::shared_ptr<Socket> receiver() {
    auto socket = make({.stream = false});
    socket->set_descriptor(5);
    EXPECT_TRUE(socket->bind(own(7000)));
    return socket;
  }
  void datagram(std::string_view text = "x") {
    const auto sender = make({.stream = false});
    EXPECT_TRUE(sender->send(bytes(text), own(7000)));
    settle();
  }

  std::optional<Callback> immediate;
};

TEST_F(PollCallbackTest, IsCalledAtAnArrival) {
  const auto socket = receiver();
  ASSERT_TRUE(set(*socket, NRF_POLLIN));
  EXPECT_FALSE(immediate);
  EXPECT_THAT(calls(), IsEmpty());
  datagram();
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLIN)));
}

TEST_F(PollCallbackTest, TheEventsAreThoseThatWereChosen) {
  const auto socket = receiver();
  ASSERT_TRUE(set(*socket, NRF_POLLIN));
  datagram();
  const auto called = calls();
  ASSERT_EQ(called.size(), 1U);
  EXPECT_EQ(called[0].events, NRF_POLLIN);  // and NRF_POLLOUT, which holds too, is not reported
  EXPECT_EQ(called[0].revents, NRF_POLLIN);
}

TEST_F(PollCallbackTest, EachArrivalCallsItAlthoughOlderDataAreUnread) {
  const auto socket = receiver();
  ASSERT_TRUE(set(*socket, NRF_POLLIN));
  datagram("one");
  datagram("two");
  datagram("three");
  EXPECT_THAT(calls(),
              ElementsAre(Reports(5, NRF_POLLIN), Reports(5, NRF_POLLIN), Reports(5, NRF_POLLIN)));
}

TEST_F(PollCallbackTest, AnEventThatHoldsIsReportedBeforeItsSettingReturns) {
  const auto socket = receiver();
  datagram();
  ASSERT_TRUE(set(*socket, NRF_POLLIN));
  EXPECT_TRUE(immediate);
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLIN)));
}

TEST_F(PollCallbackTest, WhatASettingReportsHoldsWhenItIsReported) {
  const auto socket = receiver();
  datagram();
  ASSERT_TRUE(begin_set(*socket, NRF_POLLIN, false));
  pdns.deactivate_all();
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLERR)));
  end_set();
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLERR)));
}

TEST_F(PollCallbackTest, AOneshotTellsOfTheLossThatCameBeforeItsReport) {
  const auto socket = receiver();
  datagram();
  ASSERT_TRUE(begin_set(*socket, NRF_POLLIN, true));
  pdns.deactivate_all();
  EXPECT_THAT(calls(), IsEmpty());
  end_set();
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLERR)));
}

TEST_F(PollCallbackTest, AOneshotWhoseEventWasTakenBeforeItsReportCauseTheNext) {
  const auto socket = receiver();
  datagram("one");
  ASSERT_TRUE(begin_set(*socket, NRF_POLLIN, true));
  ASSERT_EQ(receive(*socket), "one");
  end_set();
  EXPECT_THAT(calls(), IsEmpty());
  datagram("two");
  datagram("three");
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLIN)));
}

TEST_F(PollCallbackTest, AFreshDatagramSocketIsWritableAtOnce) {
  const auto socket = receiver();
  ASSERT_TRUE(set(*socket, NRF_POLLOUT));
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLOUT)));
}

TEST_F(PollCallbackTest, AOneshotIsCalledOnce) {
  const auto socket = receiver();
  ASSERT_TRUE(set(*socket, NRF_POLLIN, true));
  datagram();
  datagram();
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLIN)));
  datagram();
  EXPECT_THAT(calls(), IsEmpty());
}

TEST_F(PollCallbackTest, AOneshotThatWasReportedAtOnceIsSpent) {
  const auto socket = receiver();
  datagram();
  ASSERT_TRUE(set(*socket, NRF_POLLIN, true));
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLIN)));
  datagram();
  EXPECT_THAT(calls(), IsEmpty());
  socket->close();
  EXPECT_THAT(calls(), IsEmpty());
}

TEST_F(PollCallbackTest, AOneshotCanBeSetAgainInside) {
  const auto socket = receiver();
  ASSERT_TRUE(set(*socket, NRF_POLLIN, true));
  g_inside = [&] {
    EXPECT_TRUE(receive(*socket));
    EXPECT_TRUE(set(*socket, NRF_POLLIN, true));
  };
  datagram();
  EXPECT_EQ(calls().size(), 1U);
  datagram();
  EXPECT_EQ(calls().size(), 1U);
}

TEST_F(PollCallbackTest, UnsetItIsNotCalledAnyMore) {
  const auto socket = receiver();
  ASSERT_TRUE(set(*socket, NRF_POLLIN));
  datagram();  // its call is under way
  ASSERT_TRUE(unset(*socket));
  datagram();
  EXPECT_THAT(calls(), IsEmpty());
  socket->close();
  EXPECT_THAT(calls(), IsEmpty());
}

TEST_F(PollCallbackTest, SetAgainItReplaces) {
  const auto socket = receiver();
  ASSERT_TRUE(set(*socket, NRF_POLLIN));
  ASSERT_TRUE(set(*socket, 0));
  datagram();
  EXPECT_THAT(calls(), IsEmpty());
}

TEST_F(PollCallbackTest, NeedsAFunction) {
  const auto socket = receiver();
  EXPECT_THAT(set_option(*socket, NRF_SOL_SOCKET, NRF_SO_POLLCB,
                         packed(nrf_pollcb{nullptr, NRF_POLLIN, false})),
              FailsWith(Errno::kInval));
}

TEST_F(PollCallbackTest, ABoolThatIsNoneIsTrue) {
  const auto socket = receiver();
  auto value = packed(nrf_pollcb{&note, NRF_POLLIN, false});
  value[offsetof(nrf_pollcb, oneshot)] = std::byte{0x80};
  ASSERT_TRUE(set_option(*socket, NRF_SOL_SOCKET, NRF_SO_POLLCB, value));
  datagram();
  datagram();
  EXPECT_EQ(calls().size(), 1U);
}

TEST_F(PollCallbackTest, CloseIsReportedUnasked) {
  const auto socket = receiver();
  ASSERT_TRUE(set(*socket, 0));
  socket->close();
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLNVAL)));
}

TEST_F(PollCallbackTest, CloseDropsTheCallsUnderWay) {
  const auto socket = receiver();
  ASSERT_TRUE(set(*socket, NRF_POLLIN, true));
  datagram();
  socket->close();
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLNVAL)));
}

TEST_F(PollCallbackTest, LossOfThePdnIsReportedUnasked) {
  const auto socket = receiver();
  ASSERT_TRUE(set(*socket, 0));
  pdns.deactivate_all();
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLERR)));
}

TEST_F(PollCallbackTest, AConnectionThatIsMadeIsReportedOnce) {
  const auto server = listener(7001);
  const auto client = make();
  ASSERT_TRUE(set(*client, NRF_POLLOUT));
  EXPECT_THAT(calls(), IsEmpty());
  ASSERT_THAT(client->connect(own(7001)), FailsWith(Errno::kInProgress));
  EXPECT_THAT(calls(), ElementsAre(Reports(-1, NRF_POLLOUT)));
  ASSERT_TRUE(client->send(bytes("data"), {}));
  EXPECT_THAT(calls(), IsEmpty());  // acknowledged; it was writable all the time
}

TEST_F(PollCallbackTest, AConnectionToAcceptIsReported) {
  const auto server = listener(7001);
  ASSERT_TRUE(set(*server, NRF_POLLIN));
  const auto client = make();
  ASSERT_FALSE(client->connect(own(7001)));
  EXPECT_THAT(calls(), ElementsAre(Reports(-1, NRF_POLLIN)));
}

TEST_F(PollCallbackTest, RoomToSendIsReportedWhenThereWasNone) {
  const auto listening = listener(7001);
  const auto [client, server] = connected(listening, 7001);
  const std::string block(65536, 'x');
  while (client->send(bytes(block), {})) settle();
  ASSERT_TRUE(set(*client, NRF_POLLOUT));
  EXPECT_THAT(calls(), IsEmpty());
  std::string all(1 << 20, '\0');
  while (server->receive(std::as_writable_bytes(std::span(all)), false)) {
    settle();
    advance(std::chrono::milliseconds(500));
  }
  EXPECT_THAT(calls(), ElementsAre(Reports(-1, NRF_POLLOUT)));
}

TEST_F(PollCallbackTest, TheEndOfAStreamIsReportedWithHangUpUnasked) {
  const auto listening = listener(7001);
  const auto [client, server] = connected(listening, 7001);
  ASSERT_TRUE(set(*client, NRF_POLLIN));
  server->close();
  EXPECT_THAT(calls(), ElementsAre(Reports(-1, NRF_POLLIN | NRF_POLLHUP)));
}

TEST_F(PollCallbackTest, AFailedConnectIsReportedUnasked) {
  const auto client = make();
  ASSERT_TRUE(set(*client, 0));
  ASSERT_FALSE(client->connect(own(7009)));
  EXPECT_THAT(calls(), ElementsAre(Reports(-1, NRF_POLLERR | NRF_POLLHUP)));
}

TEST_F(PollCallbackTest, ItMayCloseTheSocketInside) {
  auto socket = receiver();
  ASSERT_TRUE(set(*socket, NRF_POLLIN));
  g_inside = [&] {
    if (!socket) return;
    socket->close();
    socket.reset();
  };
  datagram();
  EXPECT_THAT(calls(), ElementsAre(Reports(5, NRF_POLLIN), Reports(5, NRF_POLLNVAL)));
}

}  // namespace
}  // namespace hostmodem::socket
