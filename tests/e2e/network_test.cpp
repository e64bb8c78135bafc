// The packet data network comes and goes, and the modem says so.

#include <gmock/gmock.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "e2e/modem_test.h"
#include "support/blocked_call.h"
#include "support/host_peer.h"

namespace hostmodem::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Network = ModemTest;

TEST_F(Network, GoingOnlineIsToldInOrder) {
  start();

  EXPECT_THAT(modem().notifications().all(),
              ElementsAre(StartsWith("+CEREG: 2"), "+CGEV: ME PDN ACT 0", "+CGEV: IPV6 0",
                          "+CEREG: 1,\"0001\",\"00000001\",7,,,\"11100000\",\"11100000\""));
}

TEST_F(Network, RoamingIsTold) {
  start("[network]\nroaming = true\ntac = 47\ncell = 1228538\naccess = \"nb-iot\"\n");

  EXPECT_THAT(modem().notifications().all().back(),
              "+CEREG: 5,\"002F\",\"0012BEFA\",9,,,\"11100000\",\"11100000\"");
}

TEST_F(Network, RegistrationTakesItsTime) {
  start("[network]\nregistration_delay = 30\n", Modem::Start::kOffline);
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  modem().at("AT+CEREG=5");
  modem().at("AT+CFUN=1");

  ASSERT_EQ(hostmodem_clock_step(29'999), 0);
  EXPECT_FALSE(modem().notifications().contains("+CEREG: 1"));
  EXPECT_TRUE(modem().notifications().contains("+CEREG: 2"));

  ASSERT_EQ(hostmodem_clock_step(1), 0);
  EXPECT_TRUE(modem().notifications().contains("+CEREG: 1"));
}

TEST_F(Network, WithoutSubscriptionNothingIsTold) {
  start("", Modem::Start::kOffline);
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  modem().at("AT+CFUN=1");

  ASSERT_EQ(hostmodem_clock_step(60'000), 0);

  EXPECT_THAT(modem().at("AT+CEREG?"), HasSubstr("+CEREG: 0,1"));
  EXPECT_TRUE(modem().notifications().all().empty());
}

TEST_F(Network, GoingOfflineIsTold) {
  start();

  modem().at("AT+CFUN=4");

  EXPECT_TRUE(modem().notifications().wait_for("+CEREG: 0"));
  EXPECT_TRUE(modem().notifications().contains("+CGEV: ME"));
}

TEST_F(Network, ThatWasNeverThereIsUnreachable) {
  start("", Modem::Start::kOffline);
  Socket stream = tcp();
  Socket datagram = udp();

  EXPECT_EQ(stream.connect(host(1)), fails(NRF_ENETUNREACH));
  EXPECT_EQ(datagram.sendto("data", host(1)), fails(NRF_ENETUNREACH));
}

TEST_F(Network, IsUsableByASocketThatWasOpenedBefore) {
  HostListener listener(Family::kIpv4);
  start("", Modem::Start::kOffline);
  Socket socket = tcp();
  modem().go_online();

  EXPECT_EQ(socket.connect(host(listener.port())), gives(0));
}

TEST_F(Network, IsUsableAgainAfterItWasAway) {
  HostListener listener(Family::kIpv4);
  start();
  modem().at("AT+CFUN=0");
  modem().go_online();
  Socket socket = tcp();

  EXPECT_EQ(socket.connect(host(listener.port())), gives(0));

  HostConnection peer = listener.accept();
  EXPECT_EQ(socket.send("hello"), gives(5));
  EXPECT_EQ(peer.receive(5), "hello");
}

// --- The network goes while sockets are in use.

class NetworkLost : public ModemTest {
 protected:
  void SetUp() override { start(); }
  void lose_network() { modem().at("AT+CFUN=0"); }
};

TEST_F(NetworkLost, WakesABlockedReceive) {
  HostListener listener(Family::kIpv4);
  Socket socket = tcp();
  ASSERT_EQ(socket.connect(host(listener.port())), gives(0));
  BlockedCall call([&] { return socket.recv(1); });
  EXPECT_TRUE(call.blocks());

  lose_network();

  EXPECT_EQ(call.result(), receive_fails(NRF_ENETDOWN));
}

TEST_F(NetworkLost, WakesAPollWithAnError) {
  HostListener listener(Family::kIpv4);
  Socket stream = tcp();
  ASSERT_EQ(stream.connect(host(listener.port())), gives(0));
  Socket datagram = udp();
  ASSERT_EQ(datagram.bind(self(0)), gives(0));
  std::array<nrf_pollfd, 2> entries{nrf_pollfd{stream.fd(), NRF_POLLIN, 0},
                                    nrf_pollfd{datagram.fd(), NRF_POLLIN, 0}};
  BlockedCall call([&] { return api().poll(entries.data(), 2, -1); });
  EXPECT_TRUE(call.blocks());

  lose_network();

  EXPECT_GE(call.result().value, 1) << "both are gone, but poll returns with the first";
  EXPECT_NE(stream.poll(0) & NRF_POLLERR, 0);
  EXPECT_NE(datagram.poll(0) & NRF_POLLERR, 0);
  EXPECT_EQ(stream.take_error(), NRF_ENETDOWN);
  EXPECT_EQ(datagram.take_error(), NRF_ENETDOWN);
}

TEST_F(NetworkLost, LeavesNothingButToCloseTheSocket) {
  HostListener listener(Family::kIpv4);
  Socket stream = tcp();
  ASSERT_EQ(stream.connect(host(listener.port())), gives(0));
  Socket datagram = udp();
  ASSERT_EQ(datagram.connect(host(1)), gives(0));
  lose_network();
  modem().go_online();

  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(stream.send("data"), fails(NRF_ENETDOWN));
    EXPECT_EQ(stream.recv(1), receive_fails(NRF_ENETDOWN));
    EXPECT_EQ(stream.connect(host(listener.port())), fails(NRF_ENETDOWN));
    EXPECT_EQ(datagram.send("data"), fails(NRF_ENETDOWN));
    EXPECT_EQ(datagram.sendto("data", host(1)), fails(NRF_ENETDOWN));
    EXPECT_EQ(datagram.recv(1), receive_fails(NRF_ENETDOWN));
  }
  EXPECT_EQ(stream.close(), gives(0));
  EXPECT_EQ(datagram.close(), gives(0));
}

TEST_F(NetworkLost, ReachesThePeer) {
  HostListener listener(Family::kIpv4);
  Socket socket = tcp();
  ASSERT_EQ(socket.connect(host(listener.port())), gives(0));
  HostConnection peer = listener.accept();

  lose_network();

  // Whether with an end or with a reset: the peer is not left alone.
  try {
    EXPECT_EQ(peer.receive_all(), "");
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), ECONNRESET);
  }
}

}  // namespace
}  // namespace hostmodem::test
