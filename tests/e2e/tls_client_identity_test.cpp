// TLS: what the modem must prove, by a certificate or by a key that both have.

#include "e2e/tls.h"

namespace hostmodem::test {
namespace {

// --- What the modem must prove.

class TlsWithClientCertificate : public Tls {
 protected:
  /// A server that lets only clients of client_root_ in.
  OpensslServer demanding_server() {
    const std::string authority = directory_.write("clients.pem", client_root_.certificate);
    return OpensslServer(identity_,
                         {"-rev", "-Verify", "1", "-verify_return_error", "-CAfile", authority});
  }
  void provision_client(nrf_sec_tag_t tag, const Identity& client) {
    modem().provision(tag, Credential::kClientCertificate, client.certificate);
    modem().provision(tag, Credential::kClientKey, client.key);
  }

  const Identity client_root_ = make_root("root of the clients");

 private:
  TemporaryDirectory directory_;
};

TEST_F(TlsWithClientCertificate, IsLetIn) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  provision_client(kTag, make_client(client_root_));
  Socket socket = online_socket();

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(TlsWithClientCertificate, IsLetInWhenItIsUnderAnotherTag) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  provision_client(kOtherTag, make_client(client_root_));
  Socket socket = online_socket({kTag, kOtherTag});

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(TlsWithClientCertificate, IsTheOneOfAnAuthorityThatTheServerNames) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  provision_client(kTag, make_client(root_));
  provision_client(kOtherTag, make_client(client_root_));
  Socket socket = online_socket({kTag, kOtherTag});

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(TlsWithClientCertificate, IsLetInWithAKeyThatIsEncrypted) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  const Identity client = make_client(client_root_);
  modem().provision(kTag, Credential::kClientCertificate, client.certificate);
  modem().provision_key(kTag, encrypt_key(client.key, "secret"), "secret");
  Socket socket = online_socket();

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(TlsWithClientCertificate, IsRefusedWhenThePasswordOfItsKeyIsWrong) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  const Identity client = make_client(client_root_);
  modem().provision(kTag, Credential::kClientCertificate, client.certificate);
  modem().provision_key(kTag, encrypt_key(client.key, "secret"), "a guess");
  Socket socket = online_socket();

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));

  EXPECT_TRUE(modem().log().contains("42 cannot be used: it is encrypted, and its password is "));
}

TEST_F(TlsWithClientCertificate, IsRefusedWhenItHasNone) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  Socket socket = online_socket();

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));
}

TEST_F(TlsWithClientCertificate, IsRefusedWhenItIsOfAnotherAuthority) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  provision_client(kTag, make_client(root_));
  Socket socket = online_socket();

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));
}

TEST_F(TlsWithClientCertificate, IsRefusedWhenTheKeyIsOfAnother) {
  OpensslServer server = demanding_server();
  modem().provision(kTag, Credential::kRootCa, root_.certificate);
  modem().provision(kTag, Credential::kClientCertificate, make_client(client_root_).certificate);
  modem().provision(kTag, Credential::kClientKey, make_client(client_root_).key);
  Socket socket = online_socket();

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));

  EXPECT_TRUE(modem().log().contains("42"));
}

// --- A key that both have.

class TlsWithPsk : public Tls {
 protected:
  static OpensslServer psk_server() {
    return OpensslServer(
        {"-rev", "-psk_identity", "device", "-psk", "0102030405060708090a0b0c0d0e0f10"});
  }
};

TEST_F(TlsWithPsk, Connects) {
  OpensslServer server = psk_server();
  modem().provision(kTag, Credential::kPsk, "0102030405060708090a0b0c0d0e0f10");
  modem().provision(kTag, Credential::kId, "device");
  modem().go_online();
  Socket socket = tls();
  set_tags(socket, {kTag});

  ASSERT_EQ(socket.connect(host(server.port())), gives(0));

  expect_conversation(socket);
}

TEST_F(TlsWithPsk, IsRefusedWithAnotherKey) {
  OpensslServer server = psk_server();
  modem().provision(kTag, Credential::kPsk, "ffffffffffffffffffffffffffffffff");
  modem().provision(kTag, Credential::kId, "device");
  modem().go_online();
  Socket socket = tls();
  set_tags(socket, {kTag});

  EXPECT_EQ(socket.connect(host(server.port())), fails(NRF_ECONNREFUSED));
}

}  // namespace
}  // namespace hostmodem::test
