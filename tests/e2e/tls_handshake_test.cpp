// TLS: the handshake, its ways and its suites.

#include "e2e/tls.h"

namespace hostmodem::test {
namespace {

TEST_F(Tls, ConnectsToAServerThatProvesItsName) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(Tls, ConnectsWithoutBlocking) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();
  socket.set_nonblocking();

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_EINPROGRESS));
  EXPECT_EQ(socket.wait(NRF_POLLIN | NRF_POLLOUT), NRF_POLLOUT);
  EXPECT_EQ(socket.take_error(), 0);
  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_EISCONN));

  send_all_polling(socket, "hello\n");
  EXPECT_EQ(receive_all_polling(socket, 6), "olleh\n");
}

TEST_F(Tls, HandshakeThatIsUnderWayIsAlready) {
  HostListener silent(Family::kIpv4);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();
  socket.set_nonblocking();
  ASSERT_EQ(socket.connect(host(silent.port())), fails(NRF_EINPROGRESS));
  HostConnection peer = silent.accept();
  EXPECT_EQ(peer.receive(1), "\x16") << "the hello of the client, a handshake record";

  EXPECT_EQ(socket.connect(host(silent.port())), fails(NRF_EALREADY));
  EXPECT_EQ(socket.poll(NRF_POLLIN | NRF_POLLOUT), 0);
  EXPECT_EQ(socket.send("early"), fails(NRF_EAGAIN));
  EXPECT_EQ(socket.recv(1), receive_fails(NRF_EAGAIN));
}

TEST_F(Tls, ConnectsOverIpv6) {
  NginxServer server(identity_, {{"page", "content"}});
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  modem().go_online();
  Socket socket = tls(Family::kIpv6);
  set_tags(socket, {kTag});
  set_hostname(socket, "server.test");

  EXPECT_EQ(socket.connect(host(server.port(), Family::kIpv6)), gives(0));
}

// --- Cipher suites.

TEST_F(Tls, UsesOnlyTheSuitesThatAreAllowed) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();
  set_suites(socket, {NRF_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256});

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  nrf_sec_cipher_t used = 0;
  std::uint32_t length = sizeof used;
  EXPECT_EQ(
      api().getsockopt(socket.fd(), NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_USED, &used, &length),
      gives(0));
  EXPECT_EQ(used, static_cast<nrf_sec_cipher_t>(NRF_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256));
  expect_conversation(socket);
}

TEST_F(Tls, IsRefusedWhenThereIsNoCommonSuite) {
  OpensslServer server(identity_, {"-rev", "-cipher", "ECDHE-ECDSA-AES256-SHA384"});
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();
  set_suites(socket, {NRF_TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256});

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));
}

TEST_F(Tls, TakesNoOptionsOnceItIsConnected) {
  OpensslServer server(identity_);
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();
  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  EXPECT_EQ(set(socket, NRF_SO_SEC_HOSTNAME, "x", 1), fails(NRF_EISCONN));
  EXPECT_EQ(set(socket, NRF_SO_SEC_TAG_LIST, &kTag, sizeof kTag), fails(NRF_EISCONN));
}

TEST_F(Tls, OptionsAreNotForPlainSockets) {
  modem().go_online();
  Socket socket = tcp();

  EXPECT_EQ(set(socket, NRF_SO_SEC_HOSTNAME, "x", 1), fails(NRF_EOPNOTSUPP));
}

}  // namespace
}  // namespace hostmodem::test
