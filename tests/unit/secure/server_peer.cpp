#include "server_peer.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace hostmodem::secure {
namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  throw std::runtime_error(std::string(what) + ": " + ERR_error_string(ERR_get_error(), nullptr));
}

BIO* reader(const std::string& text) {
  return BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
}

void use_identity(SSL_CTX* context, const std::string& certificates, const std::string& key) {
  if (certificates.empty()) return;
  BIO* bio = reader(certificates);
  X509* leaf = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  require(SSL_CTX_use_certificate(context, leaf) == 1, "server certificate");
  X509_free(leaf);
  SSL_CTX_clear_chain_certs(context);
  while (X509* next = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr)) {
    require(SSL_CTX_add0_chain_cert(context, next) == 1, "server chain");
  }
  BIO_free(bio);
  bio = reader(key);
  EVP_PKEY* pkey = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  require(SSL_CTX_use_PrivateKey(context, pkey) == 1, "server key");
  EVP_PKEY_free(pkey);
  BIO_free(bio);
  ERR_clear_error();
}

void name_authorities(SSL_CTX* context, const std::string& authorities) {
  BIO* bio = reader(authorities);
  while (X509* next = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr)) {
    SSL_CTX_add_client_CA(context, next);
    X509_free(next);
  }
  BIO_free(bio);
}

void ask_client(SSL_CTX* context, const ServerOptions& options) {
  BIO* bio = reader(options.client_ca);
  while (X509* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr)) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), certificate);
    X509_free(certificate);
  }
  BIO_free(bio);
  ERR_clear_error();
  // Whatever the session may use: a weak certificate is not accepted by servers of today.
  X509_VERIFY_PARAM_set_auth_level(SSL_CTX_get0_param(context), 2);
  SSL_CTX_set_verify(
      context, SSL_VERIFY_PEER | (options.client_optional ? 0 : SSL_VERIFY_FAIL_IF_NO_PEER_CERT),
      nullptr);
  name_authorities(context, options.client_authorities);
  if (!options.client_algorithms.empty()) {
    require(SSL_CTX_set1_client_sigalgs_list(context, options.client_algorithms.c_str()) == 1,
            "client signature algorithms");
  }
  if (!options.client_kinds.empty()) {
    SSL_CTX_set1_client_certificate_types(context, options.client_kinds.data(),
                                          static_cast<long>(options.client_kinds.size()));
  }
}

}  // namespace

ServerPeer::ServerPeer(const ServerOptions& options, Pipe& pipe)
    : pipe_(pipe), options_(options), context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
  SSL_CTX* const context = context_.get();
  SSL_CTX_set_security_level(context, 0);
  if (!options_.tickets) SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  constexpr unsigned char kName[] = "test";
  SSL_CTX_set_session_id_context(context, kName, sizeof kName);
  SSL_CTX_set_min_proto_version(context, options_.min_version);
  SSL_CTX_set_max_proto_version(context, options_.max_version);
  require(SSL_CTX_set_cipher_list(context, options_.suites.c_str()) == 1, "suites");
  use_identity(context, options_.certificate, options_.key);
  use_identity(context, options_.second_certificate, options_.second_key);
  if (!options_.client_ca.empty()) ask_client(context, options_);
  SSL_CTX_set_keylog_callback(context, [](const SSL* ssl, const char* line) {
    static_cast<ServerPeer*>(SSL_get_app_data(ssl))->key_line_ = line;
  });
  if (!options_.psk_hint.empty()) {
    SSL_CTX_use_psk_identity_hint(context, options_.psk_hint.c_str());
  }
  if (!options_.psk.empty()) {
    SSL_CTX_set_psk_server_callback(
        context,
        [](SSL* ssl, const char* identity, unsigned char* key, unsigned int size) -> unsigned int {
          const auto& known = static_cast<ServerPeer*>(SSL_get_app_data(ssl))->options_;
          if (known.psk_identity != identity || known.psk.size() > size) return 0;
          std::copy(known.psk.begin(), known.psk.end(), key);
          return static_cast<unsigned int>(known.psk.size());
        });
  }
  begin();
}

ServerPeer::ServerPeer(const ServerPeer& before, Pipe& pipe)
    : pipe_(pipe), options_(before.options_), context_(before.context_) {
  // OpenSSL forgets the session of a connection that was not shut down.
  SSL_set_shutdown(before.ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  begin();
}

void ServerPeer::begin() {
  ssl_.reset(SSL_new(context_.get()));
  SSL_set_app_data(ssl_.get(), this);
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_accept_state(ssl_.get());
  SSL_set_info_callback(ssl_.get(), [](const SSL* ssl, int where, int value) {
    if ((where & SSL_CB_READ_ALERT) != SSL_CB_READ_ALERT) return;
    static_cast<ServerPeer*>(SSL_get_app_data(ssl))->alert_ = SSL_alert_desc_string_long(value);
  });
  ERR_clear_error();
}

void ServerPeer::step() {
  take();
  if (!established_) established_ = SSL_do_handshake(ssl_.get()) == 1;
  if (established_) {
    std::array<char, 16384> buffer;
    std::size_t count = 0;
    while (SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &count) == 1) {
      received_.append(buffer.data(), count);
    }
  }
  ERR_clear_error();
  give();
}

void ServerPeer::write(std::string_view data) {
  std::size_t written = 0;
  require(SSL_write_ex(ssl_.get(), data.data(), data.size(), &written) == 1, "SSL_write");
  give();
}

void ServerPeer::close() {
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
  give();
}

void ServerPeer::renegotiate() {
  require(SSL_renegotiate(ssl_.get()) == 1, "SSL_renegotiate");
  SSL_do_handshake(ssl_.get());
  ERR_clear_error();
  give();
}

bool ServerPeer::received_close_notify() const {
  return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
}

std::string ServerPeer::sni() const {
  const char* const name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  return name != nullptr ? name : "";
}

std::string ServerPeer::client_name() const {
  const X509* const certificate = SSL_get0_peer_certificate(ssl_.get());
  if (certificate == nullptr) return "";
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name.data(),
                            static_cast<int>(name.size()));
  return name.data();
}

void ServerPeer::take() {
  const std::string bytes = pipe_.up.pop_all();
  if (!bytes.empty()) {
    BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
  }
}

void ServerPeer::give() {
  BIO* const bio = SSL_get_wbio(ssl_.get());
  std::string bytes(std::min(pipe_.down.room(), BIO_ctrl_pending(bio)), '\0');
  if (bytes.empty()) return;
  BIO_read(bio, bytes.data(), static_cast<int>(bytes.size()));
  pipe_.down.push(bytes);
}

}  // namespace hostmodem::secure
