#include "link/fragmenter.h"

#include <gtest/gtest.h>

#include "unit/link/packets.h"

namespace hostmodem::link {
namespace {

using testing::Packet;

class FragmenterTest : public ::testing::Test {
 protected:
  static Packet make_packet(Family family, std::size_t payload_length) {
    Packet payload(payload_length);
    for (std::size_t i = 0; i < payload_length; ++i) payload[i] = static_cast<std::byte>(i / 3);
    const bool is_v4 = family == Family::kIpv4;
    return testing::make_ip(*IpAddress::parse(is_v4 ? "10.0.2.2" : "fd00::2"),
                            *IpAddress::parse(is_v4 ? "10.0.2.15" : "fd00::15"), 17, payload);
  }

  std::vector<Packet> split(const Packet& packet) {
    std::vector<Packet> fragments;
    fragmenter_.split(*IpPacket::parse(packet), [&](std::span<const std::byte> fragment) {
      fragments.emplace_back(fragment.begin(), fragment.end());
    });
    return fragments;
  }

  Fragmenter fragmenter_{1500};
};

TEST_F(FragmenterTest, APacketThatFitsIsPassedOnAsItIs) {
  for (const Packet& packet :
       {make_packet(Family::kIpv4, 1480), make_packet(Family::kIpv6, 1460)}) {
    EXPECT_EQ(split(packet), std::vector<Packet>{packet});
  }
}

TEST_F(FragmenterTest, Ipv4FragmentsMakeTheWholeAgain) {
  const Packet packet = make_packet(Family::kIpv4, 4001);
  const auto fragments = split(packet);
  ASSERT_EQ(fragments.size(), 3U);
  Packet payload;
  for (const Packet& fragment : fragments) {
    EXPECT_LE(fragment.size(), 1500U);
    EXPECT_EQ(testing::reference_checksum(std::span(fragment).first(20)), 0);
    EXPECT_EQ(IpPacket::parse(fragment)->bytes.size(), fragment.size());
    const auto word =
        std::to_integer<unsigned>(fragment[6]) << 8 | std::to_integer<unsigned>(fragment[7]);
    EXPECT_EQ((word & 0x1fff) * 8, payload.size());
    EXPECT_EQ((word & 0x2000) != 0, &fragment != &fragments.back());
    payload.insert(payload.end(), fragment.begin() + 20, fragment.end());
  }
  EXPECT_TRUE(std::equal(payload.begin(), payload.end(), packet.begin() + 20, packet.end()));
}

TEST_F(FragmenterTest, Ipv6FragmentsMakeTheWholeAgain) {
  const Packet packet = make_packet(Family::kIpv6, 4001);
  const auto fragments = split(packet);
  ASSERT_EQ(fragments.size(), 3U);
  Packet payload;
  for (const Packet& fragment : fragments) {
    EXPECT_LE(fragment.size(), 1500U);
    EXPECT_EQ(IpPacket::parse(fragment)->bytes.size(), fragment.size());
    EXPECT_EQ(testing::protocol_of(fragment), 44);
    EXPECT_EQ(fragment[40], std::byte{17});
    const auto word =
        std::to_integer<unsigned>(fragment[42]) << 8 | std::to_integer<unsigned>(fragment[43]);
    EXPECT_EQ(word & 0xfff8, payload.size());
    EXPECT_EQ(word & 1, &fragment == &fragments.back() ? 0 : 1);
    payload.insert(payload.end(), fragment.begin() + 48, fragment.end());
  }
  EXPECT_TRUE(std::equal(payload.begin(), payload.end(), packet.begin() + 40, packet.end()));
}

TEST_F(FragmenterTest, AFragmentCanBeSplitAgain) {
  Packet packet = make_packet(Family::kIpv4, 3000);
  packet[6] = std::byte{0x20};  // more fragments
  packet[7] = std::byte{100};
  const auto fragments = split(packet);
  ASSERT_EQ(fragments.size(), 3U);
  EXPECT_EQ(fragments[0][7], std::byte{100});
  EXPECT_EQ(fragments[2][6] & std::byte{0x20}, std::byte{0x20});
}

TEST_F(FragmenterTest, WhatMustNotBeFragmentedIsDropped) {
  Packet packet = make_packet(Family::kIpv4, 3000);
  packet[6] = std::byte{0x40};
  EXPECT_TRUE(split(packet).empty());
}

}  // namespace
}  // namespace hostmodem::link
