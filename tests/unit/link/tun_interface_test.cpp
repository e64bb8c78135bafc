// The host's interface of a TUN link: made, found, refused, taken away.

#include "unit/link/tun_fixture.h"

namespace hostmodem::link {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::HostSocket;
using testing::LogLines;
using testing::make;
using testing::to_bytes;
using testing::TunLinkTest;
using testing::Udp;

TEST_F(TunLinkTest, ANameThatIsNoneIsRefused) {
  for (const char* name : {"", "sixteen-letters!", "modem%d"}) {
    network_.name = name;
    expect_refused(Errno::kInval, "1 to 15 characters");
  }
}

TEST_F(TunLinkTest, ANameOfFifteenCharactersIsTaken) {
  test::in_own_network([this] {
    network_.name = "fifteen-letters";
    make_link();
    EXPECT_TRUE(testing::exists("fifteen-letters"));
  });
}

TEST_F(TunLinkTest, AnOddNetworkIsRefused) {
  network_.guest4 = network_.host4;
  expect_refused(Errno::kInval, "do not fit");
}

TEST_F(TunLinkTest, AnInterfaceOfAnotherKindIsRefused) {
  test::in_own_network([this] {
    network_.name = "lo";
    expect_refused(Errno::kInval, "name another");
  });
}

TEST_F(TunLinkTest, WithoutPrivilegeItSaysWhatIsNeeded) {
  test::in_own_network([this] {
    test::drop_capabilities();
    expect_refused(Errno::kPerm,
                   "`ip tuntap add modem0 mode tun user " + std::to_string(geteuid()) + "`");
  });
}

TEST_F(TunLinkTest, AHostWithoutTheDeviceIsTold) {
  test::in_own_network([this] {
    if (!test::hide("/dev/net")) GTEST_SKIP() << "nothing can be mounted";
    expect_refused(Errno::kNoEnt, "no /dev/net/tun");
  });
}

TEST_F(TunLinkTest, ADeviceThatMayNotBeOpenedIsTold) {
  test::in_own_network([this] {
    if (!test::hide("/dev/net")) GTEST_SKIP() << "nothing can be mounted";
    const HostSocket forbidden(open("/dev/net/tun", O_CREAT | O_RDWR | O_CLOEXEC, 0));
    test::drop_capabilities();
    expect_refused(Errno::kAcces, "may not open /dev/net/tun");
  });
}

TEST_F(TunLinkTest, AnInterfaceOfAnotherUserIsRefused) {
  test::in_own_network([this] {
    HostSocket tun = make_persistent(geteuid());
    if (ioctl(tun.fd(), TUNSETOWNER, geteuid() + 1) != 0) GTEST_SKIP() << "there is one user here";
    tun.close();
    test::drop_capabilities();
    expect_refused(Errno::kPerm, "CAP_NET_ADMIN");
  });
}

TEST_F(TunLinkTest, AnInterfaceMadeForThisUserNeedsNoPrivilege) {
  test::in_own_network([this] {
    make_persistent(geteuid(), {network_.host4, network_.host6});
    test::drop_capabilities();
    make_link();
    expect_works(Family::kIpv4);
    expect_works(Family::kIpv6);
  });
}

TEST_F(TunLinkTest, AnInterfaceThatAnotherHasIsRefused) {
  test::in_own_network([this] {
    make_link();
    expect_refused(Errno::kBusy, "another process");
  });
}

TEST_F(TunLinkTest, AnInterfaceThatWasThereKeepsWhatItHas) {
  test::in_own_network([this] {
    const IpAddress own = *IpAddress::parse("10.0.2.99");
    make_persistent(geteuid(), {own});
    network_.mtu = 1400;
    make_link();
    EXPECT_THAT(testing::addresses_of("modem0"), ElementsAre(own));
    EXPECT_EQ(testing::mtu_of("modem0"), 1500U);
    link_.reset();
    EXPECT_THAT(testing::addresses_of("modem0"), ElementsAre(own));
  });
}

TEST_F(TunLinkTest, AnInterfaceThatIsDownIsWarnedOfAndWorksWhenItIsUp) {
  test::in_own_network([this] {
    make_persistent(geteuid()).close();
    {
      const LogLines log;
      make_link();
      EXPECT_THAT(log.lines(), ElementsAre(HasSubstr("`ip link set modem0 up`")));
    }
    test::set_up("modem0", true);
    testing::add_address("modem0", network_.host4, 24);
    expect_works(Family::kIpv4);
  });
}

TEST_F(TunLinkTest, AnInterfaceThatGoesDownAndUpCarriesAgain) {
  test::in_own_network([this] {
    make_link();
    test::set_up("modem0", false);
    link_->send(make(Udp{modem(Family::kIpv4, 4000), host(Family::kIpv4, 9), to_bytes("x")}));
    while (turn() > 0) {  // what the host had sent before
    }
    EXPECT_EQ(turn(), 0);  // nothing to spin on
    test::set_up("modem0", true);
    expect_works(Family::kIpv4);
  });
}

TEST_F(TunLinkTest, AnInterfaceThatIsTakenAwayIsLoggedOnceAndNotWaitedFor) {
  test::in_own_network([this] {
    make_link();
    const LogLines log;
    testing::remove_interface("modem0");
    turn();
    turn();
    EXPECT_THAT(log.lines(), ElementsAre(HasSubstr("taken away")));
    std::vector<pollfd> fds;
    TimePoint deadline = TimePoint::max();
    link_->poll_source()->prepare(fds, deadline);
    EXPECT_TRUE(fds.empty());
    EXPECT_EQ(deadline, TimePoint::max());
    link_->send(make(Udp{modem(Family::kIpv4, 4000), host(Family::kIpv4, 9), to_bytes("x")}));
  });
}

TEST_F(TunLinkTest, WhereIpv6IsSwitchedOffIpv4Works) {
  test::in_own_network([this] {
    if (!testing::switch_ipv6_off()) GTEST_SKIP() << "IPv6 cannot be switched off";
    {
      const LogLines log;
      make_link();
      EXPECT_THAT(log.lines(), ElementsAre(HasSubstr("without IPv6")));
    }
    expect_works(Family::kIpv4);
    link_.reset();
    network_.ipv4 = false;
    expect_refused(Errno::kAcces, "cannot be set up");
  });
}

}  // namespace
}  // namespace hostmodem::link
