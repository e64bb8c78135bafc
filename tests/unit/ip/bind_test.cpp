#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "unit/ip/network.h"

namespace hostmodem::ip {
namespace {

using testing::address;
using testing::Host;

template <typename Endpoint>
class BindTest : public ::testing::Test {
 protected:
  std::unique_ptr<Endpoint> make(Family family = Family::kIpv4) {
    return Endpoint::create(host.interface(), family).value();
  }

  const SocketAddress any4{IpAddress::any(Family::kIpv4), 7000};
  const SocketAddress any6{IpAddress::any(Family::kIpv6), 7000};
  const SocketAddress own4{address("10.1.0.1"), 7000};
  const SocketAddress own6{address("fd00:0:0:1::1"), 7000};

  testing::Network network;
  Host host{network.stack, testing::numbered(1)};
};

using Protocols = ::testing::Types<TcpEndpoint, UdpEndpoint>;
TYPED_TEST_SUITE(BindTest, Protocols);

TYPED_TEST(BindTest, TakesAPortOfAnyAddress) {
  const auto endpoint = this->make();
  ASSERT_TRUE(endpoint->bind(this->any4, false));
  EXPECT_EQ(endpoint->local(), this->any4);
}

TYPED_TEST(BindTest, TakesTheInterfacesAddresses) {
  EXPECT_TRUE(this->make()->bind(this->own4, false));
  EXPECT_TRUE(this->make(Family::kIpv6)->bind(this->own6, false));
  EXPECT_TRUE(this->make(Family::kIpv6)->bind({address("fe80::1"), 7000}, false));
}

TYPED_TEST(BindTest, RefusesAnotherAddress) {
  EXPECT_EQ(this->make()->bind({address("10.1.0.2"), 7000}, false).error(), Errno::kAddrNotAvail);
  EXPECT_EQ(this->make()->bind({address("127.0.0.1"), 0}, false).error(), Errno::kAddrNotAvail);
  EXPECT_EQ(this->make(Family::kIpv6)->bind({address("fd00:0:0:1::2"), 7000}, false).error(),
            Errno::kAddrNotAvail);
}

TYPED_TEST(BindTest, RefusesTheAddressOfAnotherInterface) {
  Host other(this->network.stack, testing::numbered(2));
  EXPECT_EQ(this->make()->bind({address("10.1.0.2"), 7000}, false).error(), Errno::kAddrNotAvail);
}

TYPED_TEST(BindTest, RefusesAnAddressOfTheOtherFamily) {
  EXPECT_EQ(this->make()->bind(this->own6, false).error(), Errno::kAfNoSupport);
  EXPECT_EQ(this->make(Family::kIpv6)->bind(this->own4, false).error(), Errno::kAfNoSupport);
}

TYPED_TEST(BindTest, APortIsTakenOnce) {
  const auto first = this->make();
  ASSERT_TRUE(first->bind(this->own4, false));
  EXPECT_EQ(this->make()->bind(this->own4, false).error(), Errno::kAddrInUse);
  EXPECT_EQ(this->make()->bind(this->any4, false).error(), Errno::kAddrInUse);
}

TYPED_TEST(BindTest, APortIsFreeAgainAfterItsEndpoint) {
  ASSERT_TRUE(this->make()->bind(this->any4, false));
  EXPECT_TRUE(this->make()->bind(this->any4, false));
}

TYPED_TEST(BindTest, FamiliesHavePortsOfTheirOwn) {
  const auto four = this->make();
  const auto six = this->make(Family::kIpv6);
  EXPECT_TRUE(four->bind(this->any4, false));
  EXPECT_TRUE(six->bind(this->any6, false));
}

TYPED_TEST(BindTest, APortIsSharedWhenBothAllowIt) {
  const auto first = this->make();
  ASSERT_TRUE(first->bind(this->own4, true));
  EXPECT_EQ(this->make()->bind(this->own4, false).error(), Errno::kAddrInUse);
  EXPECT_TRUE(this->make()->bind(this->own4, true));
}

TYPED_TEST(BindTest, PortZeroIsAnEphemeralOne) {
  std::vector<std::unique_ptr<TypeParam>> endpoints;
  std::vector<std::uint16_t> ports;
  for (int i = 0; i < 200; ++i) {
    endpoints.push_back(this->make());
    ASSERT_TRUE(endpoints.back()->bind({this->any4.address, 0}, false));
    ports.push_back(endpoints.back()->local().port);
    EXPECT_GE(ports.back(), 49152);
  }
  std::ranges::sort(ports);
  EXPECT_EQ(std::ranges::adjacent_find(ports), ports.end());
}

TYPED_TEST(BindTest, AfterTheInterfaceWentBindingFails) {
  const auto endpoint = this->make();
  this->host.remove();
  EXPECT_EQ(endpoint->bind(this->any4, false).error(), Errno::kNetDown);
}

// lwIP put the connection into its list a second time, which then had no end.
TYPED_TEST(BindTest, BindingTwiceIsRefused) {
  const auto endpoint = this->make();
  ASSERT_TRUE(endpoint->bind(this->any4, false));
  EXPECT_EQ(endpoint->bind({this->any4.address, 7001}, false).error(), Errno::kInval);
  EXPECT_EQ(endpoint->local(), this->any4);
  EXPECT_TRUE(this->make()->bind({this->any4.address, 7001}, false));
}

TEST(EphemeralPortTest, TheyFollowTheSeed) {
  const auto ports_of_a_stack = [] {
    testing::Network network;
    Host host(network.stack, testing::numbered(1));
    std::vector<std::uint16_t> ports;
    for (int i = 0; i < 8; ++i) {
      const auto endpoint = UdpEndpoint::create(host.interface(), Family::kIpv4).value();
      EXPECT_TRUE(endpoint->bind({IpAddress::any(Family::kIpv4), 0}, false));
      ports.push_back(endpoint->local().port);
    }
    return ports;
  };
  EXPECT_EQ(ports_of_a_stack(), ports_of_a_stack());
}

// lwIP's "any" is that of all interfaces.
TEST(BindOnTwoInterfacesTest, APortBoundToAnyWasTakenOnTheOtherInterface) {
  testing::Network network;
  testing::Host left(network.stack, testing::numbered(1));
  testing::Host right(network.stack, testing::numbered(2));
  for (const Family family : {Family::kIpv4, Family::kIpv6}) {
    const SocketAddress any{IpAddress::any(family), 7000};
    const auto here = UdpEndpoint::create(left.interface(), family).value();
    const auto there = UdpEndpoint::create(right.interface(), family).value();
    EXPECT_TRUE(here->bind(any, false));
    EXPECT_TRUE(there->bind(any, false));
    auto first = TcpEndpoint::create(left.interface(), family).value();
    auto second = TcpEndpoint::create(right.interface(), family).value();
    ASSERT_TRUE(first->bind(any, false));
    ASSERT_TRUE(second->bind(any, false));
    EXPECT_TRUE(TcpListener::listen(first, 1));
    EXPECT_TRUE(TcpListener::listen(second, 1));
  }
}

}  // namespace
}  // namespace hostmodem::ip
