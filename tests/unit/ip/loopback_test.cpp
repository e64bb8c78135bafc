#include <gtest/gtest.h>

#include <array>

#include "unit/ip/network.h"

namespace hostmodem::ip {
namespace {

using namespace std::chrono_literals;
using testing::Bytes;
using testing::bytes_of;
using testing::pattern;

/// What the modem sends to its own address.
class LoopbackTest : public testing::PairTest {
 protected:
  Connection connect_to_self() {
    const auto listener = listen(left, 7000);
    Connection connection;
    connection.client = tcp(left);
    EXPECT_TRUE(connection.client->connect(at(left, 7000)));
    settle();
    connection.server = listener->accept().value();
    return connection;
  }
};
HOSTMODEM_BOTH_FAMILIES(LoopbackTest);

TEST_P(LoopbackTest, ADatagramComesBack) {
  const auto endpoint = udp(left, 7000);
  ASSERT_TRUE(endpoint->send(bytes_of("self"), at(left, 7000)));
  settle();
  std::array<std::byte, 64> buffer{};
  const auto datagram = endpoint->receive(buffer, false);
  ASSERT_TRUE(datagram);
  EXPECT_EQ(datagram->length, 4U);
  EXPECT_EQ(datagram->from, at(left, 7000));
}

TEST_P(LoopbackTest, NothingIsOnTheWire) {
  const auto endpoint = udp(left, 7000);
  ASSERT_TRUE(endpoint->send(bytes_of("self"), at(left, 7000)));
  const auto pair = connect_to_self();
  settle();
  EXPECT_TRUE(left.sent.empty());
}

TEST_P(LoopbackTest, ConnectionsWork) {
  const auto pair = connect_to_self();
  EXPECT_TRUE(pair.client->connected());
  const Bytes data = pattern(300'000);
  EXPECT_TRUE(transfer(*pair.client, *pair.server, data) == data);
}

TEST_P(LoopbackTest, AnotherInterfacesAddressIsNotLocal) {
  left.filter = [](auto) { return false; };
  const auto receiver = udp(right, 7000);
  ASSERT_TRUE(udp(left)->send(bytes_of("out"), at(right, 7000)));
  settle();
  EXPECT_EQ(left.sent.size(), 1U);
  EXPECT_FALSE(receiver->readable());
}

// lwIP was left with a call to make for the interface that was gone, and with its packets.
TEST_P(LoopbackTest, PacketsUnderWayGoWithTheInterface) {
  const auto endpoint = udp(left, 7000);
  ASSERT_TRUE(endpoint->send(pattern(1000), at(left, 7000)));
  left.remove();
  settle();
  EXPECT_FALSE(endpoint->readable());
}

TEST_P(LoopbackTest, AConnectionToItselfEndsWithTheInterface) {
  const auto pair = connect_to_self();
  ASSERT_TRUE(pair.client->send(bytes_of("data")));
  left.remove();
  settle();
  EXPECT_EQ(pair.client->failure(), Errno::kNetDown);
  EXPECT_EQ(pair.server->failure(), Errno::kNetDown);
}

TEST_P(LoopbackTest, TheInterfaceMayEndWithTheStack) {
  const auto endpoint = udp(left, 7000);
  ASSERT_TRUE(endpoint->send(pattern(1000), at(left, 7000)));
}

}  // namespace
}  // namespace hostmodem::ip
