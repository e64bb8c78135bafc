#include <sys/socket.h>

#include "connection.h"
#include "kernel_socket.h"
#include "openssl.h"

namespace hostmodem::bench {
namespace {

/// A TLS connection by OpenSSL over the kernel's sockets.
class OpensslStream final : public Connection {
 public:
  OpensslStream(SSL_CTX* context, Port port) : socket_(SOCK_STREAM, port), ssl_(SSL_new(context)) {
    require(ssl_ && SSL_set_fd(ssl_.get(), socket_.fd()) == 1, "SSL_new");
    require(SSL_set_tlsext_host_name(ssl_.get(), kServerName) == 1, "server name");
    require(SSL_set1_host(ssl_.get(), kServerName) == 1, "expected name");
    require(SSL_connect(ssl_.get()) == 1, "SSL_connect");
  }

  ~OpensslStream() override { SSL_shutdown(ssl_.get()); }

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
  KernelSocket socket_;
  SslPtr ssl_;
};

}  // namespace

Connect openssl_tls(Port port, const std::string& authority_pem) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  require(context != nullptr, "SSL_CTX_new");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);

  const BioPtr pem(BIO_new_mem_buf(authority_pem.data(), static_cast<int>(authority_pem.size())));
  const CertificatePtr authority(PEM_read_bio_X509(pem.get(), nullptr, nullptr, nullptr));
  require(authority != nullptr, "the authority's certificate");
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), authority.get());

  return [context, port] { return std::make_unique<OpensslStream>(context.get(), port); };
}

}  // namespace hostmodem::bench
