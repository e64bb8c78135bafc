#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "unit/ip/network.h"

namespace hostmodem::ip {
namespace {

using namespace std::chrono_literals;
using testing::Bytes;
using testing::bytes_of;
using testing::pattern;

/// A TCP peer made by hand, at the far end of `right`'s link, that does what no real one does.
class HostilePeerTest : public testing::PairTest {
 protected:
  HostilePeerTest() {
    right.filter = [](auto) { return false; };
  }

  /// Sends `segment` to the modem; its last answer.
  std::optional<test::TcpSegment> exchange() {
    right.sent.clear();
    right.interface().input(test::tcp_packet(segment));
    settle();
    if (right.sent.empty()) return std::nullopt;
    return test::parse_tcp(right.sent.back());
  }

  /// Connects to port 7000 of the modem, with these options in the SYN.
  std::unique_ptr<TcpEndpoint> connect_by_hand(Bytes options = {}) {
    const auto listener = listen(right, 7000);
    segment = {.from = at(left, 9000),
               .to = at(right, 7000),
               .sequence = 1,
               .flags = test::kSyn,
               .options = std::move(options)};
    const auto answer = exchange();
    EXPECT_TRUE(answer);
    segment.options.clear();
    segment.sequence = 2;
    segment.acknowledgement = answer->sequence + 1;
    segment.flags = test::kAck;
    exchange();
    return listener->accept().value();
  }

  /// Acknowledges everything in the packets that were sent; how many bytes of payload it was.
  std::size_t acknowledge_all() {
    std::size_t count = 0;
    for (const Bytes& packet : std::exchange(right.sent, {})) {
      const auto sent = test::parse_tcp(packet);
      if (!sent || sent->payload.empty()) continue;
      count += sent->payload.size();
      segment.acknowledgement = sent->sequence + static_cast<std::uint32_t>(sent->payload.size());
    }
    if (count > 0) {
      right.interface().input(test::tcp_packet(segment));
      settle();
    }
    return count;
  }

  test::TcpSegment segment;
};
HOSTMODEM_BOTH_FAMILIES(HostilePeerTest);

/// The option that says how long segments may be.
Bytes segment_size(std::uint8_t size) {
  return {std::byte{2}, std::byte{4}, std::byte{0}, std::byte{size}};
}

// A send of more than such a peer's segments could queue took nothing, and nothing was under way
// that would have made room: the sender waited for ever.
TEST_P(HostilePeerTest, APeerOfTinySegmentsIsServed) {
  const auto server = connect_by_hand(segment_size(32));
  const Bytes data = pattern(60'000);
  std::size_t sent = 0;
  std::size_t received = 0;
  for (int i = 0; i < 20'000 && received < data.size(); ++i) {
    if (sent < data.size()) {
      const auto count = server->send(std::span(data).subspan(sent));
      if (count) sent += *count;
    }
    settle();
    if (acknowledge_all() == 0) network.advance(250ms);
    received = sent;
  }
  EXPECT_EQ(sent, data.size());
}

TEST_P(HostilePeerTest, ASegmentSizeOfOneDoesNotHangTheModem) {
  const auto server = connect_by_hand(segment_size(1));
  EXPECT_TRUE(server->send(pattern(60'000)));
  settle();
}

TEST_P(HostilePeerTest, ASegmentSizeOfZeroIsNotBelieved) {
  const auto server = connect_by_hand(segment_size(0));
  EXPECT_TRUE(server->send(pattern(1000)));
  settle();
}

TEST_P(HostilePeerTest, DataOutsideTheWindowAreNotTaken) {
  const auto server = connect_by_hand();
  segment.sequence += 1'000'000;
  segment.payload = bytes_of("far away");
  exchange();
  EXPECT_FALSE(server->readable());
  EXPECT_FALSE(server->failure());
}

TEST_P(HostilePeerTest, AByteHalfTheSequenceSpaceAwayAbortedTheModem) {
  const auto server = connect_by_hand();
  const std::uint32_t expected = segment.sequence;
  segment.sequence = expected + 0x80000000;
  segment.payload = bytes_of("x");
  EXPECT_FALSE(exchange());
  segment.sequence = expected;
  exchange();
  EXPECT_EQ(drain(*server), bytes_of("x"));
}

TEST_P(HostilePeerTest, AResetOutsideTheWindowIsNotBelieved) {
  const auto server = connect_by_hand();
  segment.sequence += 1'000'000;
  segment.flags = test::kRst;
  exchange();
  EXPECT_FALSE(server->failure());
}

TEST_P(HostilePeerTest, AResetEndsTheConnection) {
  const auto server = connect_by_hand();
  segment.flags = test::kRst;
  exchange();
  EXPECT_EQ(server->failure(), Errno::kConnReset);
}

TEST_P(HostilePeerTest, SegmentsOutOfOrderArePutInOrder) {
  const auto server = connect_by_hand();
  const std::uint32_t first = segment.sequence;
  segment.flags = test::kAck | test::kPsh;
  segment.sequence = first + 3;
  segment.payload = bytes_of("def");
  exchange();
  EXPECT_FALSE(server->readable());
  segment.sequence = first;
  segment.payload = bytes_of("abc");
  exchange();
  EXPECT_EQ(drain(*server), bytes_of("abcdef"));
}

TEST_P(HostilePeerTest, OverlappingSegmentsAreTakenOnce) {
  const auto server = connect_by_hand();
  const std::uint32_t first = segment.sequence;
  segment.flags = test::kAck | test::kPsh;
  segment.payload = bytes_of("abcd");
  exchange();
  segment.sequence = first + 2;
  segment.payload = bytes_of("cdef");
  exchange();
  segment.sequence = first;
  segment.payload = bytes_of("abcdef");
  exchange();
  EXPECT_EQ(drain(*server), bytes_of("abcdef"));
}

TEST_P(HostilePeerTest, MoreDataThanTheWindowAreNotTaken) {
  const auto server = connect_by_hand();
  segment.flags = test::kAck | test::kPsh;
  segment.payload = pattern(1400);
  for (int i = 0; i < 200; ++i) {
    exchange();
    segment.sequence += 1400;
  }
  EXPECT_LE(server->available(), 65535U);
}

TEST_P(HostilePeerTest, AFloodOfSynsEndsByItself) {
  auto listener = listen(right, 7000);
  for (std::uint16_t port = 1000; port < 3000; ++port) {
    segment = {.from = at(left, port), .to = at(right, 7000), .sequence = 1, .flags = test::kSyn};
    exchange();
  }
  EXPECT_FALSE(listener->readable());
  advance(2min);
  right.sent.clear();
  advance(2min);
  EXPECT_TRUE(right.sent.empty());
}

}  // namespace
}  // namespace hostmodem::ip
