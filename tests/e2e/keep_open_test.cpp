// Sockets that outlive their network, with peers that notice nothing of it.

#include "e2e/tls.h"
#include "support/blocked_call.h"
#include "support/host_peer.h"
#include "support/ports.h"

namespace hostmodem::test {
namespace {

class KeepOpen : public Tls {
 protected:
  void SetUp() override {
    Tls::SetUp();
    modem().provision(kTag, Credential::kRootCa, root_.certificate);
    modem().go_online();
  }

  Socket kept(Socket socket) {
    const int on = 1;
    EXPECT_EQ(api().setsockopt(socket.fd(), NRF_SOL_SOCKET, NRF_SO_KEEPOPEN, &on, sizeof on),
              gives(0));
    return socket;
  }
};

TEST_F(KeepOpen, AConnectionGoesOnAfterTheNetworkWasTakenAway) {
  HostListener listener(Family::kIpv4);
  Socket socket = kept(tcp());
  ASSERT_EQ(socket.connect(host(listener.port())), gives(0));
  HostConnection peer = listener.accept();
  ASSERT_EQ(hostmodem_pdn_drop(0), 0);
  EXPECT_EQ(socket.send("lost"), fails(NRF_ENETUNREACH));
  EXPECT_EQ(socket.recv(1, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
  EXPECT_EQ(socket.poll(NRF_POLLIN), 0);
  peer.send("sent meanwhile");

  modem().at("AT+CFUN=4");
  modem().go_online();

  EXPECT_EQ(receive_all(socket, 14), "sent meanwhile");
  EXPECT_EQ(socket.send("back again"), gives(10));
  EXPECT_EQ(peer.receive(10), "back again");
}

TEST_F(KeepOpen, ABlockedReceiveCauseTheNetworkAndABlockedSendDoesNot) {
  HostListener listener(Family::kIpv4);
  Socket socket = kept(tcp());
  ASSERT_EQ(socket.connect(host(listener.port())), gives(0));
  HostConnection peer = listener.accept();
  BlockedCall receiving([&] { return socket.recv(5); });
  ASSERT_TRUE(receiving.blocks());
  BlockedCall sending([&] {
    const std::string block(1 << 20, 'x');
    Outcome sent = gives(0);
    while (sent.value >= 0) sent = socket.send(block);
    return sent;
  });
  ASSERT_TRUE(sending.blocks());

  modem().at("AT+CFUN=4");

  EXPECT_EQ(sending.result(), fails(NRF_ENETUNREACH));
  EXPECT_TRUE(receiving.blocks());
  modem().go_online();
  peer.send("hello");
  EXPECT_EQ(receiving.result(), received("hello"));
}

TEST_F(KeepOpen, ATlsConnectionGoesOnWithoutAnotherHandshake) {
  OpensslServer server(identity_);
  Socket socket = kept(tls());
  set_tags(socket, {kTag});
  set_hostname(socket, "server.test");
  ASSERT_EQ(socket.connect(host(server.port())), gives(0));
  modem().at("AT+CFUN=4");
  EXPECT_EQ(socket.send("hello\n"), fails(NRF_ENETUNREACH));
  EXPECT_EQ(socket.recv(1, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
  modem().go_online();
  expect_conversation(socket);
}

TEST_F(KeepOpen, ADatagramSocketKeepsItsPortOnTheHost) {
  const std::uint16_t port = unused_port();
  Socket socket = kept(udp());
  ASSERT_EQ(socket.bind(self(port)), gives(0));
  modem().at("AT+CFUN=4");
  EXPECT_FALSE(port_is_taken(Transport::kUdp, port));
  EXPECT_EQ(socket.sendto("x", host(port)), fails(NRF_ENETUNREACH));
  modem().go_online();

  HostUdp client(Family::kIpv4);
  client.send("hello", loopback(Family::kIpv4, port));
  EXPECT_EQ(socket.recv(5), received("hello"));
}

TEST_F(KeepOpen, AServerIsReachedWhenTheNetworkIsBack) {
  const std::uint16_t port = unused_port();
  Socket server = kept(tcp());
  ASSERT_EQ(server.bind(self(port)), gives(0));
  ASSERT_EQ(server.listen(1), gives(0));
  modem().at("AT+CFUN=4");
  EXPECT_FALSE(port_is_taken(Transport::kTcp, port));
  modem().go_online();

  HostConnection client = connect_from_host(loopback(Family::kIpv4, port));
  Socket accepted = server.accept_from().first;
  client.send("hello");
  EXPECT_EQ(receive_all(accepted, 5), "hello");
}

TEST_F(KeepOpen, EndsWithThePower) {
  Socket socket = kept(udp());
  ASSERT_EQ(socket.bind(endpoint("0.0.0.0", 0)), gives(0));
  BlockedCall receiving([&] { return socket.recv(5); });
  ASSERT_TRUE(receiving.blocks());
  modem().at("AT+CFUN=4");
  EXPECT_TRUE(receiving.blocks());
  modem().at("AT+CFUN=0");
  EXPECT_EQ(receiving.result(), receive_fails(NRF_ENETDOWN));
  EXPECT_EQ(socket.poll(NRF_POLLIN), NRF_POLLERR);
}

}  // namespace
}  // namespace hostmodem::test
