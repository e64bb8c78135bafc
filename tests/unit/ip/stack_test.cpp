#include "ip/stack.h"

#include <gtest/gtest.h>
#include <lwip/sys.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "unit/ip/network.h"

namespace hostmodem::ip {
namespace {

using namespace std::chrono_literals;
using testing::bytes_of;
using testing::Host;
using testing::Network;
using testing::numbered;

TEST(StackTest, LwipsTimeIsTheModems) {
  Network network;
  const u32_t before = sys_now();
  network.clock.advance_to(network.clock.now() + 90s);
  EXPECT_EQ(sys_now() - before, 90'000U);
}

TEST(StackTest, LwipsTimeIsScaledAsTheModems) {
  Clock clock(1e6);
  Random random(1);
  const Stack stack(clock, random);
  const u32_t before = sys_now();
  while (clock.now() < TimePoint{} + 1h) {
  }
  EXPECT_GE(sys_now() - before, 1'000'000U);
}

TEST(StackTest, WithoutAnInterfaceThereIsNoDeadline) {
  Network network;
  EXPECT_FALSE(network.stack.next_deadline());
}

TEST(StackTest, WithAnInterfaceThereIsADeadline) {
  Network network;
  const Host host(network.stack, numbered(1));
  const auto deadline = network.stack.next_deadline();
  ASSERT_TRUE(deadline);
  EXPECT_LE(*deadline - network.clock.now(), 1min);
}

TEST(StackTest, RunningTheTimersMovesTheDeadline) {
  Network network;
  const Host host(network.stack, numbered(1));
  for (int i = 0; i < 100; ++i) {
    const TimePoint deadline = network.stack.next_deadline().value();
    network.clock.advance_to(deadline);
    network.stack.run_timers();
    EXPECT_GT(network.stack.next_deadline().value(), deadline);
  }
}

TEST(StackTest, ADeadlineBetweenMillisecondsIsNotEarly) {
  Network network;
  const Host host(network.stack, numbered(1));
  network.clock.advance_to(network.clock.now() + 300us);
  const TimePoint deadline = network.stack.next_deadline().value();
  network.clock.advance_to(deadline);
  network.stack.run_timers();
  EXPECT_NE(network.stack.next_deadline().value(), deadline);
}

// lwIP compares times in 32 bits of milliseconds: what is more than 25 days late was in the future.
TEST(StackTest, TimersRunAfterAMonthWithoutAnInterface) {
  Network network;
  { const Host host(network.stack, numbered(1)); }
  network.clock.advance_to(network.clock.now() + 30 * 24h);
  Host host(network.stack, numbered(1));
  ASSERT_LE(network.stack.next_deadline().value() - network.clock.now(), 1min);
  const auto client = TcpEndpoint::create(host.interface(), Family::kIpv4).value();
  ASSERT_TRUE(client->connect({testing::address("10.1.0.2"), 7000}));
  network.advance(1min);
  EXPECT_EQ(client->failure(), Errno::kTimedOut);
}

TEST(StackTest, TimersRunAcrossTheEndOfLwipsTime) {
  Network network;
  network.clock.advance_to(TimePoint{} + std::chrono::milliseconds(0xffffffffLL) - 5s);
  Host host(network.stack, numbered(1));
  const auto client = TcpEndpoint::create(host.interface(), Family::kIpv4).value();
  ASSERT_TRUE(client->connect({testing::address("10.1.0.2"), 7000}));
  network.advance(1min);
  EXPECT_EQ(client->failure(), Errno::kTimedOut);
}

TEST(StackTest, NoEphemeralPortIsGivenAgainBeforeAllOthersWere) {
  Network network;
  std::set<std::uint16_t> ports;
  for (int i = 0; i < 16384; ++i) ports.insert(network.stack.next_port());
  EXPECT_EQ(*ports.begin(), 49152);
  EXPECT_EQ(ports.size(), 16384U);
}

/// What a modem does between its start and its end, with everything left open.
void live() {
  Network network;
  Host left(network.stack, numbered(1));
  Host right(network.stack, numbered(2));
  Host::connect(left, right);
  auto bound = TcpEndpoint::create(right.interface(), Family::kIpv6).value();
  ASSERT_TRUE(bound->bind({IpAddress::any(Family::kIpv6), 7000}, false));
  const auto listener = TcpListener::listen(bound, 4).value();
  const auto client = TcpEndpoint::create(left.interface(), Family::kIpv6).value();
  ASSERT_TRUE(client->connect({right.address(Family::kIpv6), 7000}));
  const auto connecting = TcpEndpoint::create(left.interface(), Family::kIpv4).value();
  ASSERT_TRUE(connecting->connect({testing::address("192.0.2.1"), 7000}));
  const auto datagrams = UdpEndpoint::create(left.interface(), Family::kIpv4).value();
  ASSERT_TRUE(datagrams->bind({IpAddress::any(Family::kIpv4), 7000}, false));
  network.stack.settle();
  ASSERT_TRUE(client->connected());
  ASSERT_TRUE(client->send(bytes_of("data")));
  ASSERT_TRUE(datagrams->send(testing::pattern(5000), {right.address(Family::kIpv4), 9000}));
  ASSERT_TRUE(datagrams->send(bytes_of("self"), {left.address(Family::kIpv4), 7000}));
  network.advance(1s);
  ASSERT_TRUE(datagrams->send(bytes_of("self"), {left.address(Family::kIpv4), 7000}));
}

TEST(StackTest, AHundredFollowOneAnother) {
  for (int i = 0; i < 100; ++i) {
    live();
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(testing::time_wait_count(), 0U);
}

TEST(StackTest, TheNextStartsWithoutTheConnectionsOfTheOneBefore) {
  live();
  Network network;
  Host left(network.stack, numbered(1));
  Host right(network.stack, numbered(2));
  Host::connect(left, right);
  network.advance(5min);
  EXPECT_TRUE(left.sent.empty());
  EXPECT_TRUE(right.sent.empty());
  const auto endpoint = TcpEndpoint::create(right.interface(), Family::kIpv6).value();
  EXPECT_TRUE(endpoint->bind({IpAddress::any(Family::kIpv6), 7000}, false));
}

}  // namespace
}  // namespace hostmodem::ip
