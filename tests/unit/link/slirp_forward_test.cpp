#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "unit/link/slirp_fixture.h"

namespace hostmodem::link {
namespace {

using testing::HostSocket;
using testing::kAck;
using testing::kSyn;
using testing::make;
using testing::Tcp;
using testing::to_bytes;
using testing::Udp;
using Transport = PortForward::Transport;

class SlirpForwardTest : public testing::SlirpLinkTest,
                         public ::testing::WithParamInterface<Family> {
 protected:
  [[nodiscard]] PortForward forward(Transport transport) const {
    return {transport, loopback(0), modem(GetParam(), 7000)};
  }
  [[nodiscard]] static SocketAddress loopback(std::uint16_t port) {
    return {*IpAddress::parse(GetParam() == Family::kIpv4 ? "127.0.0.1" : "::1"), port};
  }

  static void expect_begun(int result) { EXPECT_TRUE(result == 0 || errno == EINPROGRESS); }

  static HostSocket client_to(const SocketAddress& address, int type) {
    HostSocket client(socket(address.address.is_v4() ? AF_INET : AF_INET6,
                             type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (address.address.is_v4()) {
      sockaddr_in to{};
      to.sin_family = AF_INET;
      to.sin_port = htons(address.port);
      to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      expect_begun(::connect(client.fd(), reinterpret_cast<sockaddr*>(&to), sizeof(to)));
    } else {
      sockaddr_in6 to{};
      to.sin6_family = AF_INET6;
      to.sin6_port = htons(address.port);
      to.sin6_addr = in6addr_loopback;
      expect_begun(::connect(client.fd(), reinterpret_cast<sockaddr*>(&to), sizeof(to)));
    }
    return client;
  }
};

INSTANTIATE_TEST_SUITE_P(Families, SlirpForwardTest,
                         ::testing::Values(Family::kIpv4, Family::kIpv6), [](const auto& test) {
                           return test.param == Family::kIpv4 ? "Ipv4" : "Ipv6";
                         });

TEST_P(SlirpForwardTest, AConnectionToTheForwardedPortSynsTheModem) {
  const auto outside = link_->add_forward(forward(Transport::kTcp));
  ASSERT_TRUE(outside.has_value());
  EXPECT_NE(outside->port, 0);
  const HostSocket client = client_to(*outside, SOCK_STREAM);
  ASSERT_TRUE(pump_until_received());
  const Tcp syn = testing::read_tcp(take_received());
  EXPECT_EQ(syn.flags, kSyn);
  EXPECT_EQ(syn.destination, modem(GetParam(), 7000));
  EXPECT_EQ(syn.source.address, host(GetParam(), 0).address);
}

TEST_P(SlirpForwardTest, ADatagramToTheForwardedPortReachesTheModemAndIsAnswered) {
  const auto outside = link_->add_forward(forward(Transport::kUdp));
  ASSERT_TRUE(outside.has_value());
  const HostSocket client = client_to(*outside, SOCK_DGRAM);
  ASSERT_EQ(::send(client.fd(), "ping", 4, 0), 4);
  ASSERT_TRUE(pump_until_received());
  const Udp ping = testing::read_udp(take_received());
  EXPECT_EQ(testing::to_text(ping.payload), "ping");
  send(make(Udp{ping.destination, ping.source, to_bytes("pong")}));
  std::array<char, 8> buffer{};
  EXPECT_EQ(::recv(client.fd(), buffer.data(), buffer.size(), 0), 4);
}

TEST_P(SlirpForwardTest, ATakenPortIsRefused) {
  const HostSocket taken(GetParam(), SOCK_STREAM);
  PortForward wanted = forward(Transport::kTcp);
  wanted.outside.port = taken.port();
  EXPECT_EQ(link_->add_forward(wanted).error(), Errno::kAddrInUse);
}

TEST_P(SlirpForwardTest, ARemovedForwardListensNoMore) {
  for (const Transport transport : {Transport::kTcp, Transport::kUdp}) {
    const std::size_t before = testing::count_descriptors();
    const auto outside = link_->add_forward(forward(transport));
    ASSERT_TRUE(outside.has_value());
    link_->remove_forward(transport, *outside);
    EXPECT_EQ(testing::count_descriptors(), before);
  }
}

TEST_P(SlirpForwardTest, AnAddressThatIsNotTheModemsIsRefused) {
  PortForward wanted = forward(Transport::kTcp);
  wanted.inside.address = host(GetParam(), 0).address;
  EXPECT_EQ(link_->add_forward(wanted).error(), Errno::kInval);
}

TEST_P(SlirpForwardTest, AddressesOfTwoFamiliesAreRefused) {
  PortForward wanted = forward(Transport::kTcp);
  wanted.inside = modem(GetParam() == Family::kIpv4 ? Family::kIpv6 : Family::kIpv4, 7000);
  EXPECT_EQ(link_->add_forward(wanted).error(), Errno::kInval);
}

}  // namespace
}  // namespace hostmodem::link
