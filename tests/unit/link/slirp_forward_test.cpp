#include <sys/socket.h>

#include <cerrno>

#include "link/host_address.h"
#include "support/own_network.h"
#include "unit/link/slirp_fixture.h"

namespace hostmodem::link {
namespace {

using testing::HostSocket;
using testing::kSyn;
using testing::Tcp;
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

  /// A connection to `address` that was begun.
  static HostSocket client_to(const SocketAddress& address) {
    const HostAddress to(address);
    HostSocket client(socket(to.get()->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    EXPECT_TRUE(::connect(client.fd(), to.get(), to.length) == 0 || errno == EINPROGRESS);
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
  const HostSocket client = client_to(*outside);
  ASSERT_TRUE(pump_until_received());
  const Tcp syn = testing::read_tcp(take_received());
  EXPECT_EQ(syn.flags, kSyn);
  EXPECT_EQ(syn.destination, modem(GetParam(), 7000));
  EXPECT_EQ(syn.source.address, host(GetParam(), 0).address);
}

TEST_P(SlirpForwardTest, ATakenPortIsRefused) {
  for (const Transport transport : {Transport::kTcp, Transport::kUdp}) {
    const HostSocket taken(GetParam(), transport == Transport::kTcp ? SOCK_STREAM : SOCK_DGRAM);
    PortForward wanted = forward(transport);
    wanted.outside.port = taken.port();
    EXPECT_EQ(link_->add_forward(wanted).error(), Errno::kAddrInUse);
  }
}

TEST_P(SlirpForwardTest, AForwardedPortIsTaken) {
  for (const Transport transport : {Transport::kTcp, Transport::kUdp}) {
    PortForward wanted = forward(transport);
    wanted.outside = link_->add_forward(wanted).value();
    EXPECT_EQ(link_->add_forward(wanted).error(), Errno::kAddrInUse);
  }
}

TEST_P(SlirpForwardTest, AnAddressThatTheHostHasNotIsRefused) {
  for (const Transport transport : {Transport::kTcp, Transport::kUdp}) {
    for (const std::uint16_t port : {std::uint16_t{0}, std::uint16_t{7000}}) {
      PortForward wanted = forward(transport);
      wanted.outside = {
          // RFC: 5737, RFC: 3849
          *IpAddress::parse(GetParam() == Family::kIpv4 ? "192.0.2.1" : "2001:db8::1"), port};
      EXPECT_EQ(link_->add_forward(wanted).error(), Errno::kAddrNotAvail);
    }
  }
}

TEST_P(SlirpForwardTest, APrivilegedPortIsRefusedToWhoMayNotHaveIt) {
  test::in_own_network([this] {
    test::drop_capabilities();
    for (const Transport transport : {Transport::kTcp, Transport::kUdp}) {
      PortForward wanted = forward(transport);
      wanted.outside = {IpAddress::any(GetParam()), 1};
      EXPECT_EQ(link_->add_forward(wanted).error(), Errno::kAcces);
    }
  });
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
