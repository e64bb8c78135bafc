#include "ip/icmp.h"

#include <gmock/gmock.h>

#include "unit/ip/network.h"

namespace hostmodem::ip {
namespace {

using namespace std::chrono_literals;
using testing::Bytes;
using testing::bytes_of;
using testing::Host;
using testing::Told;

/// An ICMP error about `original`, from `router`.
Bytes icmp_error(const IpAddress& router, std::uint8_t type, std::uint8_t code,
                 std::span<const std::byte> original) {
  const auto about = test::parse_ip(original);
  Bytes message(8);
  message[0] = static_cast<std::byte>(type);
  message[1] = static_cast<std::byte>(code);
  message.insert(message.end(), original.begin(), original.end());
  const std::uint8_t protocol = router.is_v4() ? test::kIcmp : test::kIcmpv6;
  Bytes packet = test::ip_packet(router, about->from, protocol, message);
  test::renew_checksums(packet);
  return packet;
}

class IcmpErrorTest : public testing::PairTest {
 protected:
  [[nodiscard]] bool v4() const { return GetParam() == Family::kIpv4; }
  [[nodiscard]] std::uint8_t unreachable() const { return v4() ? 3 : 1; }
  [[nodiscard]] std::uint8_t port_code() const { return v4() ? 3 : 4; }
  [[nodiscard]] std::uint8_t host_code() const { return v4() ? 1 : 3; }

  /// What `left` sent last and nobody got.
  Bytes lost(const std::function<void()>& send) {
    left.filter = [](const auto&) { return false; };
    send();
    settle();
    left.filter = {};
    return left.sent.back();
  }

  Bytes error_about(std::span<const std::byte> original, std::uint8_t type, std::uint8_t code) {
    return icmp_error(right.address(GetParam()), type, code, original);
  }

  void arrives(const Bytes& packet) {
    left.interface().input(packet);
    settle();
  }

  /// A connected endpoint that lost a datagram, and that datagram.
  std::unique_ptr<UdpEndpoint> connected_udp(Bytes& datagram) {
    auto endpoint = udp(left, 7001);
    EXPECT_TRUE(endpoint->connect(at(right, 7000)));
    datagram = lost([&] { EXPECT_TRUE(endpoint->send(bytes_of("x"), at(right, 7000))); });
    return endpoint;
  }
};
HOSTMODEM_BOTH_FAMILIES(IcmpErrorTest);

TEST_P(IcmpErrorTest, IsToldToAConnectedEndpointOnce) {
  Bytes datagram;
  const auto endpoint = connected_udp(datagram);
  const Told told(*endpoint);
  arrives(error_about(datagram, unreachable(), port_code()));
  EXPECT_EQ(told.all, kError);
  EXPECT_EQ(endpoint->take_error(), Errno::kConnRefused);
  EXPECT_EQ(endpoint->take_error(), std::nullopt);
  EXPECT_FALSE(endpoint->failure());
}

TEST_P(IcmpErrorTest, IsNotToldToAnUnconnectedEndpoint) {
  const auto endpoint = udp(left);
  const Told told(*endpoint);
  const Bytes datagram = lost([&] { ASSERT_TRUE(endpoint->send(bytes_of("x"), at(right, 7000))); });
  arrives(error_about(datagram, unreachable(), port_code()));
  EXPECT_EQ(told.all, 0);
}

TEST_P(IcmpErrorTest, ReasonsAreTold) {
  struct Row {
    std::uint8_t type;
    std::uint8_t code;
    std::optional<Errno> reason;
  };
  const std::vector<Row> rows4{{3, 0, Errno::kNetUnreach},   {3, 1, Errno::kHostUnreach},
                               {3, 3, Errno::kConnRefused},  {3, 4, std::nullopt},
                               {3, 7, Errno::kHostDown},     {3, 13, Errno::kHostUnreach},
                               {11, 0, Errno::kHostUnreach}, {4, 0, std::nullopt},
                               {5, 1, std::nullopt},         {0, 0, std::nullopt}};
  const std::vector<Row> rows6{{1, 0, Errno::kNetUnreach},  {1, 1, Errno::kHostUnreach},
                               {1, 3, Errno::kHostUnreach}, {1, 4, Errno::kConnRefused},
                               {2, 0, std::nullopt},        {3, 0, Errno::kHostUnreach},
                               {4, 0, std::nullopt},        {129, 0, std::nullopt}};
  Bytes datagram;
  const auto endpoint = connected_udp(datagram);
  for (const Row& row : v4() ? rows4 : rows6) {
    arrives(error_about(datagram, row.type, row.code));
    EXPECT_EQ(endpoint->take_error(), row.reason) << int{row.type} << ' ' << int{row.code};
  }
}

TEST_P(IcmpErrorTest, WithAWrongChecksumItIsNoError) {
  Bytes datagram;
  const auto endpoint = connected_udp(datagram);
  Bytes error = error_about(datagram, unreachable(), port_code());
  error.back() ^= std::byte{1};
  arrives(error);
  EXPECT_EQ(endpoint->take_error(), std::nullopt);
}

TEST_P(IcmpErrorTest, AboutAnotherPeerItIsNotTold) {
  const auto other = udp(left, 7002);
  ASSERT_TRUE(other->connect(at(right, 7009)));
  Bytes datagram;
  const auto endpoint = connected_udp(datagram);
  arrives(error_about(datagram, unreachable(), port_code()));
  EXPECT_EQ(other->take_error(), std::nullopt);
  EXPECT_EQ(endpoint->take_error(), Errno::kConnRefused);
}

TEST_P(IcmpErrorTest, WhatIsCutOffIsNoError) {
  Bytes datagram;
  const auto endpoint = connected_udp(datagram);
  const std::size_t shown = v4() ? 28 : 48;  // the headers
  for (std::size_t length = 0; length < shown; ++length) {
    arrives(error_about(datagram, unreachable(), port_code()));
    endpoint->take_error();
    Bytes error = icmp_error(right.address(GetParam()), unreachable(), port_code(), datagram);
    error.resize(error.size() - datagram.size() + length);
    if (v4()) {
      error[2] = std::byte{0};
      error[3] = static_cast<std::byte>(error.size());
    } else {
      error[5] = static_cast<std::byte>(error.size() - 40);
    }
    test::renew_checksums(error);
    arrives(error);
    EXPECT_EQ(endpoint->take_error(), std::nullopt) << length;
  }
}

TEST_P(IcmpErrorTest, AConnectionThatIsBeingMadeFails) {
  const auto client = tcp(left);
  const Bytes syn = lost([&] { ASSERT_TRUE(client->connect(at(right, 7000))); });
  const Told told(*client);
  arrives(error_about(syn, unreachable(), host_code()));
  EXPECT_EQ(client->failure(), Errno::kHostUnreach);
  EXPECT_EQ(told.all, kFailure);
}

TEST_P(IcmpErrorTest, AConnectionSurvivesOneAboutASegmentItDidNotSend) {
  const auto client = tcp(left);
  Bytes syn = lost([&] { ASSERT_TRUE(client->connect(at(right, 7000))); });
  const std::size_t sequence = v4() ? 24 : 44;
  syn[sequence] ^= std::byte{0x80};
  arrives(error_about(syn, unreachable(), host_code()));
  EXPECT_FALSE(client->failure());
}

TEST_P(IcmpErrorTest, AConnectionThatIsMadeSurvives) {
  const auto connection = connect();
  const Bytes segment = lost([&] { ASSERT_TRUE(connection.client->send(bytes_of("x"))); });
  arrives(error_about(segment, unreachable(), host_code()));
  EXPECT_FALSE(connection.client->failure());
}

}  // namespace
}  // namespace hostmodem::ip
