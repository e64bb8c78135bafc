#include <gtest/gtest.h>

#include "link/slirp_link.h"

namespace hostmodem::link {
namespace {

TEST(SlirpNetworkTest, TheFirstPdnHasTheDocumentedAddresses) {
  const SlirpNetwork network = SlirpNetwork::for_pdn(0);
  EXPECT_EQ(network.network4.to_string(), "10.0.2.0");
  EXPECT_EQ(network.host4.to_string(), "10.0.2.2");
  EXPECT_EQ(network.nameserver4.to_string(), "10.0.2.3");
  EXPECT_EQ(network.guest4.to_string(), "10.0.2.15");
  EXPECT_EQ(network.prefix6.to_string(), "fd00:0:0:2::");
  EXPECT_EQ(network.host6.to_string(), "fd00:0:0:2::2");
  EXPECT_EQ(network.nameserver6.to_string(), "fd00:0:0:2::3");
  EXPECT_EQ(network.guest6.to_string(), "fd00:0:0:2::15");
}

TEST(SlirpNetworkTest, EveryPdnHasItsOwnSubnet) {
  EXPECT_EQ(SlirpNetwork::for_pdn(1).guest4.to_string(), "10.0.3.15");
  EXPECT_EQ(SlirpNetwork::for_pdn(250).guest4.to_string(), "10.0.252.15");
  EXPECT_EQ(SlirpNetwork::for_pdn(14).guest6.to_string(), "fd00:0:0:10::15");
  for (unsigned number = 0; number <= 250; ++number) {
    EXPECT_TRUE(SlirpNetwork::for_pdn(number).valid()) << number;
  }
}

TEST(SlirpNetworkTest, WithoutAnyFamilyItIsNotValid) {
  SlirpNetwork network = SlirpNetwork::for_pdn(0);
  network.ipv4 = network.ipv6 = false;
  EXPECT_FALSE(network.valid());
}

TEST(SlirpNetworkTest, TwoRolesOfOneAddressAreNotValid) {
  SlirpNetwork network = SlirpNetwork::for_pdn(0);
  network.guest6 = network.host6;
  EXPECT_FALSE(network.valid());
}

TEST(SlirpNetworkTest, AddressesOfAFamilyThatIsOffDoNotMatter) {
  SlirpNetwork network = SlirpNetwork::for_pdn(0);
  network.guest6 = network.host6;
  network.ipv6 = false;
  EXPECT_TRUE(network.valid());
}

TEST(SlirpNetworkTest, AnAddressOfTheOtherFamilyIsNotValid) {
  SlirpNetwork network = SlirpNetwork::for_pdn(0);
  network.guest4 = network.guest6;
  EXPECT_FALSE(network.valid());
}

TEST(SlirpNetworkTest, TheMtuHasARange) {
  SlirpNetwork network = SlirpNetwork::for_pdn(0);
  for (const unsigned mtu : {0U, 1279U, 65522U}) {
    network.mtu = mtu;
    EXPECT_FALSE(network.valid()) << mtu;
  }
  network.mtu = 1280;
  EXPECT_TRUE(network.valid());
}

}  // namespace
}  // namespace hostmodem::link
