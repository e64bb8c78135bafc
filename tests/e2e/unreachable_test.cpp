// Destinations that a router knows to be unreachable: the host's kernel as that router, behind a
// TUN interface in a network namespace of the test's own.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "nrf_socket.h"
#include "support/file_descriptor.h"
#include "support/modem_fixture.h"
#include "support/own_network.h"
#include "support/socket.h"

namespace hostmodem::test {
namespace {

constexpr const char* kTun = R"([[network.apn]]
name = "tun"
link = "tun:modem0"
)";

void write_setting(const char* path, const char* value) {
  const FileDescriptor file(open(path, O_WRONLY | O_CLOEXEC));
  if (write(file.get(), value, 1) != 1) GTEST_SKIP() << "the host does not route";
}

class Unreachable : public ::testing::TestWithParam<Family> {
 protected:
  /// Nobody has this address, and the router has no route to it.
  [[nodiscard]] static Endpoint nowhere() {
    return GetParam() == Family::kIpv4 ? endpoint("192.0.2.1", 7) : endpoint("2001:db8::1", 7);
  }
  [[nodiscard]] static int family() {
    return GetParam() == Family::kIpv4 ? NRF_AF_INET : NRF_AF_INET6;
  }
  static void behind_a_router(const std::function<void(SocketApi&)>& body) {
    in_own_network([&] {
      write_setting("/proc/sys/net/ipv4/ip_forward", "1");
      write_setting("/proc/sys/net/ipv6/conf/all/forwarding", "1");
      if (::testing::Test::IsSkipped()) return;
      const Modem modem(kTun);
      const auto api = make_modem_calls();
      body(*api);
    });
  }
};

INSTANTIATE_TEST_SUITE_P(Families, Unreachable, ::testing::Values(Family::kIpv4, Family::kIpv6),
                         [](const auto& test) {
                           return test.param == Family::kIpv4 ? "Ipv4" : "Ipv6";
                         });

TEST_P(Unreachable, AConnectFailsAtOnce) {
  behind_a_router([](SocketApi& api) {
    Socket socket = open_socket(api, family(), NRF_SOCK_STREAM, NRF_IPPROTO_TCP);
    EXPECT_EQ(socket.connect(nowhere()), fails(NRF_ENETUNREACH));
  });
}

TEST_P(Unreachable, ADatagramIsReportedToItsConnectedSocket) {
  behind_a_router([](SocketApi& api) {
    Socket socket = open_socket(api, family(), NRF_SOCK_DGRAM, NRF_IPPROTO_UDP);
    ASSERT_EQ(socket.connect(nowhere()), gives(0));
    ASSERT_EQ(socket.send("data"), gives(4));
    EXPECT_NE(socket.wait(NRF_POLLIN) & NRF_POLLERR, 0);
    EXPECT_EQ(socket.take_error(), NRF_ENETUNREACH);
    EXPECT_EQ(socket.take_error(), 0);
  });
}

TEST_P(Unreachable, AClosedPortOfTheHostIsRefused) {
  behind_a_router([](SocketApi& api) {
    const Endpoint closed =
        GetParam() == Family::kIpv4 ? endpoint("10.0.2.2", 7) : endpoint("fd00:0:0:2::2", 7);
    Socket stream = open_socket(api, family(), NRF_SOCK_STREAM, NRF_IPPROTO_TCP);
    EXPECT_EQ(stream.connect(closed), fails(NRF_ECONNREFUSED));
    Socket datagram = open_socket(api, family(), NRF_SOCK_DGRAM, NRF_IPPROTO_UDP);
    ASSERT_EQ(datagram.connect(closed), gives(0));
    ASSERT_EQ(datagram.send("data"), gives(4));
    EXPECT_NE(datagram.wait(NRF_POLLIN) & NRF_POLLERR, 0);
    EXPECT_EQ(datagram.recv(1), receive_fails(NRF_ECONNREFUSED));
  });
}

}  // namespace
}  // namespace hostmodem::test
