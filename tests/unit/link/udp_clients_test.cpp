#include "link/udp_clients.h"

#include <gtest/gtest.h>

namespace hostmodem::link {
namespace {

class UdpClientsTest : public ::testing::Test {
 protected:
  static SocketAddress known_as(std::size_t number) {
    return {IpAddress::v4({10, 0, 2, 2}), static_cast<std::uint16_t>(number)};
  }
  static HostAddress at(std::uint8_t host, std::size_t number) {
    return HostAddress({IpAddress::v4({127, 0, 0, host}), static_cast<std::uint16_t>(number)});
  }

  UdpClients clients_;
};

TEST_F(UdpClientsTest, NobodyIsKnownAtFirst) { EXPECT_EQ(clients_.find(known_as(1)), nullptr); }

TEST_F(UdpClientsTest, AClientIsFoundByItsAddressAndPort) {
  clients_.add(known_as(1), at(1, 1));
  clients_.add(known_as(2), at(1, 2));
  ASSERT_NE(clients_.find(known_as(1)), nullptr);
  EXPECT_EQ(clients_.find(known_as(1))->to_socket_address(), at(1, 1).to_socket_address());
  EXPECT_EQ(clients_.find(known_as(3)), nullptr);
  EXPECT_EQ(clients_.find({IpAddress::v4({10, 0, 2, 3}), 1}), nullptr);
}

TEST_F(UdpClientsTest, TheOneSeenLastTakesAName) {
  clients_.add(known_as(1), at(1, 1));
  clients_.add(known_as(2), at(1, 2));
  clients_.add(known_as(1), at(7, 1));
  EXPECT_EQ(clients_.find(known_as(1))->to_socket_address(), at(7, 1).to_socket_address());
}

TEST_F(UdpClientsTest, TheOneNotSeenForTheLongestIsForgotten) {
  for (std::size_t i = 1; i <= UdpClients::kCapacity; ++i) clients_.add(known_as(i), at(1, i));
  clients_.add(known_as(1), at(1, 1));
  ASSERT_NE(clients_.find(known_as(2)), nullptr);
  clients_.add(known_as(1000), at(1, 1000));
  EXPECT_NE(clients_.find(known_as(1)), nullptr);
  EXPECT_NE(clients_.find(known_as(2)), nullptr);
  EXPECT_EQ(clients_.find(known_as(3)), nullptr);
  EXPECT_NE(clients_.find(known_as(4)), nullptr);
}

}  // namespace
}  // namespace hostmodem::link
