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

constexpr std::size_t kMebibyte = 1024 * 1024;

class TcpDataTest : public testing::PairTest {};
HOSTMODEM_BOTH_FAMILIES(TcpDataTest);

TEST_P(TcpDataTest, DataGoBothWays) {
  const auto pair = connect();
  ASSERT_EQ(pair.client->send(bytes_of("request")), 7U);
  EXPECT_EQ(drain(*pair.server), bytes_of("request"));
  ASSERT_EQ(pair.server->send(bytes_of("answer")), 6U);
  EXPECT_EQ(drain(*pair.client), bytes_of("answer"));
}

TEST_P(TcpDataTest, ArrivingDataAreTold) {
  const auto pair = connect();
  const Told told(*pair.server);
  ASSERT_TRUE(pair.client->send(bytes_of("data")));
  settle();
  EXPECT_EQ(told.all, kArrival);
  EXPECT_TRUE(pair.server->readable());
  EXPECT_EQ(pair.server->available(), 4U);
}

TEST_P(TcpDataTest, NothingThereWouldBlock) {
  const auto pair = connect();
  std::array<std::byte, 4> buffer{};
  EXPECT_EQ(pair.client->receive(buffer, false).error(), Errno::kAgain);
}

TEST_P(TcpDataTest, PeekingLeavesTheData) {
  const auto pair = connect();
  ASSERT_TRUE(pair.client->send(bytes_of("data")));
  settle();
  Bytes buffer(16);
  ASSERT_EQ(pair.server->receive(buffer, true), 4U);
  EXPECT_EQ(pair.server->available(), 4U);
  EXPECT_EQ(drain(*pair.server), bytes_of("data"));
}

TEST_P(TcpDataTest, ASmallBufferTakesAPieceAtATime) {
  const auto pair = connect();
  ASSERT_TRUE(pair.client->send(bytes_of("abcdef")));
  ASSERT_TRUE(pair.client->send(bytes_of("ghi")));
  advance(1s);
  Bytes got;
  Bytes buffer(4);
  while (const auto count = pair.server->receive(buffer, false)) {
    EXPECT_LE(*count, 4U);
    got.insert(got.end(), buffer.begin(), buffer.begin() + static_cast<long>(*count));
    EXPECT_EQ(pair.server->available(), 9U - got.size());
  }
  EXPECT_EQ(got, bytes_of("abcdefghi"));
}

TEST_P(TcpDataTest, OneReceiveTakesWhatSeveralSegmentsBrought) {
  const auto pair = connect();
  const Bytes data = pattern(5000);
  ASSERT_EQ(pair.client->send(data), data.size());
  advance(1s);
  Bytes buffer(data.size());
  ASSERT_EQ(pair.server->receive(buffer, false), data.size());
  EXPECT_EQ(buffer, data);
}

TEST_P(TcpDataTest, AMebibyteArrivesWhole) {
  const auto pair = connect();
  left.recording = right.recording = false;
  const Bytes data = pattern(kMebibyte);
  EXPECT_TRUE(transfer(*pair.client, *pair.server, data) == data);
}

TEST_P(TcpDataTest, AMebibyteArrivesWholeOverALossyWire) {
  const auto pair = connect();
  left.recording = right.recording = false;
  Random random(7);
  const auto lossy = [&](auto) { return random.between(1, 50) != 1; };
  left.filter = right.filter = lossy;
  const Bytes data = pattern(kMebibyte);
  EXPECT_TRUE(transfer(*pair.client, *pair.server, data, 1h) == data);
}

TEST_P(TcpDataTest, ALostSegmentIsSentAgain) {
  const auto pair = connect();
  left.filter = [](auto) { return false; };
  ASSERT_TRUE(pair.client->send(bytes_of("lost")));
  settle();
  left.filter = {};
  EXPECT_FALSE(pair.server->readable());
  const Duration took = network.advance_until([&] { return pair.server->readable(); }, 1min);
  EXPECT_LE(took, 5s);
  EXPECT_EQ(drain(*pair.server), bytes_of("lost"));
}

TEST_P(TcpDataTest, ASilentPeerEndsTheConnection) {
  const auto pair = connect();
  left.filter = [](auto) { return false; };
  const Told told(*pair.client);
  ASSERT_TRUE(pair.client->send(bytes_of("lost")));
  network.advance_until([&] { return told.all == kFailure; }, 2h);
  EXPECT_EQ(pair.client->failure(), Errno::kTimedOut);
  EXPECT_EQ(pair.client->send(bytes_of("x")).error(), Errno::kTimedOut);
}

TEST_P(TcpDataTest, AFullSendBufferWouldBlock) {
  const auto pair = connect();
  const Bytes data = pattern(4 * kMebibyte);
  std::size_t sent = 0;
  Errno error{};
  while (true) {
    const auto count = pair.client->send(std::span(data).subspan(sent));
    if (!count) {
      error = count.error();
      break;
    }
    sent += *count;
    settle();
  }
  EXPECT_EQ(error, Errno::kAgain);
  EXPECT_FALSE(pair.client->writable());
  EXPECT_LT(sent, data.size());
}

TEST_P(TcpDataTest, RoomInTheSendBufferIsTold) {
  const auto pair = connect();
  const Bytes data = pattern(kMebibyte);
  std::size_t sent = 0;
  while (const auto count = pair.client->send(std::span(data).subspan(sent))) {
    sent += *count;
    settle();
  }
  const Told told(*pair.client);
  const Bytes got = drain(*pair.server);
  network.advance_until([&] { return pair.client->writable(); }, 1min);
  EXPECT_EQ(told.all, kProgress);
  EXPECT_TRUE(pair.client->send(bytes_of("more")));
}

TEST_P(TcpDataTest, AReaderThatCameLateGetsEverything) {
  const auto pair = connect();
  left.recording = right.recording = false;
  const Bytes data = pattern(200'000);
  std::span<const std::byte> rest(data);
  while (const auto count = pair.client->send(rest)) {
    rest = rest.subspan(*count);
    settle();
  }
  advance(5min);  // the window is closed all the time: only probes go
  ASSERT_FALSE(pair.client->failure());
  Bytes got;
  network.advance_until(
      [&] {
        const Bytes more = drain(*pair.server);
        got.insert(got.end(), more.begin(), more.end());
        while (!rest.empty()) {
          const auto count = pair.client->send(rest);
          if (!count) break;
          rest = rest.subspan(*count);
        }
        return got.size() == data.size();
      },
      10min);
  EXPECT_TRUE(got == data);
}

TEST_P(TcpDataTest, SegmentsAreNoLongerThanTheMtu) {
  const auto pair = connect();
  transfer(*pair.client, *pair.server, pattern(100'000));
  for (const Bytes& packet : left.sent) EXPECT_LE(packet.size(), testing::kMtu);
}

TEST_P(TcpDataTest, ABurstEndsWithAFlush) {
  const auto pair = connect();
  left.flushes = 0;
  left.sent.clear();
  transfer(*pair.client, *pair.server, pattern(100'000));
  EXPECT_GT(left.flushes, 0U);
  EXPECT_LT(left.flushes, left.sent.size());
}

}  // namespace
}  // namespace hostmodem::ip
