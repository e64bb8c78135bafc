#include "secure/trust.h"

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/ip_address.h"
#include "base/log.h"

namespace hostmodem::secure {
namespace {

// OpenSSL's level 2, 112 bits: what is accepted of public certificates today. Test authorities with
// RSA-1024 or SHA-1 are refused, as they would be in the field.
constexpr int kCertificateLevel = 2;

Status apply_name(SSL* ssl, std::string name, PeerVerify verify) {
  if (name.empty()) return {};
  const auto refuse = [&] {
    log::error("tls: \"{}\" cannot be the hostname of a server", name);
    return fail(Errno::kInval);
  };
  X509_VERIFY_PARAM* const param = SSL_get0_param(ssl);
  const bool check = verify != PeerVerify::kNone;

  if (const auto address = IpAddress::parse(name)) {
    const auto bytes = address->bytes();
    if (check && X509_VERIFY_PARAM_set1_ip(param, bytes.data(), bytes.size()) != 1) {
      return fail(Errno::kNoMem);
    }
    return {};
  }

  // "server.test." is the same name, but neither SNI nor certificates have the dot.
  if (name.ends_with('.')) name.pop_back();
  if (name.empty() || name.find('\0') != std::string::npos) return refuse();
  if (SSL_set_tlsext_host_name(ssl, name.c_str()) != 1) return refuse();
  if (check) {
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_host(param, name.data(), name.size()) != 1) return refuse();
  }
  return {};
}

/// What the peer has to show, and whether the handshake depends on it.
void apply_level(SSL* ssl, Role role, PeerVerify verify) {
  if (role == Role::kClient) {
    // Without VERIFY_PEER a client still verifies, and only remembers what came out.
    const bool required = verify == PeerVerify::kRequired;
    SSL_set_verify(ssl, required ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  } else if (verify == PeerVerify::kRequired) {
    SSL_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  } else if (verify == PeerVerify::kOptional) {
    // Asks, takes what comes, and remembers what came out.
    SSL_set_verify(ssl, SSL_VERIFY_PEER, [](int, X509_STORE_CTX*) { return 1; });
  } else {
    SSL_set_verify(ssl, SSL_VERIFY_NONE, nullptr);
  }
}

Status apply_anchors(SSL* ssl, std::span<const Anchor> anchors) {
  X509StorePtr store(X509_STORE_new());
  if (store == nullptr) return fail(Errno::kNoMem);
  for (const Anchor& anchor : anchors) {
    if (X509_STORE_add_cert(store.get(), anchor.certificate.get()) != 1) {
      return fail(Errno::kNoMem);
    }
  }
  if (SSL_set0_verify_cert_store(ssl, store.get()) != 1) return fail(Errno::kNoMem);
  static_cast<void>(store.release());
  return {};
}

}  // namespace

Status apply_trust(SSL* ssl, const Settings& settings, std::span<const Anchor> anchors) {
  apply_level(ssl, settings.role, settings.verify);
  X509_VERIFY_PARAM* const param = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_auth_level(param, kCertificateLevel);
  if (settings.role == Role::kClient) {
    const Status status = apply_name(ssl, settings.hostname, settings.verify);
    if (!status) return status;
  } else {
    // Clients choose their certificate by who signs it.
    for (const Anchor& anchor : anchors) SSL_add_client_CA(ssl, anchor.certificate.get());
  }
  return apply_anchors(ssl, anchors);
}

std::optional<credentials::SecTag> vouching_tag(const SSL* ssl, std::span<const Anchor> anchors) {
  if (SSL_get_verify_result(ssl) != X509_V_OK) return std::nullopt;
  const STACK_OF(X509)* const chain = SSL_get0_verified_chain(ssl);
  for (int i = sk_X509_num(chain) - 1; i >= 0; --i) {
    for (const Anchor& anchor : anchors) {
      if (X509_cmp(anchor.certificate.get(), sk_X509_value(chain, i)) == 0) return anchor.tag;
    }
  }
  return std::nullopt;
}

}  // namespace hostmodem::secure
