// What a TUN link carries.

#include "unit/link/tun_fixture.h"

namespace hostmodem::link {
namespace {

using ::testing::ElementsAre;
using testing::HostSocket;
using testing::make;
using testing::Packet;
using testing::to_bytes;
using testing::TunLinkTest;
using testing::Udp;

TEST_F(TunLinkTest, APacketReachesTheHostAndItsAnswerTheModem) {
  test::in_own_network([this] {
    make_link();
    expect_works(Family::kIpv4);
    expect_works(Family::kIpv6);
  });
}

TEST_F(TunLinkTest, TheInterfaceHasTheHostsAddressesAndTheMtu) {
  test::in_own_network([this] {
    network_.mtu = 1400;
    make_link();
    EXPECT_THAT(testing::addresses_of("modem0"), ElementsAre(network_.host4, network_.host6));
    EXPECT_EQ(testing::mtu_of("modem0"), 1400U);
  });
}

TEST_F(TunLinkTest, TheInterfaceVanishesWithTheLink) {
  test::in_own_network([this] {
    const std::size_t before = testing::count_descriptors();
    make_link();
    EXPECT_TRUE(testing::exists("modem0"));
    link_.reset();
    EXPECT_FALSE(testing::exists("modem0"));
    EXPECT_EQ(testing::count_descriptors(), before);
    make_link();
    expect_works(Family::kIpv4);
  });
}

TEST_F(TunLinkTest, TwoLinksHaveTheirOwnNetworks) {
  test::in_own_network([this] {
    const auto other = make_tun_link(TunNetwork::for_pdn("modem1", 1));
    ASSERT_TRUE(other.has_value());
    make_link();
    expect_works(Family::kIpv4);
    expect_works(Family::kIpv6);
  });
}

TEST_F(TunLinkTest, AFamilyThatIsOffHasNoAddressAndCarriesNothing) {
  for (const Family off : {Family::kIpv4, Family::kIpv6}) {
    network_ = TunNetwork::for_pdn("modem0", 0);
    const Family on = off == Family::kIpv4 ? Family::kIpv6 : Family::kIpv4;
    (off == Family::kIpv4 ? network_.ipv4 : network_.ipv6) = false;
    test::in_own_network([this, off, on] {
      make_link();
      EXPECT_THAT(testing::addresses_of("modem0"), ElementsAre(host(on, 0).address));
      testing::add_address("modem0", host(off, 0).address, off == Family::kIpv4 ? 24 : 64);
      const HostSocket socket = peer(off);
      link_->send(make(Udp{modem(off, 4000), host(off, socket.port()), to_bytes("x")}));
      EXPECT_FALSE(socket.readable());
      expect_works(on);
    });
  }
}

TEST_F(TunLinkTest, APacketLongerThanTheMtuIsDropped) {
  test::in_own_network([this] {
    make_link();
    const HostSocket socket = peer(Family::kIpv4);
    const auto send = [&](std::size_t length) {
      link_->send(make(
          Udp{modem(Family::kIpv4, 4000), host(Family::kIpv4, socket.port()), Packet(length)}));
    };
    send(network_.mtu - 28 + 1);
    EXPECT_FALSE(socket.readable());
    send(network_.mtu - 28);
    EXPECT_TRUE(socket.readable());
  });
}

TEST_F(TunLinkTest, WhatIsNoPacketIsDropped) {
  test::in_own_network([this] {
    make_link();
    link_->send({});
    link_->send(to_bytes("garbage"));
    Packet cut = make(Udp{modem(Family::kIpv4, 4000), host(Family::kIpv4, 9), to_bytes("x")});
    cut.pop_back();
    link_->send(cut);
    expect_works(Family::kIpv4);
  });
}

TEST_F(TunLinkTest, AFloodIsTakenInTurns) {
  test::in_own_network([this] {
    network_.ipv6 = false;  // its packets would count
    make_link();
    const HostSocket socket = peer(Family::kIpv4);
    const HostAddress to(modem(Family::kIpv4, 4000));
    for (int i = 0; i < 100; ++i) {
      ASSERT_EQ(sendto(socket.fd(), "x", 1, 0, to.get(), to.length), 1);
    }
    while (received_.empty()) turn();
    EXPECT_LE(received_.size(), 64U);
    for (std::size_t before = 0; before != received_.size();) {
      before = received_.size();
      turn();
      EXPECT_LE(received_.size(), before + 64);
    }
    EXPECT_EQ(received_.size(), 100U);
  });
}

TEST_F(TunLinkTest, ItForwardsNoPorts) {
  test::in_own_network([this] {
    make_link();
    EXPECT_EQ(link_->add_forward({}).error(), Errno::kOpNotSupp);
  });
}

}  // namespace
}  // namespace hostmodem::link
