#include "ip/raw_endpoint.h"

#include <gtest/gtest.h>

#include "unit/ip/network.h"

namespace hostmodem::ip {
namespace {

using testing::Bytes;
using testing::bytes_of;
using testing::Told;

class RawEndpointTest : public testing::PairTest {
 protected:
  Bytes ping() {
    return test::echo_request(left.address(GetParam()), right.address(GetParam()),
                              bytes_of("ping"));
  }
  Bytes datagram(std::uint16_t port) {
    return test::udp_packet(at(left, 7001), at(right, port), bytes_of("data"));
  }
  Result<Bytes> next(bool peek = false) {
    settle();
    Bytes packet(70'000);
    const auto length = raw.receive(packet, peek);
    if (!length) return fail(length.error());
    packet.resize(*length);
    return packet;
  }

  RawEndpoint raw{right.interface()};
};
HOSTMODEM_BOTH_FAMILIES(RawEndpointTest);

TEST_P(RawEndpointTest, SendsPacketsAsTheyAre) {
  const Bytes packet = test::echo_request(right.address(GetParam()), left.address(GetParam()), {});
  ASSERT_EQ(raw.send(packet), packet.size());
  settle();
  EXPECT_EQ(right.sent.front(), packet);
}

TEST_P(RawEndpointTest, GetsPacketsThatTheStackTakesToo) {
  const auto taken = udp(right, 7000);
  const Told told(raw);
  right.interface().input(datagram(7000));
  EXPECT_EQ(next(), datagram(7000));
  EXPECT_TRUE(taken->readable());
  EXPECT_EQ(told.all, kArrival);
}

TEST_P(RawEndpointTest, GetsPacketsForOtherAddresses) {
  const Bytes packet = test::echo_request(right.address(GetParam()), left.address(GetParam()), {});
  right.interface().input(packet);
  EXPECT_EQ(next(), packet);
}

TEST_P(RawEndpointTest, APeekLeavesThePacket) {
  right.interface().input(ping());
  EXPECT_EQ(next(true), ping());
  EXPECT_EQ(next(), ping());
  EXPECT_EQ(next(), tl::unexpected(Errno::kAgain));
}

TEST_P(RawEndpointTest, WhatDoesNotFitIsLost) {
  right.interface().input(ping());
  right.interface().input(datagram(7000));
  settle();
  Bytes start(10);
  EXPECT_EQ(raw.receive(start, false), ping().size());
  EXPECT_TRUE(std::equal(start.begin(), start.end(), ping().begin()));
  EXPECT_EQ(next(), datagram(7000));
}

TEST_P(RawEndpointTest, OnlyPacketsWithRightLengthsAreSent) {
  const Bytes packet = ping();
  for (std::size_t length = 0; length < packet.size(); ++length) {
    EXPECT_EQ(raw.send(std::span(packet).first(length)), tl::unexpected(Errno::kInval)) << length;
  }
  Bytes longer = packet;
  longer.push_back({});
  EXPECT_EQ(raw.send(longer), tl::unexpected(Errno::kInval));
  longer[0] = std::byte{0x50};
  EXPECT_EQ(raw.send(longer), tl::unexpected(Errno::kInval));
}

TEST_P(RawEndpointTest, APacketLongerThanTheMtuIsTooLong) {
  const auto packet = [&](std::size_t length) {
    const std::size_t header = GetParam() == Family::kIpv4 ? 20 : 40;
    return test::ip_packet(right.address(GetParam()), left.address(GetParam()), 253,
                           Bytes(length - header));
  };
  EXPECT_EQ(raw.send(packet(testing::kMtu)), std::size_t{testing::kMtu});
  EXPECT_EQ(raw.send(packet(testing::kMtu + 1)), tl::unexpected(Errno::kMsgSize));
}

// A stack of the application's own would have its connections reset by the modem's.
TEST_P(RawEndpointTest, TheStackDoesNotAnswerWhatItHasNoEndpointFor) {
  right.interface().input(datagram(7000));
  right.interface().input(test::tcp_packet(
      {.from = at(left, 7001), .to = at(right, 80), .sequence = 1, .flags = test::kAck}));
  settle();
  EXPECT_TRUE(right.sent.empty());
}

TEST_P(RawEndpointTest, TheStackKeepsAnsweringWhatItHasAnEndpointFor) {
  const auto listener = listen(right, 7000);
  const auto client = tcp(left);
  ASSERT_TRUE(client->connect(at(right, 7000)));
  settle();
  EXPECT_TRUE(client->connected());
}

TEST_P(RawEndpointTest, WhatIsNotReadIsLimited) {
  int taken = 0;
  for (int i = 0; i < 2000; ++i) right.interface().input(ping());
  while (next()) ++taken;
  EXPECT_GT(taken, 100);
  EXPECT_LT(taken, 2000);
  right.interface().input(ping());
  EXPECT_TRUE(next());
}

TEST_P(RawEndpointTest, EndsWithItsInterface) {
  right.interface().input(ping());
  right.remove();
  EXPECT_EQ(raw.send(ping()), tl::unexpected(Errno::kNetDown));
  EXPECT_EQ(next(), ping());
  EXPECT_EQ(next(), tl::unexpected(Errno::kNetDown));
}

TEST(RawEndpointOffloadTest, IsOffWhileThereIsARawEndpoint) {
  testing::Network network;
  std::vector<bool> offload;
  Interface interface(network.stack, testing::numbered(1), testing::kMtu,
                      {[](auto) {}, [] {}, [&](bool on) { offload.push_back(on); }});
  auto first = std::make_unique<RawEndpoint>(interface);
  auto second = std::make_unique<RawEndpoint>(interface);
  first.reset();
  EXPECT_EQ(offload, std::vector{false});
  second.reset();
  EXPECT_EQ(offload, (std::vector{false, true}));
}

}  // namespace
}  // namespace hostmodem::ip
