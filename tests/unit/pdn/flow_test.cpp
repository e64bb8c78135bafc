#include "pdn/flow.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>

#include "support/ip_packets.h"

namespace hostmodem::pdn {
namespace {

using test::Bytes;
using test::bytes_of;
using test::echo_request;
using test::ip_packet;
using test::tcp_packet;
using test::udp_packet;

IpAddress address(const char* text) { return IpAddress::parse(text).value(); }

struct Ends {
  SocketAddress own;
  SocketAddress peer;
};
const Ends kV4{{address("10.0.2.15"), 7000}, {address("192.0.2.1"), 443}};
const Ends kV6{{address("fd00::15"), 7000}, {address("2001:db8::1"), 443}};

TEST(Flow, IsTheSameBothWays) {
  for (const Ends& ends : {kV4, kV6}) {
    const auto up = flow_of(3, Direction::kUplink, udp_packet(ends.own, ends.peer, bytes_of("x")));
    const auto down =
        flow_of(3, Direction::kDownlink, udp_packet(ends.peer, ends.own, bytes_of("x")));
    for (const std::optional<Flow>& flow : {up, down}) {
      ASSERT_TRUE(flow);
      EXPECT_EQ(flow->pdn, 3);
      EXPECT_EQ(flow->transport, Flow::Transport::kUdp);
      EXPECT_EQ(flow->port, 7000);
      EXPECT_EQ(flow->peer, ends.peer);
    }
  }
}

TEST(Flow, TellsTcpFromUdp) {
  const auto flow =
      flow_of(0, Direction::kUplink,
              tcp_packet({.from = kV4.own, .to = kV4.peer, .options = {}, .payload = {}}));
  ASSERT_TRUE(flow);
  EXPECT_EQ(flow->transport, Flow::Transport::kTcp);
  EXPECT_EQ(flow->port, 7000);
}

TEST(Flow, HasNoPortsWithoutATransport) {
  const auto flow = flow_of(0, Direction::kUplink,
                            echo_request(kV4.own.address, kV4.peer.address, bytes_of("ping")));
  ASSERT_TRUE(flow);
  EXPECT_EQ(flow->transport, Flow::Transport::kOther);
  EXPECT_EQ(flow->port, 0);
  EXPECT_EQ(flow->peer, (SocketAddress{kV4.peer.address, 0}));
}

TEST(Flow, HasNoPortsInALaterFragment) {
  Bytes packet = udp_packet(kV4.own, kV4.peer, bytes_of("the middle of a datagram"));
  packet[7] = std::byte{10};  // the offset
  const auto flow = flow_of(0, Direction::kUplink, packet);
  ASSERT_TRUE(flow);
  EXPECT_EQ(flow->transport, Flow::Transport::kOther);
}

TEST(Flow, NeedsAPacketThatHoldsItsPorts) {
  EXPECT_FALSE(flow_of(0, Direction::kUplink, {}));
  EXPECT_FALSE(flow_of(0, Direction::kUplink, bytes_of("no packet")));
  const auto cut =
      flow_of(0, Direction::kUplink,
              ip_packet(kV4.own.address, kV4.peer.address, test::kUdp, bytes_of("xyz")));
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->transport, Flow::Transport::kOther);
}

}  // namespace
}  // namespace hostmodem::pdn
