// NRF_MSG_WAITACK and NRF_SO_SENDCB through the default network, with real peers.

#include <atomic>

#include "e2e/tls.h"
#include "support/host_peer.h"
#include "support/patience.h"

namespace hostmodem::test {
namespace {

class AcknowledgedSend : public ModemTest {
 protected:
  void SetUp() override { start(); }
};

TEST_F(AcknowledgedSend, ReturnsWhenAHostHasTheDataOfAStream) {
  HostListener listener(Family::kIpv4);
  Socket socket = tcp();
  ASSERT_EQ(socket.connect(host(listener.port())), gives(0));
  const HostConnection peer = listener.accept();
  EXPECT_EQ(socket.send("data", NRF_MSG_WAITACK), gives(4));
}

TEST_F(AcknowledgedSend, OfADatagramReturns) {
  HostUdp peer(Family::kIpv4);
  Socket socket = udp();
  ASSERT_EQ(socket.connect(host(peer.port())), gives(0));
  EXPECT_EQ(socket.send("data", NRF_MSG_WAITACK), gives(4));
  EXPECT_EQ(peer.receive().data, "data");
}

class AcknowledgedTls : public Tls {
 protected:
  void SetUp() override {
    Tls::SetUp();
    modem().provision(kTag, Credential::kRootCa, root_.certificate);
  }
};

TEST_F(AcknowledgedTls, ReturnsWhenAllItsRecordsWereAcknowledged) {
  OpensslServer server(identity_, OpensslServer::kConsole);
  Socket socket = online_socket();
  ASSERT_EQ(socket.connect(host(server.port())), gives(0));
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i) + "\n";
  EXPECT_EQ(socket.send(text, NRF_MSG_WAITACK), gives(static_cast<std::int64_t>(text.size())));
  server.process().wait_for_output("line 19999\n");
}

/// What the callback was told last; it has no context.
std::atomic<int> g_status = -1;
std::atomic<std::size_t> g_bytes = 0;

TEST_F(AcknowledgedTls, TellsTheCallbackOfTheBytesOfTheApplication) {
  OpensslServer server(identity_, OpensslServer::kConsole);
  Socket socket = online_socket();
  ASSERT_EQ(socket.connect(host(server.port())), gives(0));
  const nrf_modem_sendcb setting{[](const nrf_modem_sendcb_params* params) {
    g_bytes = params->bytes_sent;
    g_status = params->status;
  }};
  ASSERT_EQ(api().setsockopt(socket.fd(), NRF_SOL_SOCKET, NRF_SO_SENDCB, &setting, sizeof setting),
            gives(0));
  ASSERT_EQ(socket.send("hello\n"), gives(6));
  EXPECT_TRUE(eventually([] { return g_status == 0; }));
  EXPECT_EQ(g_bytes, 6U);
}

}  // namespace
}  // namespace hostmodem::test
