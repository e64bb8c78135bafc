// An application's TLS server, and the host's clients.

#include "e2e/tls.h"
#include "support/blocked_call.h"
#include "support/ports.h"
#include "support/process.h"

namespace hostmodem::test {
namespace {

using ::testing::HasSubstr;

class TlsServer : public Tls {
 protected:
  void SetUp() override {
    Tls::SetUp();
    modem().provision(kTag, Credential::kClientCertificate, identity_.certificate);
    modem().provision(kTag, Credential::kClientKey, identity_.key);
    modem().provision(kTag, Credential::kRootCa, client_root_.certificate);
    modem().provision(kOtherTag, Credential::kPsk, "0123456789abcdef");
    modem().provision(kOtherTag, Credential::kId, "device");
    modem().go_online();
    authority_ = directory_.write("root.pem", root_.certificate);
  }

  Socket listening(nrf_sec_peer_verify_t verify = NRF_SO_SEC_PEER_VERIFY_NONE,
                   nrf_sec_tag_t tag = kTag) {
    Socket socket = tls();
    set_tags(socket, {tag});
    set_verify(socket, verify);
    const nrf_sec_role_t server = NRF_SO_SEC_ROLE_SERVER;
    EXPECT_EQ(set(socket, NRF_SO_SEC_ROLE, &server, sizeof server), gives(0));
    EXPECT_EQ(socket.bind(self(port_)), gives(0));
    EXPECT_EQ(socket.listen(2), gives(0));
    return socket;
  }

  [[nodiscard]] Process s_client(const std::vector<std::string>& arguments = {}) const {
    std::vector<std::string> argv = {"openssl", "s_client", "-connect",
                                     "127.0.0.1:" + std::to_string(port_), "-quiet"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return Process(argv);
  }

  /// A line from the client, and one back.
  static void converse(Socket& server, Process& client) {
    client.write_input("hello\n");
    Socket accepted = server.accept_from().first;
    EXPECT_EQ(receive_all(accepted, 6), "hello\n");
    EXPECT_EQ(accepted.send("goodbye\n"), gives(8));
    client.wait_for_output("goodbye\n");
  }

  const Identity client_root_ = make_root("client root");
  const std::uint16_t port_ = unused_port();
  TemporaryDirectory directory_;
  std::string authority_;
};

TEST_F(TlsServer, IsVerifiedByOpenssl) {
  Socket server = listening();
  Process client =
      s_client({"-CAfile", authority_, "-verify_hostname", "server.test", "-verify_return_error"});
  converse(server, client);
}

TEST_F(TlsServer, IsVerifiedByGnutls) {
  Socket server = listening();
  Process client({"gnutls-cli", "--x509cafile", authority_, "--verify-hostname", "server.test",
                  "--port", std::to_string(port_), "127.0.0.1"});
  converse(server, client);
}

TEST_F(TlsServer, ServesAPageToCurl) {
  Socket server = listening();
  Process curl({"curl", "--silent", "--show-error", "--noproxy", "*", "--cacert", authority_,
                "--resolve", "server.test:" + std::to_string(port_) + ":127.0.0.1",
                "https://server.test:" + std::to_string(port_) + "/"});
  Socket client = server.accept_from().first;
  std::string request;
  while (request.find("\r\n\r\n") == std::string::npos) request += client.recv(1000).data;
  EXPECT_THAT(request, HasSubstr("GET / HTTP/1.1"));
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage";
  EXPECT_EQ(client.send(answer), gives(static_cast<std::int64_t>(answer.size())));
  EXPECT_EQ(client.close(), gives(0));
  EXPECT_EQ(curl.wait_for_end(), 0);
  EXPECT_EQ(curl.output(), "page");
}

TEST_F(TlsServer, TalksWithAPsk) {
  Socket server = listening(NRF_SO_SEC_PEER_VERIFY_REQUIRED, kOtherTag);
  Process client = s_client({"-psk", "0123456789abcdef", "-psk_identity", "device", "-tls1_2"});
  converse(server, client);
}

TEST_F(TlsServer, TakesTheClientThatShowsATrustedCertificate) {
  const Identity identity = make_client(client_root_);
  Socket server = listening(NRF_SO_SEC_PEER_VERIFY_REQUIRED);
  Process client = s_client({"-cert", directory_.write("client.pem", identity.certificate), "-key",
                             directory_.write("client.key", identity.key)});
  converse(server, client);
}

TEST_F(TlsServer, RefusesTheClientThatShowsNone) {
  Socket server = listening(NRF_SO_SEC_PEER_VERIFY_REQUIRED);
  Process client = s_client();
  Socket accepted = server.accept_from().first;
  EXPECT_EQ(accepted.recv(1), receive_fails(NRF_ECONNREFUSED));
  EXPECT_EQ(accepted.recv(1), received(""));
  EXPECT_NE(client.wait_for_end(), 0);
  EXPECT_TRUE(modem().log().contains("tls: handshake with a client refused"));
}

TEST_F(TlsServer, RefusesWhoDoesNotSpeakTls) {
  Socket server = listening();
  HostConnection client = connect_from_host(loopback(Family::kIpv4, port_));
  client.send("GET / HTTP/1.0\r\n\r\n");
  Socket accepted = server.accept_from().first;
  EXPECT_EQ(accepted.recv(1), receive_fails(NRF_ECONNREFUSED));
}

TEST_F(TlsServer, LetsTheFirstOperationWaitForTheHandshake) {
  Socket server = listening();
  HostConnection client = connect_from_host(loopback(Family::kIpv4, port_));
  Socket accepted = server.accept_from().first;
  EXPECT_EQ(accepted.poll(NRF_POLLIN | NRF_POLLOUT), 0);
  EXPECT_EQ(accepted.send("x", NRF_MSG_DONTWAIT), fails(NRF_EAGAIN));
  BlockedCall call([&] { return accepted.recv(1); });
  EXPECT_TRUE(call.blocks());
  client.close();
  EXPECT_EQ(call.result(), receive_fails(NRF_ECONNREFUSED));
}

}  // namespace
}  // namespace hostmodem::test
