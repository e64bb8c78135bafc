#include <sys/socket.h>

#include <algorithm>
#include <random>

#include "unit/link/slirp_fixture.h"

namespace hostmodem::link {
namespace {

using testing::HostSocket;
using testing::make;
using testing::make_ip;
using testing::Packet;
using testing::Tcp;
using testing::to_bytes;
using testing::Udp;

class SlirpRobustnessTest : public testing::SlirpLinkTest {
 protected:
  std::uint32_t random() { return static_cast<std::uint32_t>(random_()); }

  Packet random_bytes(std::size_t length) {
    Packet bytes(length);
    std::generate(bytes.begin(), bytes.end(),
                  [this] { return static_cast<std::byte>(random() & 0xff); });
    return bytes;
  }

  [[nodiscard]] Family family() { return random() % 2 == 0 ? Family::kIpv4 : Family::kIpv6; }

  std::mt19937 random_{7};
};

TEST_F(SlirpRobustnessTest, RandomBytesAreHarmless) {
  for (int i = 0; i < 10000; ++i) send(random_bytes(random() % 200));
  turn();
}

// A right IP header and garbage behind it, to the virtual host so that nothing leaves the machine.
TEST_F(SlirpRobustnessTest, RandomPayloadsOfEveryProtocolAreHarmless) {
  constexpr std::array<std::uint8_t, 9> kProtocols{0, 1, 2, 6, 17, 43, 44, 58, 60};
  for (int i = 0; i < 10000; ++i) {
    const Family which = family();
    send(make_ip(modem(which, 0).address, host(which, 0).address,
                 kProtocols[random() % kProtocols.size()], random_bytes(random() % 64)));
    received_.clear();
  }
  turn();
}

TEST_F(SlirpRobustnessTest, ChangedAndTruncatedSegmentsAreHarmless) {
  const HostSocket listener(Family::kIpv4, SOCK_STREAM);
  for (int i = 0; i < 10000; ++i) {
    Tcp tcp{.source = modem(Family::kIpv4, static_cast<std::uint16_t>(5000 + random() % 4)),
            .destination = host(Family::kIpv4, listener.port()),
            .sequence = random() % 4,
            .flags = static_cast<std::uint8_t>(random() & 0x3f),
            .window = static_cast<std::uint16_t>(random()),
            .urgent = static_cast<std::uint16_t>(random() % 4),
            .options = random_bytes(4 * std::size_t{random() % 10}),
            .payload = random_bytes(random() % 32)};
    Packet packet = make(tcp);
    if (i % 4 == 1) packet.resize(random() % packet.size());
    if (i % 4 == 2) packet[20 + random() % (packet.size() - 20)] = std::byte{0xff};
    send(packet);
    if (i % 100 == 0) turn();
    received_.clear();
  }
}

TEST_F(SlirpRobustnessTest, FragmentsInAnyOrderAreHarmless) {
  for (int i = 0; i < 10000; ++i) {
    Packet packet = make_ip(network_.guest4, network_.host4, 17, random_bytes(8 + random() % 64));
    packet[6] = static_cast<std::byte>(random() & 0x3f);
    packet[7] = static_cast<std::byte>(random() % 8);
    packet[5] = static_cast<std::byte>(random() % 4);
    testing::renew_ipv4_checksum(packet);
    send(packet);
    received_.clear();
  }
}

TEST_F(SlirpRobustnessTest, NeighbourDiscoveryOfTheModemEndsAtTheLink) {
  for (int type = 133; type <= 137; ++type) {
    Packet message(32);
    message[0] = static_cast<std::byte>(type);
    send(make_ip(network_.guest6, *IpAddress::parse("ff02::2"), 58, message));
  }
  turn();
  EXPECT_TRUE(received_.empty());
}

TEST_F(SlirpRobustnessTest, NothingComesUpByItself) {
  clock_.hold();
  for (int i = 0; i < 100; ++i) {
    clock_.advance_to(clock_.now() + std::chrono::seconds(100));  // router advertisements are due
    timers_.run_due();
    turn();
  }
  EXPECT_TRUE(received_.empty());
}

TEST_F(SlirpRobustnessTest, AnIdleLinkHasNoDeadline) {
  std::vector<pollfd> fds;
  TimePoint deadline = TimePoint::max();
  link_->poll_source()->prepare(fds, deadline);
  EXPECT_EQ(deadline, TimePoint::max());
  EXPECT_FALSE(timers_.next_deadline().has_value());
}

TEST_F(SlirpRobustnessTest, ADeadlineDoesNotMoveUntilDispatch) {
  clock_.hold();
  const HostSocket peer(Family::kIpv4, SOCK_DGRAM);
  send(make(Udp{modem(Family::kIpv4, 1), host(Family::kIpv4, peer.port()), to_bytes("x")}));
  const auto deadline = [this] {
    std::vector<pollfd> fds;
    TimePoint at = TimePoint::max();
    link_->poll_source()->prepare(fds, at);
    return at;
  };
  const TimePoint first = deadline();
  EXPECT_NE(first, TimePoint::max());
  clock_.advance_to(clock_.now() + std::chrono::milliseconds(100));
  EXPECT_EQ(deadline(), first);
}

TEST_F(SlirpRobustnessTest, AnIdleDatagramMappingEndsWithTheModemsClock) {
  clock_.hold();
  const std::size_t before = testing::count_descriptors();
  const HostSocket peer(Family::kIpv4, SOCK_DGRAM);
  send(make(Udp{modem(Family::kIpv4, 1), host(Family::kIpv4, peer.port()), to_bytes("x")}));
  EXPECT_EQ(testing::count_descriptors(), before + 2);
  clock_.advance_to(clock_.now() + std::chrono::minutes(5));
  turn();
  turn();
  EXPECT_EQ(testing::count_descriptors(), before + 1);
}

TEST_F(SlirpRobustnessTest, TwoHundredLinksLeaveNoDescriptor) {
  link_.reset();
  const HostSocket datagrams(Family::kIpv4, SOCK_DGRAM);
  const HostSocket listener(Family::kIpv6, SOCK_STREAM);
  const std::size_t before = testing::count_descriptors();
  for (int i = 0; i < 200; ++i) {
    make_link();
    send(make(Udp{modem(Family::kIpv4, 1), host(Family::kIpv4, datagrams.port()), to_bytes("x")}));
    const auto connection = connect(Family::kIpv6, listener);
    ASSERT_TRUE(link_->add_forward({PortForward::Transport::kTcp,
                                    {*IpAddress::parse("127.0.0.1"), 0},
                                    modem(Family::kIpv4, 80)}));
    Tcp data = connection.tcp;
    data.payload = to_bytes("held, and never flushed");
    link_->send(make(data));
    link_.reset();
    received_.clear();
  }
  EXPECT_EQ(testing::count_descriptors(), before);
}

TEST_F(SlirpRobustnessTest, AnOddNetworkIsRefused) {
  SlirpNetwork odd = network_;
  odd.host4 = *IpAddress::parse("192.168.1.1");
  EXPECT_EQ(make_slirp_link(odd, timers_).error(), Errno::kInval);
}

}  // namespace
}  // namespace hostmodem::link
