#include "link/tun_link.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstring>

#include "base/log.h"
#include "link/host_address.h"
#include "support/own_network.h"
#include "unit/link/host_interfaces.h"
#include "unit/link/slirp_fixture.h"

namespace hostmodem::link {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::HostSocket;
using testing::make;
using testing::Packet;
using testing::to_bytes;
using testing::Udp;

/// What the link logs, instead of on standard error.
class LogLines {
 public:
  LogLines() {
    log::set_sink([this](log::Level, std::string_view line) { lines_.emplace_back(line); });
  }
  ~LogLines() { log::set_sink({}); }
  LogLines(const LogLines&) = delete;
  LogLines& operator=(const LogLines&) = delete;

  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::vector<std::string> lines_;
};

/// A TUN link in a network of its own, and the modem above it played by the test.
class TunLinkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const HostSocket tun(open("/dev/net/tun", O_RDWR | O_CLOEXEC));
    if (tun.fd() < 0) GTEST_SKIP() << "no /dev/net/tun for this user";
  }

  void make_link() {
    auto link = make_tun_link(network_);
    ASSERT_TRUE(link.has_value()) << errno_name(static_cast<int>(link.error()));
    link_ = std::move(*link);
    link_->set_receiver([this](std::span<const std::byte> packet) {
      received_.emplace_back(packet.begin(), packet.end());
    });
  }

  /// An interface as an administrator makes it for a user; down, and without addresses. Attached
  /// to as long as what is returned is open.
  [[nodiscard]] HostSocket make_persistent(uid_t user) const {
    HostSocket tun(open("/dev/net/tun", O_RDWR | O_CLOEXEC));
    ifreq request{};
    network_.name.copy(static_cast<char*>(request.ifr_name), IFNAMSIZ - 1);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    EXPECT_EQ(ioctl(tun.fd(), TUNSETIFF, &request), 0) << std::strerror(errno);
    EXPECT_EQ(ioctl(tun.fd(), TUNSETOWNER, user), 0) << std::strerror(errno);
    EXPECT_EQ(ioctl(tun.fd(), TUNSETPERSIST, 1), 0) << std::strerror(errno);
    return tun;
  }

  /// That interface, up, with these addresses.
  void make_persistent(uid_t user, const std::vector<IpAddress>& addresses) const {
    const HostSocket attached = make_persistent(user);
    test::set_up(network_.name, true);
    for (const IpAddress& address : addresses) {
      testing::add_address(network_.name, address, address.is_v4() ? 24 : 64);
    }
  }

  /// One turn of the event loop, which waits for `timeout` ms at most; how many descriptors had
  /// something to say.
  int turn(int timeout = 0) {
    std::vector<pollfd> fds;
    TimePoint deadline = TimePoint::max();
    link_->poll_source()->prepare(fds, deadline);
    const int ready = ::poll(fds.data(), fds.size(), timeout);
    link_->poll_source()->dispatch(fds);
    return ready;
  }

  /// The next UDP packet that comes to the modem; the host also looks for routers.
  Udp take_datagram() {
    constexpr int kPatience = 5000;
    for (;;) {
      while (!received_.empty()) {
        const Packet packet = std::move(received_.front());
        received_.erase(received_.begin());
        if (testing::protocol_of(packet) == 17) return testing::read_udp(packet);
      }
      if (turn(kPatience) <= 0) throw std::runtime_error("no datagram came");
    }
  }

  [[nodiscard]] SocketAddress modem(Family family, std::uint16_t port) const {
    return {family == Family::kIpv4 ? network_.guest4 : network_.guest6, port};
  }
  [[nodiscard]] SocketAddress host(Family family, std::uint16_t port) const {
    return {family == Family::kIpv4 ? network_.host4 : network_.host6, port};
  }

  /// A UDP socket at the host's address of the network.
  [[nodiscard]] HostSocket peer(Family family) const {
    const HostAddress address(host(family, 0));
    HostSocket socket(::socket(address.get()->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::bind(socket.fd(), address.get(), address.length), 0) << std::strerror(errno);
    return socket;
  }

  /// The modem asks and the host answers.
  void expect_works(Family family) {
    const HostSocket socket = peer(family);
    link_->send(make(Udp{modem(family, 4000), host(family, socket.port()), to_bytes("question")}));
    std::array<char, 64> buffer{};
    HostAddress from;
    ASSERT_EQ(
        recvfrom(socket.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT, from.get(), &from.length),
        8);
    EXPECT_EQ(from.to_socket_address(), modem(family, 4000));
    ASSERT_EQ(sendto(socket.fd(), "answer", 6, 0, from.get(), from.length), 6);
    const Udp answer = take_datagram();
    EXPECT_EQ(testing::to_text(answer.payload), "answer");
    EXPECT_EQ(answer.source, host(family, socket.port()));
    EXPECT_EQ(answer.destination, modem(family, 4000));
  }

  /// That no link can be made, why, and that one line says what to do.
  void expect_refused(Errno error, const std::string& advice) {
    const LogLines log;
    const auto link = make_tun_link(network_);
    ASSERT_FALSE(link.has_value());
    EXPECT_EQ(link.error(), error);
    EXPECT_THAT(log.lines(), ElementsAre(HasSubstr(advice)));
  }

  TunNetwork network_ = TunNetwork::for_pdn("modem0", 0);
  std::unique_ptr<Link> link_;
  std::vector<Packet> received_;
};

TEST_F(TunLinkTest, APacketReachesTheHostAndItsAnswerTheModem) {
  test::in_own_network([this] {
    make_link();
    expect_works(Family::kIpv4);
    expect_works(Family::kIpv6);
  });
}

TEST_F(TunLinkTest, TheInterfaceHasTheHostsAddressesAndTheMtu) {
  test::in_own_network([this] {
    network_.mtu = 1400;
    make_link();
    EXPECT_THAT(testing::addresses_of("modem0"), ElementsAre(network_.host4, network_.host6));
    EXPECT_EQ(testing::mtu_of("modem0"), 1400U);
  });
}

TEST_F(TunLinkTest, TheInterfaceVanishesWithTheLink) {
  test::in_own_network([this] {
    const std::size_t before = testing::count_descriptors();
    make_link();
    EXPECT_TRUE(testing::exists("modem0"));
    link_.reset();
    EXPECT_FALSE(testing::exists("modem0"));
    EXPECT_EQ(testing::count_descriptors(), before);
    make_link();
    expect_works(Family::kIpv4);
  });
}

TEST_F(TunLinkTest, TwoLinksHaveTheirOwnNetworks) {
  test::in_own_network([this] {
    const auto other = make_tun_link(TunNetwork::for_pdn("modem1", 1));
    ASSERT_TRUE(other.has_value());
    make_link();
    expect_works(Family::kIpv4);
    expect_works(Family::kIpv6);
  });
}

TEST_F(TunLinkTest, AFamilyThatIsOffHasNoAddressAndCarriesNothing) {
  for (const Family off : {Family::kIpv4, Family::kIpv6}) {
    network_ = TunNetwork::for_pdn("modem0", 0);
    const Family on = off == Family::kIpv4 ? Family::kIpv6 : Family::kIpv4;
    (off == Family::kIpv4 ? network_.ipv4 : network_.ipv6) = false;
    test::in_own_network([this, off, on] {
      make_link();
      EXPECT_THAT(testing::addresses_of("modem0"), ElementsAre(host(on, 0).address));
      testing::add_address("modem0", host(off, 0).address, off == Family::kIpv4 ? 24 : 64);
      const HostSocket socket = peer(off);
      link_->send(make(Udp{modem(off, 4000), host(off, socket.port()), to_bytes("x")}));
      EXPECT_FALSE(socket.readable());
      expect_works(on);
    });
  }
}

TEST_F(TunLinkTest, APacketLongerThanTheMtuIsDropped) {
  test::in_own_network([this] {
    make_link();
    const HostSocket socket = peer(Family::kIpv4);
    const auto send = [&](std::size_t length) {
      link_->send(make(
          Udp{modem(Family::kIpv4, 4000), host(Family::kIpv4, socket.port()), Packet(length)}));
    };
    send(network_.mtu - 28 + 1);
    EXPECT_FALSE(socket.readable());
    send(network_.mtu - 28);
    EXPECT_TRUE(socket.readable());
  });
}

TEST_F(TunLinkTest, WhatIsNoPacketIsDropped) {
  test::in_own_network([this] {
    make_link();
    link_->send({});
    link_->send(to_bytes("garbage"));
    Packet cut = make(Udp{modem(Family::kIpv4, 4000), host(Family::kIpv4, 9), to_bytes("x")});
    cut.pop_back();
    link_->send(cut);
    expect_works(Family::kIpv4);
  });
}

TEST_F(TunLinkTest, AFloodIsTakenInTurns) {
  test::in_own_network([this] {
    network_.ipv6 = false;  // its packets would count
    make_link();
    const HostSocket socket = peer(Family::kIpv4);
    const HostAddress to(modem(Family::kIpv4, 4000));
    for (int i = 0; i < 100; ++i) {
      ASSERT_EQ(sendto(socket.fd(), "x", 1, 0, to.get(), to.length), 1);
    }
    while (received_.empty()) turn();
    EXPECT_LE(received_.size(), 64U);
    for (std::size_t before = 0; before != received_.size();) {
      before = received_.size();
      turn();
      EXPECT_LE(received_.size(), before + 64);
    }
    EXPECT_EQ(received_.size(), 100U);
  });
}

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

TEST_F(TunLinkTest, ItForwardsNoPorts) {
  test::in_own_network([this] {
    make_link();
    EXPECT_EQ(link_->add_forward({}).error(), Errno::kOpNotSupp);
  });
}

TEST(TunNetworkTest, ItsAddressesAreThoseOfTheSlirpNetwork) {
  const TunNetwork network = TunNetwork::for_pdn("modem0", 1);
  EXPECT_EQ(network.name, "modem0");
  EXPECT_EQ(network.network4.to_string(), "10.0.3.0");
  EXPECT_EQ(network.host4.to_string(), "10.0.3.2");
  EXPECT_EQ(network.guest4.to_string(), "10.0.3.15");
  EXPECT_EQ(network.prefix6.to_string(), "fd00:0:0:3::");
  EXPECT_EQ(network.host6.to_string(), "fd00:0:0:3::2");
  EXPECT_EQ(network.guest6.to_string(), "fd00:0:0:3::15");
  EXPECT_TRUE(network.valid());
}

TEST(TunNetworkTest, WhatDoesNotFitIsNotValid) {
  const TunNetwork good = TunNetwork::for_pdn("modem0", 0);
  TunNetwork network = good;
  network.ipv4 = network.ipv6 = false;
  EXPECT_FALSE(network.valid());
  network = good;
  network.host6 = *IpAddress::parse("fd00::2");
  EXPECT_FALSE(network.valid());
  network.ipv6 = false;
  EXPECT_TRUE(network.valid());
  network.mtu = 1000;
  EXPECT_TRUE(network.valid());
  network = good;
  network.mtu = 1000;
  EXPECT_FALSE(network.valid());
}

}  // namespace
}  // namespace hostmodem::link
