#include "secure/context.h"

#include "secure/datagram_session.h"
#include "secure/key_log.h"
#include "secure/suites.h"

namespace hostmodem::secure {
namespace {

// The curves of the modem's generation; no others are offered.
constexpr const char* kGroups = "P-256:P-384:P-521";

// No SHA-1 in a ServerKeyExchange (RFC: 9155 2), although some suites authenticate records with it.
constexpr const char* kSignatureAlgorithms =
    "ECDSA+SHA256:RSA-PSS+SHA256:RSA+SHA256:ECDSA+SHA384:RSA-PSS+SHA384:RSA+SHA384:"
    "ECDSA+SHA512:RSA-PSS+SHA512:RSA+SHA512";

// How much is read from the transport at once: a few records, so that a bulk download costs one
// call for several of them.
constexpr std::size_t kReadBuffer = std::size_t{64} * 1024;

const SSL_METHOD* method_of(Protocol protocol, Role role) {
  if (protocol == Protocol::kTls) {
    return role == Role::kServer ? TLS_server_method() : TLS_client_method();
  }
  return role == Role::kServer ? DTLS_server_method() : DTLS_client_method();
}

SslContextPtr make(Protocol protocol, Role role) {
  const bool server = role == Role::kServer;
  const int version = protocol == Protocol::kTls ? TLS1_2_VERSION : DTLS1_2_VERSION;
  SslContextPtr context(SSL_CTX_new(method_of(protocol, role)));
  if (context == nullptr) return nullptr;
  SSL_CTX* const raw = context.get();

  // Everything that the host's openssl.cnf may have set is set here again: a modem's policy does
  // not depend on the host. Level 0 lets the modem's own suites through (PSK with CCM_8 and SHA-1
  // MACs); the strength of certificates has a policy of its own, in trust.cpp.
  SSL_CTX_set_security_level(raw, 0);
  SSL_CTX_clear_options(raw, SSL_CTX_get_options(raw));
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
  // A list of suites is in the order of the application's preference.
  if (server) SSL_CTX_set_options(raw, SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  const std::string all = openssl_list(select_suites({}, true, true));
  if (SSL_CTX_set_min_proto_version(raw, version) != 1 ||
      SSL_CTX_set_max_proto_version(raw, version) != 1 ||
      SSL_CTX_set_cipher_list(raw, all.c_str()) != 1 || SSL_CTX_set_ciphersuites(raw, "") != 1 ||
      SSL_CTX_set1_groups_list(raw, kGroups) != 1 ||
      SSL_CTX_set1_sigalgs_list(raw, kSignatureAlgorithms) != 1) {
    return nullptr;
  }

  // The chain of a client certificate is what was provisioned: it is not completed from the trust
  // store, which would also cost a search per handshake.
  SSL_CTX_set_mode(raw, SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_read_ahead(raw, 1);
  provide_key_log(raw);
  if (protocol == Protocol::kTls) {
    SSL_CTX_set_default_read_buffer_len(raw, kReadBuffer);
  } else {
    SSL_CTX_set_cookie_generate_cb(raw, DatagramSession::on_make_cookie);
    SSL_CTX_set_cookie_verify_cb(raw, DatagramSession::on_check_cookie);
  }
  return context;
}

}  // namespace

SSL_CTX* context_of(Protocol protocol, Role role) {
  if (protocol == Protocol::kTls) {
    static const SslContextPtr client = make(Protocol::kTls, Role::kClient);
    static const SslContextPtr server = make(Protocol::kTls, Role::kServer);
    return role == Role::kServer ? server.get() : client.get();
  }
  static const SslContextPtr client = make(Protocol::kDtls, Role::kClient);
  static const SslContextPtr server = make(Protocol::kDtls, Role::kServer);
  return role == Role::kServer ? server.get() : client.get();
}

}  // namespace hostmodem::secure
