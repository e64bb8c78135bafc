#include "option_helpers.h"
#include "socket/options.h"
#include "socket_fixture.h"
#include "support/ip_packets.h"

// NRF_SO_BINDTODEVICE and NRF_SO_BINDTOPDN: one socket, one packet data network.

namespace hostmodem::socket {
namespace {

using test::Bytes;

class PdnBinding : public SocketTest {
 protected:
  PdnBinding() {
    EXPECT_TRUE(pdns.activate(1));
    for (const pdn::PdnId id : {pdn::PdnId{0}, pdn::PdnId{1}}) {
      (*pdns.find(id))->pipe()->set_handler([this, id](std::span<const std::byte> packet) {
        sent[id].emplace_back(packet.begin(), packet.end());
      });
    }
  }

  static Status bind_to(Socket& socket, std::string_view name, bool terminated = false) {
    return set_option(socket, NRF_SOL_SOCKET, NRF_SO_BINDTODEVICE, text_value(name, terminated));
  }
  static Status bind_to(Socket& socket, int id) {
    return set_option(socket, NRF_SOL_SOCKET, NRF_SO_BINDTOPDN, packed(id));
  }
  void arrives(pdn::PdnId id, const SocketAddress& from, const SocketAddress& to) {
    (*pdns.find(id))->pipe()->inject(test::udp_packet(from, to, test::bytes_of("data")));
    settle();
  }

  std::array<std::vector<Bytes>, 2> sent;
  const SocketAddress peer{IpAddress::v4({192, 0, 2, 1}), 7};
};

TEST_F(PdnBinding, TrafficLeavesThere) {
  const auto socket = make({.stream = false});
  ASSERT_TRUE(bind_to(*socket, "pdn1"));
  ASSERT_TRUE(socket->send(bytes("data"), peer));
  settle();
  EXPECT_TRUE(sent[0].empty());
  ASSERT_EQ(sent[1].size(), 1U);
  EXPECT_EQ(test::parse_ip(sent[1][0])->from, (*pdns.find(1))->address4());
}

TEST_F(PdnBinding, WithoutItTrafficLeavesByTheDefaultPdn) {
  ASSERT_TRUE(make({.stream = false})->send(bytes("data"), peer));
  settle();
  EXPECT_EQ(sent[0].size(), 1U);
  EXPECT_TRUE(sent[1].empty());
}

TEST_F(PdnBinding, OnePortIsAnotherOneOnEachPdn) {
  const auto first = make({.stream = false});
  const auto second = make({.stream = false});
  ASSERT_TRUE(bind_to(*second, 1));
  const SocketAddress any{IpAddress::any(Family::kIpv4), 5000};
  ASSERT_TRUE(first->bind(any));
  ASSERT_TRUE(second->bind(any));
  arrives(1, peer, {*(*pdns.find(1))->address4(), 5000});
  EXPECT_EQ(first->events() & NRF_POLLIN, 0);
  EXPECT_NE(second->events() & NRF_POLLIN, 0);
}

TEST_F(PdnBinding, NamesAreTakenWithAndWithoutTheirEnd) {
  EXPECT_TRUE(bind_to(*make(), "pdn1", true));
  EXPECT_TRUE(bind_to(*make(), "pdn1", false));
  EXPECT_TRUE(bind_to(*make(), "pdn0", false));
}

TEST_F(PdnBinding, WhatIsNoPdnIsInvalid) {
  for (const auto* name : {"", "pdn", "pdnx", "pdn-1", "pdn 1", "pdn1x", "PDN1", "eth0", "1",
                           "pdn11", "pdn99999999999"}) {
    EXPECT_THAT(bind_to(*make(), name), FailsWith(Errno::kInval)) << name;
  }
  EXPECT_THAT(bind_to(*make(), "pdn1" + std::string(70, '0')), FailsWith(Errno::kInval));
  for (const int id : {-1, 11, 256, INT32_MAX}) {
    EXPECT_THAT(bind_to(*make(), id), FailsWith(Errno::kInval)) << id;
  }
}

TEST_F(PdnBinding, APdnThatIsNotActiveIsInvalid) {
  EXPECT_THAT(bind_to(*make(), "pdn2"), FailsWith(Errno::kInval));
  pdns.deactivate(1);
  EXPECT_THAT(bind_to(*make(), 1), FailsWith(Errno::kInval));
}

TEST_F(PdnBinding, ASocketThatHasUsedAPdnKeepsIt) {
  const auto socket = make({.stream = false});
  ASSERT_TRUE(socket->send(bytes("data"), peer));
  EXPECT_THAT(bind_to(*socket, 1), FailsWith(Errno::kInval));
  EXPECT_TRUE(bind_to(*socket, 0));
}

TEST_F(PdnBinding, ARawSocketHasThePacketsOfItsPdn) {
  const auto raw = make({.stream = false, .raw = true});
  ASSERT_TRUE(bind_to(*raw, 1));
  arrives(0, peer, own(5000));
  EXPECT_EQ(raw->events() & NRF_POLLIN, 0);
  arrives(1, peer, {*(*pdns.find(1))->address4(), 5000});
  EXPECT_NE(raw->events() & NRF_POLLIN, 0);
}

TEST_F(PdnBinding, TheLossOfAnotherPdnIsNotNoticed) {
  const auto mine = make({.stream = false});
  const auto other = make({.stream = false});
  ASSERT_TRUE(bind_to(*mine, 1));
  ASSERT_TRUE(mine->bind({IpAddress::any(Family::kIpv4), 5000}));
  ASSERT_TRUE(other->bind({IpAddress::any(Family::kIpv4), 5000}));
  pdns.deactivate(1);
  settle();
  EXPECT_EQ(mine->events(), NRF_POLLERR);
  EXPECT_EQ(other->events(), NRF_POLLOUT);
  EXPECT_TRUE(other->send(bytes("data"), peer));
}

TEST_F(PdnBinding, AnAcceptedSocketIsOnThePdnOfItsListener) {
  const auto server = make();
  ASSERT_TRUE(bind_to(*server, 1));
  const SocketAddress at{*(*pdns.find(1))->address4(), 7000};
  ASSERT_TRUE(server->bind(at));
  ASSERT_TRUE(server->listen(1));
  const auto client = make();
  ASSERT_TRUE(bind_to(*client, 1));
  ASSERT_FALSE(client->connect(at));
  settle();
  const auto accepted = server->accept();
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->socket->options.pdn, 1);
}

}  // namespace
}  // namespace hostmodem::socket
