#include "unit/link/tun_fixture.h"

namespace hostmodem::link {
namespace {

TEST(TunNetworkTest, ItsAddressesAreThoseOfTheSlirpNetwork) {
  const TunNetwork network = TunNetwork::for_pdn("modem0", 1);
  EXPECT_EQ(network.name, "modem0");
  EXPECT_EQ(network.network4.to_string(), "10.0.3.0");
  EXPECT_EQ(network.host4.to_string(), "10.0.3.2");
  EXPECT_EQ(network.guest4.to_string(), "10.0.3.15");
  EXPECT_EQ(network.prefix6.to_string(), "fd00:0:0:3::");
  EXPECT_EQ(network.host6.to_string(), "fd00:0:0:3::2");
  EXPECT_EQ(network.guest6.to_string(), "fd00:0:0:3::15");
  EXPECT_TRUE(network.valid());
}

TEST(TunNetworkTest, WhatDoesNotFitIsNotValid) {
  const TunNetwork good = TunNetwork::for_pdn("modem0", 0);
  TunNetwork network = good;
  network.ipv4 = network.ipv6 = false;
  EXPECT_FALSE(network.valid());
  network = good;
  network.host6 = *IpAddress::parse("fd00::2");
  EXPECT_FALSE(network.valid());
  network.ipv6 = false;
  EXPECT_TRUE(network.valid());
  network.mtu = 1000;
  EXPECT_TRUE(network.valid());
  network = good;
  network.mtu = 1000;
  EXPECT_FALSE(network.valid());
}

}  // namespace
}  // namespace hostmodem::link
