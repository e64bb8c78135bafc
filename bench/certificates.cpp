#include "certificates.h"

#include "connection.h"
#include "openssl.h"

namespace hostmodem::bench {
namespace {

struct Identity {
  KeyPtr key;
  CertificatePtr certificate;
};

void add_extension(X509* certificate, int nid, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
  require(extension != nullptr, "extension of a certificate");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// A certificate of `key` that `issuer` signs, or nobody yet.
Identity make_identity(const char* name, EVP_PKEY* key, const Identity* issuer) {
  constexpr long kDay = 24 * 60 * 60;
  Identity identity{KeyPtr(key), CertificatePtr(X509_new())};
  X509* certificate = identity.certificate.get();
  require(identity.key && certificate != nullptr, "new certificate");

  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), issuer == nullptr ? 1 : 2);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), kDay);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  const Identity& signer = issuer == nullptr ? identity : *issuer;
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
  X509_set_pubkey(certificate, identity.key.get());
  if (issuer == nullptr) {
    add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate, NID_key_usage, "critical,keyCertSign");
  } else {
    add_extension(certificate, NID_basic_constraints, "critical,CA:FALSE");
    add_extension(certificate, NID_key_usage, "critical,digitalSignature");
    add_extension(certificate, NID_subject_alt_name, (std::string("DNS:") + name).c_str());
  }
  require(X509_sign(certificate, signer.key.get(), EVP_sha256()) > 0, "X509_sign");
  return identity;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<std::size_t>(length));
}

std::string pem_of(X509* certificate) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(bio.get(), certificate) == 1, "PEM_write_bio_X509");
  return text_of(bio.get());
}

std::string pem_of(EVP_PKEY* key) {
  const BioPtr bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "PEM_write_bio_PrivateKey");
  return text_of(bio.get());
}

}  // namespace

Certificates make_certificates() {
  const Identity authority =
      make_identity("hostmodem bench authority", EVP_EC_gen("P-256"), nullptr);
  const Identity server = make_identity(kServerName, EVP_EC_gen("P-256"), &authority);
  const Identity rsa_server = make_identity(kServerName, EVP_RSA_gen(2048), &authority);
  return {pem_of(authority.certificate.get()), pem_of(server.certificate.get()),
          pem_of(server.key.get()), pem_of(rsa_server.certificate.get()),
          pem_of(rsa_server.key.get())};
}

}  // namespace hostmodem::bench
