#include <gtest/gtest.h>

#include <array>

#include "unit/ip/network.h"

namespace hostmodem::ip {
namespace {

using namespace std::chrono_literals;
using testing::Bytes;
using testing::bytes_of;
using testing::pattern;
using testing::Told;

class TcpEndTest : public testing::PairTest {
 protected:
  std::array<std::byte, 64> buffer{};
};
HOSTMODEM_BOTH_FAMILIES(TcpEndTest);

TEST_P(TcpEndTest, ClosingIsThePeersEnd) {
  auto pair = connect();
  const Told told(*pair.server);
  pair.client.reset();
  settle();
  EXPECT_EQ(told.all, kArrival);
  EXPECT_TRUE(pair.server->peer_ended());
  EXPECT_TRUE(pair.server->readable());
  EXPECT_EQ(pair.server->receive(buffer, false), 0U);
  EXPECT_EQ(pair.server->receive(buffer, false), 0U);
  EXPECT_FALSE(pair.server->failure());
}

TEST_P(TcpEndTest, DataSentBeforeClosingStillArrive) {
  auto pair = connect();
  const Bytes data = pattern(60'000);
  ASSERT_EQ(pair.client->send(data), data.size());
  pair.client.reset();
  Bytes got;
  network.advance_until(
      [&] {
        const Bytes more = drain(*pair.server);
        got.insert(got.end(), more.begin(), more.end());
        return pair.server->peer_ended() && pair.server->available() == 0;
      },
      1min);
  EXPECT_TRUE(got == data);
}

TEST_P(TcpEndTest, DataSentAfterThePeerClosedAreAnsweredWithAReset) {
  auto pair = connect();
  pair.client.reset();
  settle();
  ASSERT_TRUE(pair.server->peer_ended());
  const Told told(*pair.server);
  ASSERT_TRUE(pair.server->send(bytes_of("too late")));
  settle();
  EXPECT_EQ(told.all & kFailure, kFailure);
  EXPECT_EQ(pair.server->failure(), Errno::kConnReset);
  EXPECT_EQ(pair.server->send(bytes_of("x")).error(), Errno::kConnReset);
}

TEST_P(TcpEndTest, ClosingWithUnreadDataResets) {
  auto pair = connect();
  ASSERT_TRUE(pair.client->send(bytes_of("never read")));
  settle();
  ASSERT_TRUE(pair.server->readable());
  pair.server.reset();
  settle();
  EXPECT_EQ(pair.client->failure(), Errno::kConnReset);
}

TEST_P(TcpEndTest, AResetIsReportedAfterTheDataBeforeIt) {
  auto pair = connect();
  ASSERT_TRUE(pair.client->send(bytes_of("never read")));
  ASSERT_TRUE(pair.server->send(bytes_of("last words")));
  settle();
  pair.server.reset();
  settle();
  ASSERT_EQ(pair.client->failure(), Errno::kConnReset);
  EXPECT_EQ(pair.client->receive(buffer, false), 10U);
  EXPECT_EQ(pair.client->receive(buffer, false).error(), Errno::kConnReset);
}

TEST_P(TcpEndTest, AConnectionThatBothEndsClosedWaitsAndIsForgotten) {
  auto pair = connect();
  pair.client.reset();
  settle();
  pair.server.reset();
  settle();
  EXPECT_EQ(testing::time_wait_count(), 1U);
  advance(3min);
  EXPECT_EQ(testing::time_wait_count(), 0U);
}

TEST_P(TcpEndTest, AFailureIsToldOnce) {
  auto pair = connect();
  ASSERT_TRUE(pair.client->send(bytes_of("never read")));
  settle();
  const Told told(*pair.client);
  pair.server.reset();
  advance(1min);
  EXPECT_EQ(told.times, 1);
}

TEST_P(TcpEndTest, AnEndpointMayBeDestroyedInsideItsEvent) {
  auto pair = connect();
  int events = 0;
  pair.server->set_event_handler([&](Events) {
    ++events;
    pair.server.reset();
  });
  ASSERT_TRUE(pair.client->send(bytes_of("data")));
  advance(1s);
  EXPECT_EQ(events, 1);
  EXPECT_EQ(pair.client->failure(), Errno::kConnReset);
}

TEST_P(TcpEndTest, AnEndpointMayDestroyAnotherThatHasAnEventToo) {
  auto first = connect(7000);
  auto second = connect(7001);
  int events = 0;
  const auto destroy_both = [&](Events) {
    ++events;
    first.server.reset();
    second.server.reset();
  };
  first.server->set_event_handler(destroy_both);
  second.server->set_event_handler(destroy_both);
  ASSERT_TRUE(first.client->send(bytes_of("data")));
  ASSERT_TRUE(second.client->send(bytes_of("data")));
  settle();
  EXPECT_EQ(events, 1);
}

TEST_P(TcpEndTest, AHandlerMaySendAndSettle) {
  const auto pair = connect();
  pair.server->set_event_handler([&](Events) {
    const auto count = pair.server->receive(buffer, false);
    if (count && *count > 0) {
      ASSERT_TRUE(pair.server->send(std::span(buffer).first(*count)));
    }
    settle();
  });
  ASSERT_TRUE(pair.client->send(bytes_of("echo")));
  settle();
  EXPECT_EQ(drain(*pair.client), bytes_of("echo"));
}

TEST_P(TcpEndTest, NoEventFollowsDestruction) {
  auto pair = connect();
  const Told told(*pair.server);
  ASSERT_TRUE(pair.client->send(bytes_of("data")));
  pair.server.reset();
  advance(1min);
  EXPECT_EQ(told.times, 0);
}

TEST_P(TcpEndTest, ConnectionsInTimeWaitAreFew) {
  for (std::uint16_t port = 7000; port < 7100; ++port) {
    auto pair = connect(port);
    pair.client.reset();
    settle();
    pair.server.reset();
    settle();
  }
  EXPECT_LE(testing::time_wait_count(), 17U);
}

// Only who made a new endpoint trimmed the list: a server that closes first never did.
TEST_P(TcpEndTest, AServerThatClosesFirstKeepsFewConnectionsInTimeWait) {
  // The far end is made by hand, so that only the server is in this stack.
  const auto listener = listen(right, 7000);
  for (std::uint16_t i = 0; i < 100; ++i) {
    test::TcpSegment segment{.from = at(left, static_cast<std::uint16_t>(10'000 + i)),
                             .to = at(right, 7000),
                             .sequence = 1,
                             .flags = test::kSyn};
    const auto answer = [&] {
      right.sent.clear();
      right.interface().input(test::tcp_packet(segment));
      settle();
      const auto reply = right.sent.empty() ? std::nullopt : test::parse_tcp(right.sent.back());
      if (reply) segment.acknowledgement = reply->sequence + 1;
      return reply;
    };
    right.filter = [](auto) { return false; };
    ASSERT_TRUE(answer());
    segment.sequence = 2;
    segment.flags = test::kAck;
    answer();
    right.sent.clear();
    ASSERT_TRUE(listener->accept());  // and closes at once
    settle();
    ASSERT_EQ(right.sent.size(), 1U);
    const auto fin = test::parse_tcp(right.sent.back());
    ASSERT_TRUE(fin->flags & test::kFin);
    segment.acknowledgement = fin->sequence + 1;
    segment.flags = test::kFin | test::kAck;
    answer();
  }
  EXPECT_LE(testing::time_wait_count(), 17U);
}

}  // namespace
}  // namespace hostmodem::ip
