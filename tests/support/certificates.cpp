#include "support/certificates.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace hostmodem::test {
namespace {

template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using BioPtr = std::unique_ptr<BIO, FreeWith<BIO_free>>;
using BignumPtr = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>>;
using X509Ptr = std::unique_ptr<X509, FreeWith<X509_free>>;

/// Passes on what an OpenSSL function returned, unless it says that the function failed.
template <typename T>
T check(T result, const char* what) {
  if (!result) {
    const char* const reason = ERR_reason_error_string(ERR_peek_error());
    throw std::runtime_error(std::string(what) + ": " + (reason != nullptr ? reason : "failed"));
  }
  return result;
}

BioPtr reader(const std::string& text) {
  return BioPtr(check(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), "BIO"));
}

std::string content(const BioPtr& bio) {
  const char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

KeyPtr make_key(KeyKind kind) {
  switch (kind) {
    case KeyKind::kP256:
      return KeyPtr(check(EVP_EC_gen("P-256"), "EVP_EC_gen"));
    case KeyKind::kP384:
      return KeyPtr(check(EVP_EC_gen("P-384"), "EVP_EC_gen"));
    case KeyKind::kRsa1024:
      return KeyPtr(check(EVP_RSA_gen(1024), "EVP_RSA_gen"));
    case KeyKind::kRsa2048:
      break;
  }
  return KeyPtr(check(EVP_RSA_gen(2048), "EVP_RSA_gen"));
}

KeyPtr read_key(const std::string& pem) {
  return KeyPtr(check(PEM_read_bio_PrivateKey(reader(pem).get(), nullptr, nullptr, nullptr),
                      "PEM_read_bio_PrivateKey"));
}

X509Ptr read_certificate(const std::string& pem) {
  return X509Ptr(
      check(PEM_read_bio_X509(reader(pem).get(), nullptr, nullptr, nullptr), "PEM_read_bio_X509"));
}

std::string to_pem(X509* certificate) {
  const BioPtr bio(check(BIO_new(BIO_s_mem()), "BIO"));
  check(PEM_write_bio_X509(bio.get(), certificate), "PEM_write_bio_X509");
  return content(bio);
}

std::string to_pem(EVP_PKEY* key, const EVP_CIPHER* cipher, const std::string& password) {
  const BioPtr bio(check(BIO_new(BIO_s_mem()), "BIO"));
  check(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, cipher, password.data(),
                                      static_cast<int>(password.size()), nullptr, nullptr),
        "PEM_write_bio_PKCS8PrivateKey");
  return content(bio);
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(
      check(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), value.c_str()));
  check(X509_add_ext(certificate, extension.get(), -1), "X509_add_ext");
}

void add_extensions(X509* certificate, X509* issuer, const CertificateSpec& spec) {
  const auto add = [&](int nid, const std::string& value) {
    add_extension(certificate, issuer, nid, value);
  };
  add(NID_subject_key_identifier, "hash");
  if (spec.purpose == Purpose::kAuthority) {
    add(NID_basic_constraints, "critical,CA:TRUE");
    add(NID_key_usage, "critical,keyCertSign,cRLSign");
  } else {
    add(NID_basic_constraints, "critical,CA:FALSE");
    add(NID_key_usage, "critical,digitalSignature");
    add(NID_ext_key_usage, spec.purpose == Purpose::kServer ? "serverAuth" : "clientAuth");
  }
  if (issuer != certificate) add(NID_authority_key_identifier, "keyid");

  std::string names;
  for (const std::string& name : spec.dns) names += (names.empty() ? "DNS:" : ",DNS:") + name;
  for (const std::string& address : spec.ip) names += (names.empty() ? "IP:" : ",IP:") + address;
  if (!names.empty()) add(NID_subject_alt_name, names);
}

/// `issuer` null: signed with its own key.
Identity make(const CertificateSpec& spec, const Identity* issuer) {
  const KeyPtr key = make_key(spec.key);
  const X509Ptr certificate(check(X509_new(), "X509_new"));
  X509* const raw = certificate.get();

  const BignumPtr serial(check(BN_new(), "BN_new"));
  check(BN_rand(serial.get(), 64, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY), "BN_rand");
  check(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(raw)), "serial");
  check(X509_set_version(raw, X509_VERSION_3), "X509_set_version");
  check(X509_time_adj_ex(X509_getm_notBefore(raw), spec.valid_from_days, 0, nullptr), "notBefore");
  check(X509_time_adj_ex(X509_getm_notAfter(raw), spec.valid_to_days, 0, nullptr), "notAfter");
  check(X509_set_pubkey(raw, key.get()), "X509_set_pubkey");
  check(X509_NAME_add_entry_by_txt(X509_get_subject_name(raw), "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(spec.common_name.data()),
                                   static_cast<int>(spec.common_name.size()), -1, 0),
        "subject");

  const X509Ptr above = issuer != nullptr ? read_certificate(issuer->certificate) : nullptr;
  X509* const signer = above != nullptr ? above.get() : raw;
  check(X509_set_issuer_name(raw, X509_get_subject_name(signer)), "issuer");
  add_extensions(raw, signer, spec);

  const KeyPtr issuer_key = issuer != nullptr ? read_key(issuer->key) : nullptr;
  check(X509_sign(raw, issuer_key != nullptr ? issuer_key.get() : key.get(),
                  check(EVP_get_digestbyname(spec.digest), spec.digest)),
        "X509_sign");
  return {.certificate = to_pem(raw), .key = to_pem(key.get(), nullptr, "")};
}

}  // namespace

Identity make_self_signed(const CertificateSpec& spec) { return make(spec, nullptr); }

Identity make_signed(const CertificateSpec& spec, const Identity& issuer) {
  return make(spec, &issuer);
}

Identity make_root(const std::string& common_name, KeyKind key) {
  return make_self_signed({.common_name = common_name, .purpose = Purpose::kAuthority, .key = key});
}

Identity make_intermediate(const Identity& root, const std::string& common_name) {
  return make_signed({.common_name = common_name, .purpose = Purpose::kAuthority}, root);
}

Identity make_server(const Identity& issuer, const std::string& dns_name, KeyKind key) {
  return make_signed({.common_name = dns_name, .key = key, .dns = {dns_name}}, issuer);
}

Identity make_client(const Identity& issuer, const std::string& common_name, KeyKind key) {
  return make_signed({.common_name = common_name, .purpose = Purpose::kClient, .key = key}, issuer);
}

Identity tamper_signature(Identity identity) {
  const X509Ptr certificate = read_certificate(identity.certificate);
  const ASN1_BIT_STRING* signature = nullptr;
  X509_get0_signature(&signature, nullptr, certificate.get());
  // What OpenSSL lends for reading is the certificate's own: to_pem() writes it as it is then.
  signature->data[signature->length - 1] ^= 1;
  identity.certificate = to_pem(certificate.get());
  return identity;
}

std::string encrypt_key(const std::string& key, const std::string& password) {
  return to_pem(read_key(key).get(), EVP_aes_256_cbc(), password);
}

std::string encrypt_key_traditionally(const std::string& key, const std::string& password) {
  const BioPtr bio(check(BIO_new(BIO_s_mem()), "BIO"));
  check(
      PEM_write_bio_PrivateKey_traditional(bio.get(), read_key(key).get(), EVP_aes_256_cbc(),
                                           reinterpret_cast<const unsigned char*>(password.data()),
                                           static_cast<int>(password.size()), nullptr, nullptr),
      "PEM_write_bio_PrivateKey_traditional");
  return content(bio);
}

}  // namespace hostmodem::test
