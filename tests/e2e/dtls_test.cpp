// DTLS through the C API, against `openssl s_server` and `s_client`.

#include <sys/socket.h>

#include "e2e/tls.h"
#include "support/blocked_call.h"
#include "support/host_socket.h"
#include "support/ports.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {
namespace {

using std::chrono::seconds;

constexpr auto kKey = "000102030405060708090a0b0c0d0e0f";

class Dtls : public Tls {
 protected:
  void provision_psk() {
    modem().provision(kTag, Credential::kPsk, kKey);
    modem().provision(kTag, Credential::kId, "device");
  }

  Socket online_dtls() {
    modem().go_online();
    Socket socket = dtls();
    set_tags(socket, {kTag});
    return socket;
  }

  Process& start_server(const std::vector<std::string>& arguments) {
    std::vector<std::string> argv = {"openssl", "s_server", "-dtls1_2", "-accept", "127.0.0.1:0"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    server_ = std::make_unique<Process>(argv);
    port_ = static_cast<std::uint16_t>(std::stoi(server_->wait_for_line("ACCEPT 127.0.0.1:")));
    return *server_;
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Process> server_;
  std::uint16_t port_ = 0;
};

TEST_F(Dtls, ClientTalksToOpensslByPsk) {
  Process& server = start_server({"-nocert", "-psk", kKey, "-psk_identity", "device"});
  provision_psk();
  Socket socket = online_dtls();
  ASSERT_EQ(socket.connect(host(port_)), gives(0));
  EXPECT_EQ(socket.send("hello\n"), gives(6));
  server.wait_for_output("hello");
  server.write_input("goodbye\n");
  EXPECT_EQ(socket.recv(100), received("goodbye\n"));
}

TEST_F(Dtls, ClientTalksToOpensslByCertificate) {
  Process& server =
      start_server({"-cert", directory_.write("certificate.pem", identity_.certificate), "-key",
                    directory_.write("key.pem", identity_.key)});
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_dtls();
  set_hostname(socket, "server.test");
  ASSERT_EQ(socket.connect(host(port_)), gives(0));
  EXPECT_EQ(socket.send("hello\n"), gives(6));
  server.wait_for_output("hello");
  EXPECT_EQ(socket.close(), gives(0));
  server.wait_for_output("DONE");
}

TEST_F(Dtls, ClientResumesASession) {
  Process& server = start_server({"-nocert", "-psk", kKey, "-psk_identity", "device"});
  provision_psk();
  modem().go_online();
  for (const int expected :
       {NRF_SO_SEC_HANDSHAKE_STATUS_FULL, NRF_SO_SEC_HANDSHAKE_STATUS_CACHED}) {
    Socket socket = dtls();
    set_tags(socket, {kTag});
    const nrf_sec_session_cache_t cache = NRF_SO_SEC_SESSION_CACHE_ENABLED;
    ASSERT_EQ(set(socket, NRF_SO_SEC_SESSION_CACHE, &cache, sizeof cache), gives(0));
    ASSERT_EQ(socket.connect(host(port_)), gives(0));
    int status = -1;
    nrf_socklen_t length = sizeof status;
    ASSERT_EQ(api().getsockopt(socket.fd(), NRF_SOL_SECURE, NRF_SO_SEC_HANDSHAKE_STATUS, &status,
                               &length),
              gives(0));
    EXPECT_EQ(status, expected);
    const std::string message = "handshake status " + std::to_string(expected) + "\n";
    EXPECT_EQ(socket.send(message), gives(static_cast<std::int64_t>(message.size())));
    server.wait_for_output(message);
  }
}

TEST_F(Dtls, ConnectsWithoutBlocking) {
  start_server({"-nocert", "-psk", kKey, "-psk_identity", "device"});
  provision_psk();
  Socket socket = online_dtls();
  socket.set_nonblocking();
  ASSERT_EQ(socket.connect(host(port_)), fails(NRF_EINPROGRESS));
  EXPECT_EQ(socket.wait(NRF_POLLOUT), NRF_POLLOUT);
  EXPECT_EQ(socket.take_error(), 0);
}

TEST_F(Dtls, ConnectFailsAtOnceWhereNobodyListens) {
  provision_psk();
  Socket socket = online_dtls();
  const std::uint16_t port = unused_port();
  EXPECT_EQ(socket.connect(host(port)), fails(NRF_ECONNREFUSED));
}

TEST_F(Dtls, ConnectTimesOutAtItsLimit) {
  const auto [silent, silent_address] = host_socket_on_loopback(Family::kIpv4, SOCK_DGRAM);
  provision_psk();
  Socket socket = online_dtls();
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  const int limit = NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_123S;
  ASSERT_EQ(set(socket, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO, &limit, sizeof limit), gives(0));
  BlockedCall call([&, port = silent_address.port] { return socket.connect(host(port)); });
  EXPECT_TRUE(call.blocks());
  ASSERT_EQ(hostmodem_clock_step(122'999), 0);
  EXPECT_TRUE(call.blocks()) << "a millisecond is missing";
  ASSERT_EQ(hostmodem_clock_step(1), 0);
  EXPECT_EQ(call.result(), fails(NRF_ETIMEDOUT));
}

TEST_F(Dtls, ConnectTimesOutAtTheSendTimeout) {
  const auto [silent, silent_address] = host_socket_on_loopback(Family::kIpv4, SOCK_DGRAM);
  provision_psk();
  Socket socket = online_dtls();
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  ASSERT_EQ(socket.set_timeout(NRF_SO_SNDTIMEO, seconds(5)), gives(0));
  BlockedCall call([&, port = silent_address.port] { return socket.connect(host(port)); });
  EXPECT_TRUE(call.blocks());
  ASSERT_EQ(hostmodem_clock_step(5000), 0);
  EXPECT_EQ(call.result(), fails(NRF_ETIMEDOUT));
}

TEST_F(Dtls, ServesOpenssl) {
  provision_psk();
  Socket socket = online_dtls();
  const nrf_sec_role_t role = NRF_SO_SEC_ROLE_SERVER;
  ASSERT_EQ(set(socket, NRF_SO_SEC_ROLE, &role, sizeof role), gives(0));
  const std::uint16_t port = unused_port();
  ASSERT_EQ(socket.bind(self(port)), gives(0));
  Process client({"openssl", "s_client", "-dtls1_2", "-connect",
                  "127.0.0.1:" + std::to_string(port), "-psk", kKey, "-psk_identity", "device",
                  "-quiet"});
  client.write_input("hello\n");
  EXPECT_EQ(socket.recv(100), received("hello\n"));
  EXPECT_EQ(socket.send("goodbye\n"), gives(8));
  client.wait_for_output("goodbye\n");
}

}  // namespace
}  // namespace hostmodem::test
