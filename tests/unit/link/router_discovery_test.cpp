#include "link/router_discovery.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>

#include "base/random.h"
#include "unit/link/packets.h"

namespace hostmodem::link {
namespace {

using namespace std::chrono_literals;
using testing::Packet;

IpAddress address(const char* text) { return IpAddress::parse(text).value(); }

const IpAddress kModem = address("fe80::15");
const IpAddress kGateway = address("fe80::2");
const IpAddress kGlobal = address("fd00:0:0:2::15");

Packet bytes(std::initializer_list<std::uint8_t> values) {
  Packet packet;
  for (const std::uint8_t value : values) packet.push_back(std::byte{value});
  return packet;
}

// The checksums of these two were computed by hand.
const Packet kSolicitation =
    bytes({0x60, 0,    0,    0,    0, 8, 58, 255,                             //
           0xfe, 0x80, 0,    0,    0, 0, 0,  0,   0, 0, 0, 0, 0, 0, 0, 0x15,  //
           0xff, 0x02, 0,    0,    0, 0, 0,  0,   0, 0, 0, 0, 0, 0, 0, 2,     //
           133,  0,    0x7d, 0x22, 0, 0, 0,  0});
const Packet kAdvertisement =
    bytes({0x60, 0,    0,    0,    0,  48, 58,   255,                                    //
           0xfe, 0x80, 0,    0,    0,  0,  0,    0,    0, 0, 0,    0,    0, 0, 0, 2,     //
           0xfe, 0x80, 0,    0,    0,  0,  0,    0,    0, 0, 0,    0,    0, 0, 0, 0x15,  //
           134,  0,    0xd2, 0x04, 64, 0,  0x0e, 0x10, 0, 0, 0,    0,    0, 0, 0, 0,     //
           3,    4,    64,   0x40, 0,  0,  0x0e, 0x10, 0, 0, 0x0e, 0x10, 0, 0, 0, 0,     //
           0xfd, 0,    0,    0,    0,  0,  0,    2,    0, 0, 0,    0,    0, 0, 0, 0});

bool is_solicitation(const Packet& packet) {
  const auto parsed = IpPacket::parse(packet);
  return parsed && is_router_solicitation(*parsed);
}

/// An advertisement with these bytes behind its first 16, and a right checksum.
Packet advertisement(const Packet& options, const IpAddress& from = kGateway) {
  Packet icmp(16);
  icmp[0] = std::byte{134};
  icmp.insert(icmp.end(), options.begin(), options.end());
  Packet pseudo;
  for (const IpAddress& end : {from, kModem}) {
    const auto raw = std::as_bytes(end.bytes());
    pseudo.insert(pseudo.end(), raw.begin(), raw.end());
  }
  const auto length = static_cast<std::uint8_t>(icmp.size());
  const Packet rest = bytes({0, 0, 0, length, 0, 0, 0, 58});
  pseudo.insert(pseudo.end(), rest.begin(), rest.end());
  pseudo.insert(pseudo.end(), icmp.begin(), icmp.end());
  const std::uint16_t sum = testing::reference_checksum(pseudo);
  icmp[2] = static_cast<std::byte>(sum >> 8);
  icmp[3] = static_cast<std::byte>(sum & 0xff);
  Packet packet = testing::make_ip(from, kModem, 58, icmp);
  packet[7] = std::byte{255};
  return packet;
}

/// The option of the prefix fd00:0:0:2::/64, for 3600 s.
Packet prefix_option(std::uint8_t bits = 64, std::uint8_t flags = 0xc0) {
  return bytes({3,    4, bits, flags, 0, 0, 0x0e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0,  //
                0xfd, 0, 0,    0,     0, 0, 0,    2,    0, 0, 0, 0, 0, 0, 0, 0});
}

Packet joined(Packet first, const Packet& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

TEST(RouterDiscovery, ASolicitationIsTheseBytes) {
  EXPECT_EQ(make_router_solicitation(kModem), kSolicitation);
  EXPECT_TRUE(is_solicitation(kSolicitation));
}

TEST(RouterDiscovery, AnAdvertisementIsTheseBytes) {
  EXPECT_EQ(make_router_advertisement(kModem, kGlobal, 3600s), kAdvertisement);
  EXPECT_EQ(advertised_lifetime(kAdvertisement, kGlobal), 3600s);
}

TEST(RouterDiscovery, TheLongestLifetimeIsCarried) {
  EXPECT_EQ(advertised_lifetime(make_router_advertisement(kModem, kGlobal, 65535s), kGlobal),
            65535s);
}

TEST(RouterDiscovery, NeitherIsTheOther) {
  EXPECT_FALSE(is_solicitation(kAdvertisement));
  EXPECT_FALSE(advertised_lifetime(kSolicitation, kGlobal));
}

/// Bytes that no checksum covers: traffic class and flow label, and the hop limit.
bool is_covered(std::size_t at) { return (at >= 4 && at != 7) || at == 0; }

TEST(RouterDiscovery, WhatWasChangedOnTheWayIsNotBelieved) {
  for (std::size_t at = 0; at < kAdvertisement.size(); ++at) {
    if (!is_covered(at)) continue;
    Packet changed = kAdvertisement;
    changed[at] ^= std::byte{0x10};
    EXPECT_FALSE(advertised_lifetime(changed, kGlobal)) << at;
  }
  for (std::size_t at = 0; at < kSolicitation.size(); ++at) {
    if (!is_covered(at)) continue;
    Packet changed = kSolicitation;
    changed[at] ^= std::byte{0x10};
    EXPECT_FALSE(is_solicitation(changed)) << at;
  }
}

TEST(RouterDiscovery, WhatIsNotWholeIsNotBelieved) {
  for (std::size_t length = 0; length < kAdvertisement.size(); ++length) {
    EXPECT_FALSE(advertised_lifetime(std::span(kAdvertisement).first(length), kGlobal)) << length;
  }
}

TEST(RouterDiscovery, WhatWasForwardedIsNotBelieved) {
  Packet packet = kAdvertisement;
  packet[7] = std::byte{254};
  EXPECT_FALSE(advertised_lifetime(packet, kGlobal));
  packet = kSolicitation;
  packet[7] = std::byte{254};
  EXPECT_FALSE(is_solicitation(packet));
}

TEST(RouterDiscovery, OnlyALinkLocalRouterIsBelieved) {
  EXPECT_TRUE(advertised_lifetime(advertisement(prefix_option()), kGlobal));
  EXPECT_FALSE(
      advertised_lifetime(advertisement(prefix_option(), address("fd00:0:0:2::2")), kGlobal));
}

TEST(RouterDiscovery, OnlyThePrefixOfTheAddressSaysSomethingOfIt) {
  EXPECT_FALSE(advertised_lifetime(kAdvertisement, address("fd00:0:0:3::15")));
  EXPECT_FALSE(advertised_lifetime(advertisement({}), kGlobal));
  EXPECT_FALSE(advertised_lifetime(advertisement(prefix_option(48)), kGlobal));
  EXPECT_FALSE(advertised_lifetime(advertisement(prefix_option(64, 0x80)), kGlobal))
      << "not for addresses";
}

TEST(RouterDiscovery, OtherOptionsArePassedOver) {
  const Packet mtu = bytes({5, 1, 0, 0, 0, 0, 5, 0xdc});
  EXPECT_EQ(advertised_lifetime(advertisement(joined(mtu, prefix_option())), kGlobal), 3600s);
  EXPECT_EQ(advertised_lifetime(advertisement(joined(prefix_option(), mtu)), kGlobal), 3600s);
}

TEST(RouterDiscovery, AnOptionThatIsNotWholeSpoilsAll) {
  const std::initializer_list<Packet> wrong = {bytes({5, 0, 0, 0, 0, 0, 0, 0}),
                                               bytes({5, 2, 0, 0, 0, 0, 0, 0}), bytes({5})};
  for (const Packet& option : wrong) {
    EXPECT_FALSE(advertised_lifetime(advertisement(joined(prefix_option(), option)), kGlobal));
    EXPECT_FALSE(advertised_lifetime(advertisement(joined(option, prefix_option())), kGlobal));
  }
}

TEST(RouterDiscovery, AnyOptionsAreSurvived) {
  Random random(7);
  const auto below = [&](std::uint32_t end) { return random.between(0, end - 1); };
  for (int i = 0; i < 5000; ++i) {
    Packet options(below(80));
    for (std::byte& byte : options) byte = static_cast<std::byte>(below(6));
    const auto lifetime = advertised_lifetime(advertisement(options), kGlobal);
    EXPECT_FALSE(lifetime) << "the prefix has a byte of 0xfd";
  }
}

}  // namespace
}  // namespace hostmodem::link
