#include "link/tcp_segmenter.h"

#include <gtest/gtest.h>

#include <set>

#include "link/tcp_coalescer.h"
#include "unit/link/packets.h"

namespace hostmodem::link {
namespace {

using testing::kAck;
using testing::kFin;
using testing::kPsh;
using testing::kRst;
using testing::kSyn;
using testing::kUrg;
using testing::Packet;
using testing::Tcp;

constexpr std::size_t kMtu = 1500;

class TcpSegmenterTest : public ::testing::TestWithParam<Family> {
 protected:
  static IpAddress address(const char* v4, const char* v6) {
    return *IpAddress::parse(GetParam() == Family::kIpv4 ? v4 : v6);
  }

  static Tcp segment(std::size_t length) {
    Tcp tcp{.source = {address("10.0.2.2", "fd00:0:0:2::2"), 80},
            .destination = {address("10.0.2.15", "fd00:0:0:2::15"), 5000},
            .sequence = 0xfffff000,  // wraps in the longer tests
            .acknowledgement = 77,
            .window = 1234};
    for (std::size_t i = 0; i < length; ++i) tcp.payload.push_back(static_cast<std::byte>(i / 3));
    return tcp;
  }

  static std::size_t room(const Tcp& tcp) {
    return kMtu - (GetParam() == Family::kIpv4 ? 40 : 60) - tcp.options.size();
  }

  /// The parts of `packet`, if the segmenter deals with it.
  std::vector<Packet> split(const Packet& packet) {
    std::vector<Packet> parts;
    EXPECT_TRUE(segmenter_.split(*IpPacket::parse(packet), receiver_into(parts)));
    return parts;
  }

  static TcpSegmenter::Receiver receiver_into(std::vector<Packet>& parts) {
    return
        [&parts](std::span<const std::byte> part) { parts.emplace_back(part.begin(), part.end()); };
  }

  void expect_left_alone(const Packet& packet) {
    std::vector<Packet> parts;
    EXPECT_FALSE(segmenter_.split(*IpPacket::parse(packet), receiver_into(parts)));
    EXPECT_TRUE(parts.empty());
  }

  TcpSegmenter segmenter_{kMtu};
};

INSTANTIATE_TEST_SUITE_P(Families, TcpSegmenterTest,
                         ::testing::Values(Family::kIpv4, Family::kIpv6), [](const auto& test) {
                           return test.param == Family::kIpv4 ? "Ipv4" : "Ipv6";
                         });

TEST_P(TcpSegmenterTest, ASegmentThatFitsIsPassedOnAsItIs) {
  const Tcp tcp = segment(room(segment(0)));
  EXPECT_EQ(split(make(tcp)), std::vector<Packet>{make(tcp)});
}

TEST_P(TcpSegmenterTest, ThePartsAreRightSegmentsThatMakeTheWhole) {
  for (const std::size_t options : {0U, 12U, 40U}) {
    Tcp whole = segment(16384);
    whole.options.assign(options, std::byte{1});
    whole.flags = kAck | kPsh | kFin;
    Packet payload;
    const auto parts = split(make(whole));
    EXPECT_EQ(parts.size(), (whole.payload.size() + room(whole) - 1) / room(whole));
    for (const Packet& part : parts) {
      EXPECT_LE(part.size(), kMtu);
      const Tcp tcp = testing::read_tcp(part);  // looks at lengths and checksums
      EXPECT_EQ(tcp.source, whole.source);
      EXPECT_EQ(tcp.destination, whole.destination);
      EXPECT_EQ(tcp.sequence, whole.sequence + static_cast<std::uint32_t>(payload.size()));
      EXPECT_EQ(tcp.acknowledgement, whole.acknowledgement);
      EXPECT_EQ(tcp.window, whole.window);
      EXPECT_EQ(tcp.options, whole.options);
      EXPECT_EQ(tcp.flags, &part == &parts.back() ? kAck | kPsh | kFin : kAck);
      payload.insert(payload.end(), tcp.payload.begin(), tcp.payload.end());
    }
    EXPECT_EQ(payload, whole.payload);
  }
}

TEST_P(TcpSegmenterTest, TheCoalescerMakesTheSamePacketAgain) {
  const Packet whole = make(segment(65000));
  TcpCoalescer coalescer(65535);
  for (const Packet& part : split(whole)) ASSERT_TRUE(coalescer.add(*IpPacket::parse(part)));
  const auto merged = coalescer.take();
  EXPECT_EQ(Packet(merged.begin(), merged.end()), whole);
}

TEST_P(TcpSegmenterTest, APartMayBeOneByte) {
  const Tcp whole = segment(2 * room(segment(0)) + 1);
  const auto parts = split(make(whole));
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(testing::read_tcp(parts[2]).payload, Packet{whole.payload.back()});
}

TEST_P(TcpSegmenterTest, UrgentIsWhatComesBeforeThePointer) {
  Tcp whole = segment(4000);
  whole.flags = kAck | kUrg;
  whole.urgent = static_cast<std::uint16_t>(room(whole) + 1);
  const auto parts = split(make(whole));
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(testing::read_tcp(parts[0]).flags, kAck | kUrg);
  EXPECT_EQ(testing::read_tcp(parts[0]).urgent, whole.urgent);
  EXPECT_EQ(testing::read_tcp(parts[1]).flags, kAck | kUrg);
  EXPECT_EQ(testing::read_tcp(parts[1]).urgent, 1);
  EXPECT_EQ(testing::read_tcp(parts[2]).flags, kAck);
  EXPECT_EQ(testing::read_tcp(parts[2]).urgent, 0);
}

TEST_P(TcpSegmenterTest, AWrongChecksumIsNotMadeRight) {
  for (const std::size_t from_end : {1U, 3990U}) {
    Packet packet = make(segment(4000));
    packet[packet.size() - from_end] ^= std::byte{1};
    EXPECT_TRUE(split(packet).empty());
  }
}

TEST_P(TcpSegmenterTest, WhatMeansMoreThanItsBytesIsDroppedWhenItDoesNotFit) {
  constexpr std::uint8_t kEce = 0x40;
  constexpr std::uint8_t kCwr = 0x80;
  for (const int flags : {0, kSyn + 0, kSyn | kAck, kRst | kAck, kAck | kEce, kAck | kCwr}) {
    Tcp tcp = segment(4000);
    tcp.flags = static_cast<std::uint8_t>(flags);
    EXPECT_TRUE(split(make(tcp)).empty()) << flags;
    tcp.payload.resize(100);
    EXPECT_EQ(split(make(tcp)), std::vector<Packet>{make(tcp)}) << flags;
  }
}

TEST_P(TcpSegmenterTest, AnotherProtocolIsLeftAlone) {
  const Tcp tcp = segment(4000);
  expect_left_alone(make(testing::Udp{tcp.source, tcp.destination, tcp.payload}));
}

TEST_P(TcpSegmenterTest, AnImpossibleHeaderLengthIsLeftAlone) {
  const std::size_t offset = (GetParam() == Family::kIpv4 ? 20 : 40) + 12;
  Packet packet = make(segment(4000));
  packet[offset] = std::byte{0x40};
  expect_left_alone(packet);
  packet.resize(offset);
  const Packet payload(packet.begin() + (GetParam() == Family::kIpv4 ? 20 : 40), packet.end());
  expect_left_alone(
      testing::make_ip(segment(0).source.address, segment(0).destination.address, 6, payload));
}

class TcpSegmenterIpv4Test : public TcpSegmenterTest {};

INSTANTIATE_TEST_SUITE_P(Ipv4, TcpSegmenterIpv4Test, ::testing::Values(Family::kIpv4));

TEST_P(TcpSegmenterIpv4Test, EachPartHasItsOwnIdentification) {
  Packet whole = make(segment(16384));
  whole[4] = std::byte{0xff};  // wraps
  whole[5] = std::byte{0xfe};
  testing::renew_ipv4_checksum(whole);
  std::set<std::pair<std::byte, std::byte>> seen;
  const auto parts = split(whole);
  for (const Packet& part : parts) seen.emplace(part[4], part[5]);
  EXPECT_EQ(seen.size(), parts.size());
}

TEST_P(TcpSegmenterIpv4Test, TheRestOfTheHeaderIsCopied) {
  Packet whole = make(segment(4000));
  whole[1] = std::byte{0x10};  // type of service
  whole[6] = std::byte{0x40};  // do not fragment
  whole[8] = std::byte{7};     // time to live
  testing::renew_ipv4_checksum(whole);
  for (const Packet& part : split(whole)) {
    EXPECT_EQ(part[1], whole[1]);
    EXPECT_EQ(part[6], whole[6]);
    EXPECT_EQ(part[8], whole[8]);
    EXPECT_EQ(testing::reference_checksum(std::span(part).first(20)), 0);
  }
}

TEST_P(TcpSegmenterIpv4Test, AWrongHeaderChecksumIsNotMadeRight) {
  Packet packet = make(segment(4000));
  packet[10] ^= std::byte{1};
  EXPECT_TRUE(split(packet).empty());
}

TEST_P(TcpSegmenterIpv4Test, AFragmentIsLeftAlone) {
  Packet packet = make(segment(4000));
  packet[6] = std::byte{0x20};
  testing::renew_ipv4_checksum(packet);
  expect_left_alone(packet);
}

TEST_P(TcpSegmenterIpv4Test, IpOptionsAreLeftAlone) {
  Packet packet = make(segment(4000));
  packet[0] = std::byte{0x46};
  expect_left_alone(packet);
}

class TcpSegmenterIpv6Test : public TcpSegmenterTest {};

INSTANTIATE_TEST_SUITE_P(Ipv6, TcpSegmenterIpv6Test, ::testing::Values(Family::kIpv6));

TEST_P(TcpSegmenterIpv6Test, TheRestOfTheHeaderIsCopied) {
  Packet whole = make(segment(4000));
  whole[0] = std::byte{0x6a};  // traffic class and flow label
  whole[3] = std::byte{0x33};
  whole[7] = std::byte{7};  // hop limit
  for (const Packet& part : split(whole)) {
    EXPECT_EQ(part[0], whole[0]);
    EXPECT_EQ(part[3], whole[3]);
    EXPECT_EQ(part[7], whole[7]);
  }
}

}  // namespace
}  // namespace hostmodem::link
