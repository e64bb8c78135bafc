#pragma once

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
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/log.h"
#include "link/host_address.h"
#include "link/tun_link.h"
#include "support/own_network.h"
#include "unit/link/host_interfaces.h"
#include "unit/link/slirp_fixture.h"

namespace hostmodem::link::testing {

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
      add_address(network_.name, address, address.is_v4() ? 24 : 64);
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
        if (protocol_of(packet) == 17) return read_udp(packet);
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
    EXPECT_EQ(to_text(answer.payload), "answer");
    EXPECT_EQ(answer.source, host(family, socket.port()));
    EXPECT_EQ(answer.destination, modem(family, 4000));
  }

  /// That no link can be made, why, and that one line says what to do.
  void expect_refused(Errno error, const std::string& advice) {
    const LogLines log;
    const auto link = make_tun_link(network_);
    ASSERT_FALSE(link.has_value());
    EXPECT_EQ(link.error(), error);
    EXPECT_THAT(log.lines(), ::testing::ElementsAre(::testing::HasSubstr(advice)));
  }

  TunNetwork network_ = TunNetwork::for_pdn("modem0", 0);
  std::unique_ptr<Link> link_;
  std::vector<Packet> received_;
};

}  // namespace hostmodem::link::testing
