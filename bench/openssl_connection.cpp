#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdio>

#include "connection.h"
#include "kernel_socket.h"
#include "openssl.h"

namespace hostmodem::bench {
namespace {

/// What the connections of one client share.
struct Client {
  ContextPtr context;
  Secure how;
  SessionPtr session;  ///< of the connection before
};

/// A TLS or DTLS connection by OpenSSL over the kernel's sockets.
class OpensslConnection final : public Connection {
 public:
  OpensslConnection(Client& client, Port port)
      : client_(client),
        socket_(client.how.datagrams ? SOCK_DGRAM : SOCK_STREAM, port),
        ssl_(SSL_new(client.context.get())) {
    require(ssl_ != nullptr, "SSL_new");
    BIO* const bio =
        client.how.datagrams ? connected_bio(port) : BIO_new_socket(socket_.fd(), BIO_NOCLOSE);
    require(bio != nullptr, "BIO_new");
    SSL_set_bio(ssl_.get(), bio, bio);
    require(SSL_set_tlsext_host_name(ssl_.get(), kServerName) == 1, "server name");
    require(SSL_set1_host(ssl_.get(), kServerName) == 1, "expected name");
    if (client.session) SSL_set_session(ssl_.get(), client.session.get());
    require(SSL_connect(ssl_.get()) == 1, "SSL_connect");
    if (client.session) require(SSL_session_reused(ssl_.get()) == 1, "the session is not resumed");
  }

  ~OpensslConnection() override {
    SSL_shutdown(ssl_.get());
    if (client_.how.resume) client_.session.reset(SSL_get1_session(ssl_.get()));
  }

  void send(std::span<const std::byte> data) override {
    std::size_t sent = 0;
    require(SSL_write_ex(ssl_.get(), data.data(), data.size(), &sent) == 1, "SSL_write");
  }

  std::size_t receive(std::span<std::byte> buffer) override {
    std::size_t received = 0;
    const int result = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &received);
    if (result == 1) return received;
    require(SSL_get_error(ssl_.get(), result) == SSL_ERROR_ZERO_RETURN, "SSL_read");
    return 0;
  }

  bool poll(int milliseconds) override {
    return SSL_has_pending(ssl_.get()) == 1 || socket_.poll(milliseconds);
  }

 private:
  /// OpenSSL wants to be told that a datagram socket is connected.
  BIO* connected_bio(Port port) {
    const in_addr loopback{.s_addr = htonl(INADDR_LOOPBACK)};
    const AddressPtr peer(BIO_ADDR_new());
    BIO* const bio = BIO_new_dgram(socket_.fd(), BIO_NOCLOSE);
    require(peer && bio != nullptr, "BIO_new_dgram");
    BIO_ADDR_rawmake(peer.get(), AF_INET, &loopback, sizeof(loopback), htons(port));
    BIO_ctrl_set_connected(bio, peer.get());
    return bio;
  }

  Client& client_;
  KernelSocket socket_;
  SslPtr ssl_;
};

unsigned int give_psk(SSL* /*ssl*/, const char* /*hint*/, char* identity,
                      unsigned int identity_size, unsigned char* key, unsigned int key_size) {
  std::snprintf(identity, identity_size, "%s", kPskIdentity);
  std::size_t length = 0;
  OPENSSL_hexstr2buf_ex(key, key_size, &length, kPsk, '\0');
  return static_cast<unsigned int>(length);
}

}  // namespace

Connect openssl_tls(Port port, const std::string& authority_pem, Secure how) {
  const auto client = std::make_shared<Client>();
  client->how = how;
  client->context = make_context(how.datagrams ? DTLS_client_method() : TLS_client_method());
  SSL_CTX* const context = client->context.get();
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (how.suite != nullptr) {
    SSL_CTX_set_security_level(context, 0);
    require(SSL_CTX_set_cipher_list(context, how.suite->openssl_name) == 1, "suite");
    if (how.suite->psk) SSL_CTX_set_psk_client_callback(context, give_psk);
  }

  const BioPtr pem(BIO_new_mem_buf(authority_pem.data(), static_cast<int>(authority_pem.size())));
  const CertificatePtr authority(PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr));
  require(authority != nullptr, "the authority's certificate");
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get());

  return [client, port] { return std::make_unique<OpensslConnection>(*client, port); };
}

}  // namespace hostmodem::bench
