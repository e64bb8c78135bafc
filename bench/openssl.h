#pragma once

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace hostmodem::bench {

/// Calls the function of OpenSSL that frees the object.
template <auto free>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};

using AddressPtr = std::unique_ptr<BIO_ADDR, FreeWith<BIO_ADDR_free>>;
using BioPtr = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using CertificatePtr = std::unique_ptr<X509, FreeWith<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using ContextPtr = std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>>;
using SessionPtr = std::unique_ptr<SSL_SESSION, FreeWith<SSL_SESSION_free>>;
using SslPtr = std::unique_ptr<SSL, FreeWith<SSL_free>>;

/// Throws std::runtime_error with OpenSSL's latest error unless `ok`.
inline void require(bool ok, const char* what) {
  if (ok) return;
  char reason[256] = "unknown";
  ERR_error_string_n(ERR_get_error(), reason, sizeof(reason));
  throw std::runtime_error(std::string("OpenSSL: ") + what + ": " + reason);
}

/// A context of version 1.2 and nothing else. Throws.
inline ContextPtr make_context(const SSL_METHOD* method) {
  ContextPtr context(SSL_CTX_new(method));
  require(context != nullptr, "SSL_CTX_new");
  const bool datagrams = method == DTLS_client_method() || method == DTLS_server_method();
  const int version = datagrams ? DTLS1_2_VERSION : TLS1_2_VERSION;
  SSL_CTX_set_min_proto_version(context.get(), version);
  SSL_CTX_set_max_proto_version(context.get(), version);
  return context;
}

}  // namespace hostmodem::bench
