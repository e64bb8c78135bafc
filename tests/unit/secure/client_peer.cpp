#include "client_peer.h"

#include <openssl/err.h>

#include <stdexcept>

namespace hostmodem::secure {
namespace {

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(std::string("the client's ") + what);
}

}  // namespace

ClientPeer::ClientPeer(const ClientOptions& options, Pipe& pipe) : pipe_(pipe) {
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_min_proto_version(context, options.min_version);
  SSL_CTX_set_max_proto_version(context, options.max_version);
  require(SSL_CTX_set_cipher_list(context, options.suites.c_str()) == 1, "suites");
  ssl_.reset(SSL_new(context));
  SSL_CTX_free(context);  // ssl_ keeps it.
  SSL_set_app_data(ssl_.get(), this);
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_connect_state(ssl_.get());
  SSL_set_info_callback(ssl_.get(), [](const SSL* ssl, int where, int value) {
    if ((where & SSL_CB_READ_ALERT) != SSL_CB_READ_ALERT) return;
    static_cast<ClientPeer*>(SSL_get_app_data(ssl))->alert_ = SSL_alert_desc_string_long(value);
  });
}

void ClientPeer::step() {
  const std::string bytes = pipe_.down.pop_all();
  BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
  SSL_do_handshake(ssl_.get());
  give();
}

void ClientPeer::write(std::string_view data) {
  std::size_t written = 0;
  require(SSL_write_ex(ssl_.get(), data.data(), data.size(), &written) == 1, "data");
  give();
}

void ClientPeer::renegotiate() {
  require(SSL_renegotiate(ssl_.get()) == 1, "renegotiation");
  SSL_do_handshake(ssl_.get());
  give();
}

void ClientPeer::give() {
  ERR_clear_error();
  BIO* const bio = SSL_get_wbio(ssl_.get());
  std::string bytes(BIO_ctrl_pending(bio), '\0');
  BIO_read(bio, bytes.data(), static_cast<int>(bytes.size()));
  pipe_.up.push(bytes);
}

}  // namespace hostmodem::secure
