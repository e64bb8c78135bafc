#include "link/reassembler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <random>

#include "link/fragmenter.h"
#include "unit/link/packets.h"

namespace hostmodem::link {
namespace {

using testing::Packet;

class ReassemblerTest : public ::testing::TestWithParam<Family> {
 protected:
  static Packet make_packet(std::size_t payload_length, std::uint8_t seed = 0) {
    Packet payload(payload_length);
    for (std::size_t i = 0; i < payload_length; ++i) {
      payload[i] = static_cast<std::byte>(i / 3 + seed);
    }
    const bool is_v4 = GetParam() == Family::kIpv4;
    Packet packet =
        testing::make_ip(*IpAddress::parse(is_v4 ? "10.0.2.15" : "fd00::15"),
                         *IpAddress::parse(is_v4 ? "10.0.2.2" : "fd00::2"), 17, payload);
    if (is_v4) {
      packet[5] = std::byte{seed};
      testing::renew_ipv4_checksum(packet);
    }
    return packet;
  }

  std::vector<Packet> split(const Packet& packet) {
    std::vector<Packet> fragments;
    fragmenter_.split(*IpPacket::parse(packet), [&](std::span<const std::byte> fragment) {
      fragments.emplace_back(fragment.begin(), fragment.end());
    });
    return fragments;
  }

  /// The whole packet, or nothing.
  Packet add(const Packet& fragment) {
    const auto parsed = IpPacket::parse(fragment);
    EXPECT_TRUE(Reassembler::is_fragment(*parsed));
    const auto whole = reassembler_.add(*parsed, now_);
    return whole ? Packet(whole->bytes.begin(), whole->bytes.end()) : Packet();
  }

  Fragmenter fragmenter_{1500};
  Reassembler reassembler_{65521};
  TimePoint now_;
};

INSTANTIATE_TEST_SUITE_P(Families, ReassemblerTest, ::testing::Values(Family::kIpv4, Family::kIpv6),
                         [](const auto& test) {
                           return test.param == Family::kIpv4 ? "Ipv4" : "Ipv6";
                         });

TEST_P(ReassemblerTest, AWholePacketIsNoFragment) {
  EXPECT_FALSE(Reassembler::is_fragment(*IpPacket::parse(make_packet(100))));
}

TEST_P(ReassemblerTest, FragmentsInOrderMakeTheWhole) {
  const Packet packet = make_packet(4001);
  const auto fragments = split(packet);
  ASSERT_EQ(fragments.size(), 3U);
  EXPECT_TRUE(add(fragments[0]).empty());
  EXPECT_TRUE(add(fragments[1]).empty());
  EXPECT_EQ(add(fragments[2]), packet);
}

TEST_P(ReassemblerTest, FragmentsInAnyOrderMakeTheWhole) {
  std::mt19937 random(3);
  const Packet packet = make_packet(20000);
  for (int round = 0; round < 100; ++round) {
    auto fragments = split(packet);
    std::shuffle(fragments.begin(), fragments.end(), random);
    for (const Packet& fragment : fragments) {
      EXPECT_EQ(add(fragment), &fragment == &fragments.back() ? packet : Packet());
    }
  }
}

TEST_P(ReassemblerTest, TwoPacketsAtATimeAreKeptApart) {
  const Packet first = make_packet(2000, 1);
  const Packet second = make_packet(2000, 2);
  const auto first_fragments = split(first);
  const auto second_fragments = split(second);
  add(first_fragments[0]);
  add(second_fragments[0]);
  EXPECT_EQ(add(first_fragments[1]), first);
  EXPECT_EQ(add(second_fragments[1]), second);
}

TEST_P(ReassemblerTest, ARepeatedFragmentEndsThePacket) {
  const auto fragments = split(make_packet(4000));
  add(fragments[0]);
  add(fragments[0]);
  add(fragments[1]);
  EXPECT_TRUE(add(fragments[2]).empty());
}

TEST_P(ReassemblerTest, WhatIsNotWholeAfterAMinuteIsForgotten) {
  const auto fragments = split(make_packet(2000));
  add(fragments[0]);
  now_ += std::chrono::seconds(60);
  EXPECT_TRUE(add(fragments[1]).empty());
}

TEST_P(ReassemblerTest, TheOldestOfTooManyIsForgotten) {
  const auto fragments = split(make_packet(2000, 0));
  add(fragments[0]);
  for (std::uint8_t i = 1; i <= 8; ++i) add(split(make_packet(2000, i))[0]);
  EXPECT_TRUE(add(fragments[1]).empty());
}

TEST_P(ReassemblerTest, APacketLongerThanTheCapacityIsNotMade) {
  const auto fragments = split(make_packet(65505));
  for (const Packet& fragment : fragments) EXPECT_TRUE(add(fragment).empty());
}

TEST_P(ReassemblerTest, AnyFragmentsAreHarmless) {
  std::mt19937 random(4);
  const std::size_t word = GetParam() == Family::kIpv4 ? 6 : 42;
  for (int i = 0; i < 20000; ++i) {
    Packet packet = make_packet(8 + random() % 80, static_cast<std::uint8_t>(random() % 3));
    if (GetParam() == Family::kIpv6) packet[6] = std::byte{44};
    packet[word] = static_cast<std::byte>(random() % 8 == 0 ? random() & 0x3f : random() & 0x20);
    packet[word + 1] = static_cast<std::byte>(random() % 32);
    if (GetParam() == Family::kIpv4) testing::renew_ipv4_checksum(packet);
    const auto whole = reassembler_.add(*IpPacket::parse(packet), now_);
    if (whole) {
      EXPECT_TRUE(IpPacket::parse(whole->bytes).has_value());
    }
  }
}

}  // namespace
}  // namespace hostmodem::link
