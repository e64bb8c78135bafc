// hostmodem against real peers: a handshake and a conversation for each row of the matrix.

#include <cstring>

#include "e2e/modem_test.h"
#include "interop/client_peer.h"
#include "interop/matrix.h"
#include "interop/secrets.h"
#include "interop/server_peer.h"
#include "support/ports.h"

namespace hostmodem::test::interop {
namespace {

constexpr nrf_sec_tag_t kTag = 42;

class Interop : public ModemTest {
 public:
  explicit Interop(const Row& row) : row_(row), secrets_(make_secrets(row.key)) {}

 protected:
  void SetUp() override { start("[modem]\nlog = \"info\"\n", Modem::Start::kOffline); }

  void TestBody() override {
    if (row_.peer->role == Role::kClient) {
      be_client();
    } else {
      be_server();
    }
  }

 private:
  using Credential = Modem::Credential;

  void be_client() {
    provision_psk();
    if (row_.key != Key::kPsk) modem().provision(kTag, Credential::kRootCa, secrets_.root);
    modem().go_online();
    const std::unique_ptr<ServerPeer> peer = start_server(row_, secrets_);
    Socket socket = secure_socket();
    set(socket, NRF_SO_SEC_HOSTNAME, Secrets::kServerName, strlen(Secrets::kServerName));

    const Outcome outcome = socket.connect(host(peer->port()));

    if (row_.obstacle != nullptr) {
      ASSERT_EQ(outcome, fails(NRF_ECONNREFUSED)) << "no more true: " << row_.obstacle->reason;
      return;
    }
    ASSERT_EQ(outcome, gives(0));
    expect_suite(socket);
    peer->converse(socket);
    peer->expect_suite(*row_.suite);
    peer->end(socket);
    expect_orderly_end();
  }

  void be_server() {
    provision_psk();
    if (row_.key != Key::kPsk) {
      modem().provision(kTag, Credential::kClientCertificate, secrets_.identity.certificate);
      modem().provision(kTag, Credential::kClientKey, secrets_.identity.key);
    }
    modem().go_online();
    const std::uint16_t port = unused_port();
    Socket listener = secure_socket();
    const nrf_sec_role_t server = NRF_SO_SEC_ROLE_SERVER;
    set(listener, NRF_SO_SEC_ROLE, &server, sizeof server);
    const nrf_sec_peer_verify_t none = NRF_SO_SEC_PEER_VERIFY_NONE;
    set(listener, NRF_SO_SEC_PEER_VERIFY, &none, sizeof none);
    ASSERT_EQ(listener.bind(self(port)), gives(0));
    if (row_.peer->protocol == Protocol::kTls) {
      ASSERT_EQ(listener.listen(1), gives(0));
    }
    const std::unique_ptr<ClientPeer> peer = start_client(row_, secrets_, port);
    if (row_.obstacle != nullptr) {
      EXPECT_TRUE(modem().log().wait_for({"no shared cipher"}))
          << "no more true: " << row_.obstacle->reason;
      return;
    }

    // With DTLS the socket that is bound is the one to talk on.
    Socket socket =
        row_.peer->protocol == Protocol::kTls ? listener.accept_from().first : std::move(listener);

    peer->converse(socket);
    expect_suite(socket);
    peer->expect_suite(*row_.suite);
    peer->end(socket);
    expect_orderly_end();
  }

  void provision_psk() {
    if (row_.key != Key::kPsk) return;
    modem().provision(kTag, Credential::kPsk, Secrets::kPskInHex);
    modem().provision(kTag, Credential::kId, Secrets::kPskIdentity);
  }

  /// A socket of the row's protocol, for the row's suite alone.
  Socket secure_socket() {
    Socket socket = row_.peer->protocol == Protocol::kTls ? tls() : dtls();
    set(socket, NRF_SO_SEC_TAG_LIST, &kTag, sizeof kTag);
    const nrf_sec_cipher_t suite = row_.suite->id;
    set(socket, NRF_SO_SEC_CIPHERSUITE_LIST, &suite, sizeof suite);
    return socket;
  }

  void set(Socket& socket, int option, const void* value, std::size_t length) {
    EXPECT_EQ(api().setsockopt(socket.fd(), NRF_SOL_SECURE, option, value,
                               static_cast<std::uint32_t>(length)),
              gives(0));
  }

  void expect_suite(Socket& socket) {
    nrf_sec_cipher_t used = 0;
    std::uint32_t length = sizeof used;
    ASSERT_EQ(
        api().getsockopt(socket.fd(), NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_USED, &used, &length),
        gives(0));
    EXPECT_EQ(used, static_cast<nrf_sec_cipher_t>(row_.suite->id));
  }

  void expect_orderly_end() {
    EXPECT_FALSE(modem().log().contains("without close_notify"));
    EXPECT_FALSE(modem().log().contains("tls: connection"));
  }

  Row row_;
  Secrets secrets_;
};

/// A test for each row, such as TlsClient/OpensslServer.TLS_PSK_WITH_AES_128_CCM_8_PSK.
bool register_tests() {
  for (const Row& row : rows()) {
    const Peer& peer = *row.peer;
    const std::string suite = std::string(peer.protocol == Protocol::kTls ? "Tls" : "Dtls") +
                              std::string(name_of(peer.role)) + "/" + std::string(peer.name);
    ::testing::RegisterTest(suite.c_str(), row.name().c_str(), nullptr, nullptr, __FILE__, __LINE__,
                            [row]() -> Interop* { return new Interop(row); });
  }
  return true;
}

[[maybe_unused]] const bool registered = register_tests();

}  // namespace
}  // namespace hostmodem::test::interop
