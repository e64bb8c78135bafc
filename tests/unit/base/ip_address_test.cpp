#include "base/ip_address.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace hostmodem {
namespace {

using namespace std::string_view_literals;

IpAddress parsed(std::string_view text) { return IpAddress::parse(text).value(); }

TEST(IpAddressTest, AnAddressIsZeroToBeginWith) {
  EXPECT_EQ(IpAddress{}, IpAddress::v4({0, 0, 0, 0}));
  EXPECT_TRUE(IpAddress{}.is_any());
}

TEST(IpAddressTest, ParsesIpv4) {
  EXPECT_EQ(parsed("10.0.2.15"), IpAddress::v4({10, 0, 2, 15}));
  EXPECT_EQ(parsed("255.255.255.255"), IpAddress::v4({255, 255, 255, 255}));
}

TEST(IpAddressTest, ParsesIpv6) {
  EXPECT_EQ(parsed("fd00::15"),
            IpAddress::v6({0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x15}));
  EXPECT_EQ(parsed("::"), IpAddress::any(Family::kIpv6));
  EXPECT_EQ(parsed("FD00:0:0:2:0:0:0:15"), parsed("fd00:0:0:2::15"));
}

TEST(IpAddressTest, AMappedAddressIsIpv6) {
  const IpAddress mapped = parsed("::ffff:10.0.2.15");
  EXPECT_TRUE(mapped.is_v6());
  EXPECT_NE(mapped, parsed("10.0.2.15"));
  EXPECT_EQ(mapped.to_string(), "::ffff:10.0.2.15");
}

TEST(IpAddressTest, NothingElseIsAnAddress) {
  for (const std::string_view text : {""sv,
                                      " "sv,
                                      "localhost"sv,
                                      "10.0.2"sv,
                                      "10.0.2.256"sv,
                                      "10.0.2.15 "sv,
                                      " 10.0.2.15"sv,
                                      "10.0.2.15.1"sv,
                                      "010.0.2.15.1"sv,
                                      "0x0a.0.2.15"sv,
                                      "167772687"sv,
                                      "10.0.2.15:80"sv,
                                      "10.0.2.-1"sv,
                                      "[fd00::15]"sv,
                                      "fd00::15%eth0"sv,
                                      "fd00::15/64"sv,
                                      "fd00:::15"sv,
                                      "fd00::1::2"sv,
                                      "1:2:3:4:5:6:7"sv,
                                      "1:2:3:4:5:6:7:8:9"sv,
                                      "fd00::12345"sv,
                                      "fd00::g"sv,
                                      "::ffff:10.0.2"sv,
                                      "10.0.2.15\n"sv}) {
    EXPECT_EQ(IpAddress::parse(text), std::nullopt) << text;
  }
}

TEST(IpAddressTest, ANulInsideEndsNothing) {
  EXPECT_EQ(IpAddress::parse("10.0.2.15\0"sv), std::nullopt);
  EXPECT_EQ(IpAddress::parse("10.0.2.15\0.example.com"sv), std::nullopt);
  EXPECT_EQ(IpAddress::parse("fd00::15\0"sv), std::nullopt);
  EXPECT_EQ(IpAddress::parse("\0"sv), std::nullopt);
}

TEST(IpAddressTest, TextNeedNotEndWithANul) {
  EXPECT_EQ(parsed(std::string_view("10.0.2.155").substr(0, 9)), parsed("10.0.2.15"));
}

TEST(IpAddressTest, VeryLongTextIsNoAddress) {
  EXPECT_EQ(IpAddress::parse(std::string(100'000, '1')), std::nullopt);
  EXPECT_EQ(IpAddress::parse(std::string(100'000, ':')), std::nullopt);
}

TEST(IpAddressTest, WhatIsWrittenIsReadAgain) {
  for (const auto* text : {"0.0.0.0", "10.0.2.15", "255.255.255.255", "::", "::1", "fe80::15",
                           "fd00:0:0:2::15", "2001:db8:1:2:3:4:5:6", "::ffff:1.2.3.4"}) {
    EXPECT_EQ(parsed(text).to_string(), text);
  }
}

TEST(IpAddressTest, TheBytesAreInNetworkOrder) {
  const IpAddress four = parsed("10.0.2.15");
  ASSERT_EQ(four.bytes().size(), 4U);
  EXPECT_EQ(four.bytes()[0], 10);
  EXPECT_EQ(four.bytes()[3], 15);
  const IpAddress six = parsed("fd00::15");
  ASSERT_EQ(six.bytes().size(), 16U);
  EXPECT_EQ(six.bytes()[0], 0xfd);
  EXPECT_EQ(six.bytes()[15], 0x15);
}

TEST(IpAddressTest, AnyIsPerFamily) {
  EXPECT_TRUE(parsed("0.0.0.0").is_any());
  EXPECT_TRUE(parsed("::").is_any());
  EXPECT_FALSE(parsed("::1").is_any());
  EXPECT_NE(IpAddress::any(Family::kIpv4), IpAddress::any(Family::kIpv6));
}

TEST(IpAddressTest, MulticastAddresses) {
  for (const auto* text : {"224.0.0.1", "239.255.255.255", "ff02::1"}) {
    EXPECT_TRUE(parsed(text).is_multicast()) << text;
  }
  for (const auto* text : {"223.255.255.255", "240.0.0.0", "fe80::1", "::"}) {
    EXPECT_FALSE(parsed(text).is_multicast()) << text;
  }
}

TEST(IpAddressTest, LinkLocalAddresses) {
  for (const auto* text : {"169.254.0.1", "fe80::1", "febf::1"}) {
    EXPECT_TRUE(parsed(text).is_link_local()) << text;
  }
  for (const auto* text : {"169.253.0.1", "fec0::1", "fd00::1", "10.0.2.15"}) {
    EXPECT_FALSE(parsed(text).is_link_local()) << text;
  }
}

TEST(SocketAddressTest, IsWrittenWithItsPort) {
  EXPECT_EQ((SocketAddress{parsed("10.0.2.2"), 443}).to_string(), "10.0.2.2:443");
  EXPECT_EQ((SocketAddress{parsed("fd00::2"), 65535}).to_string(), "[fd00::2]:65535");
}

TEST(SocketAddressTest, ThePortBelongsToIt) {
  const SocketAddress a{parsed("10.0.2.2"), 443};
  EXPECT_NE(a, (SocketAddress{parsed("10.0.2.2"), 444}));
  EXPECT_EQ(a, (SocketAddress{parsed("10.0.2.2"), 443}));
}

}  // namespace
}  // namespace hostmodem
