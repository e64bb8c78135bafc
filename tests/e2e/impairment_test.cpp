// Applications over a bad network: what TCP, TLS and a resolver are for.

#include <thread>

#include "e2e/modem_test.h"
#include "support/host_peer.h"

namespace hostmodem::test {
namespace {

constexpr hostmodem_impairment kBad{
    .loss = 0.05, .reordering = 0.05, .duplication = 0.05, .delay_ms = 20, .jitter_ms = 10};

class BadNetwork : public ModemTest {
 protected:
  void SetUp() override {
    // With it each fault meets at least two of the first 40 packets of each direction. (To be
    // overtaken, one also needs a next one.)
    ASSERT_EQ(hostmodem_seed(98), 0);
    start("[clock]\nscale = 50\n");
  }

  /// Sends `data` to a peer that sends it back, and gives what came back.
  std::string echoed(const std::string& data, Family family = Family::kIpv4) {
    HostListener listener(family);
    Socket socket = tcp(family);
    EXPECT_EQ(socket.connect(host(listener.port(), family)), gives(0));
    HostConnection peer = listener.accept();
    std::thread echo([&peer] { peer.echo_all(); });
    std::thread sender([&] { EXPECT_EQ(socket.send(data), gives(static_cast<int>(data.size()))); });
    std::string result = receive_all(socket, data.size());
    sender.join();
    EXPECT_EQ(socket.close(), gives(0));
    echo.join();
    return result;
  }

  static hostmodem_faults faults(int direction) {
    hostmodem_faults result{};
    EXPECT_EQ(hostmodem_fault_counters(0, direction, &result), 0);
    return result;
  }
};

TEST_F(BadNetwork, AStreamArrivesWholeThroughLossReorderingAndDuplication) {
  ASSERT_EQ(hostmodem_impair(0, HOSTMODEM_BOTH_DIRECTIONS, &kBad), 0);
  const std::string data = pattern(65536);
  EXPECT_EQ(echoed(data), data);
  for (const int direction : {HOSTMODEM_UPLINK, HOSTMODEM_DOWNLINK}) {
    const hostmodem_faults counted = faults(direction);
    EXPECT_GT(counted.lost, 0U);
    EXPECT_GT(counted.duplicated, 0U);
    EXPECT_EQ(counted.corrupted, 0U);
  }
  EXPECT_GT(faults(HOSTMODEM_BOTH_DIRECTIONS).reordered, 0U);
}

TEST_F(BadNetwork, AStreamArrivesWholeOverIpv6) {
  ASSERT_EQ(hostmodem_impair(0, HOSTMODEM_BOTH_DIRECTIONS, &kBad), 0);
  const std::string data = pattern(65536);
  EXPECT_EQ(echoed(data, Family::kIpv6), data);
}

TEST_F(BadNetwork, CorruptionIsNoticedByTheChecksums) {
  hostmodem_impairment corrupting = kBad;
  corrupting.corruption = 0.05;
  ASSERT_EQ(hostmodem_impair(0, HOSTMODEM_BOTH_DIRECTIONS, &corrupting), 0);
  const std::string data = pattern(65536);
  EXPECT_EQ(echoed(data), data);
  EXPECT_GT(faults(HOSTMODEM_UPLINK).corrupted, 0U);
  EXPECT_GT(faults(HOSTMODEM_DOWNLINK).corrupted, 0U);
}

TEST_F(BadNetwork, PacketsAreThoseOfTheAirAndMayWaitInAQueueOfTwo) {
  // Of a merged segment not one would fit: the queue takes two packets of the MTU.
  const hostmodem_impairment narrow{.rate_bps = 2'000'000, .queue_bytes = 3000};
  ASSERT_EQ(hostmodem_impair(0, HOSTMODEM_BOTH_DIRECTIONS, &narrow), 0);
  const std::string data = pattern(65536);
  EXPECT_EQ(echoed(data), data);
}

TEST_F(BadNetwork, AConnectionSurvivesChangesAndABlackout) {
  HostListener listener(Family::kIpv4);
  Socket socket = tcp();
  ASSERT_EQ(socket.connect(host(listener.port())), gives(0));
  HostConnection peer = listener.accept();
  const std::string block = pattern(8192);
  const auto expect_block = [&] {
    ASSERT_EQ(socket.send(block), gives(8192));
    EXPECT_EQ(peer.receive(block.size()), block);
  };
  expect_block();
  ASSERT_EQ(hostmodem_impair(0, HOSTMODEM_BOTH_DIRECTIONS, &kBad), 0);
  expect_block();
  ASSERT_EQ(hostmodem_blackout(0, 10'000), 0);
  expect_block();
  EXPECT_GT(faults(HOSTMODEM_UPLINK).blacked_out, 0U);
  ASSERT_EQ(hostmodem_impair(0, HOSTMODEM_BOTH_DIRECTIONS, nullptr), 0);
  expect_block();
}

}  // namespace
}  // namespace hostmodem::test
