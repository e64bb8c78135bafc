#include "link/neighbour.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "unit/link/packets.h"

namespace hostmodem::link {
namespace {

using testing::Packet;

class NeighbourTest : public ::testing::Test {
 protected:
  NeighbourTest() : network_(SlirpNetwork::for_pdn(0)), neighbour_(network_) {}

  [[nodiscard]] bool is_modem(const char* address) const {
    return neighbour_.is_modem(std::as_bytes(IpAddress::parse(address)->bytes()));
  }

  static Packet frame(std::uint8_t type_high, std::uint8_t type_low,
                      std::span<const std::byte> payload) {
    Packet bytes(14 + payload.size());
    bytes[12] = std::byte{type_high};
    bytes[13] = std::byte{type_low};
    std::copy(payload.begin(), payload.end(), bytes.begin() + 14);
    return bytes;
  }

  static Packet arp_request(const char* target) {
    Packet arp(28);
    arp[1] = std::byte{1};
    arp[2] = std::byte{8};
    arp[4] = std::byte{6};
    arp[5] = std::byte{4};
    arp[7] = std::byte{1};
    const IpAddress address = *IpAddress::parse(target);
    std::copy_n(std::as_bytes(address.bytes()).begin(), 4, arp.begin() + 24);
    return frame(0x08, 0x06, arp);
  }

  [[nodiscard]] Packet solicitation(const char* target, std::uint8_t hop_limit = 255) const {
    Packet icmp(24);
    icmp[0] = std::byte{135};
    const IpAddress address = *IpAddress::parse(target);
    std::copy_n(std::as_bytes(address.bytes()).begin(), 16, icmp.begin() + 8);
    Packet packet =
        testing::make_ip(network_.host6, *IpAddress::parse("ff02::1:ff00:15"), 58, icmp);
    packet[7] = std::byte{hop_limit};
    return frame(0x86, 0xdd, packet);
  }

  SlirpNetwork network_;
  Neighbour neighbour_;
};

TEST_F(NeighbourTest, TheModemMayUseAnyUnicastAddressOfItsNetwork) {
  for (const char* address : {"10.0.2.15", "10.0.2.4", "fd00:0:0:2::15", "fe80::15"}) {
    EXPECT_TRUE(is_modem(address)) << address;
  }
}

TEST_F(NeighbourTest, TheAddressesOfOthersAreNotTheModems) {
  for (const char* address :
       {"10.0.2.0", "10.0.2.2", "10.0.2.3", "10.0.2.255", "10.0.3.15", "0.0.0.0", "fd00:0:0:2::2",
        "fd00:0:0:2::3", "fe80::2", "fe80::3", "fd00:0:0:3::15", "::", "ff02::1"}) {
    EXPECT_FALSE(is_modem(address)) << address;
  }
}

TEST_F(NeighbourTest, AFamilyThatIsOffHasNoAddresses) {
  network_.ipv6 = false;
  const Neighbour neighbour(network_);
  EXPECT_FALSE(neighbour.is_modem(std::as_bytes(network_.guest6.bytes())));
  EXPECT_EQ(neighbour.announcements().size(), 1U);
}

TEST_F(NeighbourTest, AnArpRequestForTheModemIsAnswered) {
  const auto answer = neighbour_.answer(arp_request("10.0.2.15"));
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->size(), 42U);
  EXPECT_EQ((*answer)[21], std::byte{2});  // a reply
  EXPECT_EQ(testing::to_text(std::span(*answer).subspan(28, 4)), (std::string{10, 0, 2, 15}));
}

TEST_F(NeighbourTest, AnArpRequestForAnotherIsNot) {
  EXPECT_FALSE(neighbour_.answer(arp_request("10.0.2.3")).has_value());
  EXPECT_FALSE(neighbour_.answer(arp_request("8.8.8.8")).has_value());
}

TEST_F(NeighbourTest, ASolicitationForTheModemIsAnswered) {
  const auto answer = neighbour_.answer(solicitation("fe80::15"));
  ASSERT_TRUE(answer.has_value());
  const auto packet = IpPacket::parse(std::span(*answer).subspan(14));
  ASSERT_TRUE(packet.has_value());
  EXPECT_EQ(packet->payload()[0], std::byte{136});
  EXPECT_EQ(packet->payload()[4], std::byte{0x60});  // solicited, override
}

TEST_F(NeighbourTest, ASolicitationForAnotherIsNot) {
  EXPECT_FALSE(neighbour_.answer(solicitation("fd00:0:0:2::2")).has_value());
}

// RFC: 4861 7.1.1
TEST_F(NeighbourTest, ASolicitationThatWasForwardedIsNot) {
  EXPECT_FALSE(neighbour_.answer(solicitation("fe80::15", 254)).has_value());
}

TEST_F(NeighbourTest, TruncatedFramesAreHarmless) {
  for (const Packet& whole : {arp_request("10.0.2.15"), solicitation("fe80::15")}) {
    for (std::size_t length = 0; length < whole.size(); ++length) {
      EXPECT_FALSE(neighbour_.answer(std::span(whole).first(length)).has_value()) << length;
    }
  }
}

}  // namespace
}  // namespace hostmodem::link
