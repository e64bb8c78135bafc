#include "credentials/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <climits>
#include <ctime>
#include <memory>

namespace hostmodem::credentials {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using BioPtr = std::unique_ptr<BIO, Free>;
using X509Ptr = std::unique_ptr<X509, Free>;

/// A pem_password_cb: there is never a password, and nobody is asked for one.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*context*/) { return -1; }

X509Ptr parse(const std::string& pem) {
  if (pem.size() > INT_MAX) return nullptr;
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (bio == nullptr) return nullptr;
  return X509Ptr(PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr));
}

/// A number whose first bit is set has a zero byte before it: it is not negative.
std::string serial_of(const X509& certificate) {
  const ASN1_INTEGER* serial = X509_get0_serialNumber(&certificate);
  const unsigned char* bytes = ASN1_STRING_get0_data(serial);
  const int size = ASN1_STRING_length(serial);
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string hex;
  if (size > 0 && (bytes[0] & 0x80) != 0) hex = "00";
  for (int i = 0; i < size; ++i) {
    hex += kDigits[bytes[i] >> 4];
    hex += kDigits[bytes[i] & 0xf];
  }
  return hex;
}

std::optional<std::string> text_of(const ASN1_TIME* time) {
  std::tm fields{};
  char text[32];
  if (time == nullptr || ASN1_TIME_to_tm(time, &fields) != 1) return std::nullopt;
  if (std::strftime(text, sizeof text, "%Y%m%d%H%M%SZ", &fields) == 0) return std::nullopt;
  return text;
}

}  // namespace

std::optional<CertificateInfo> read_certificate(const std::string& pem) {
  const X509Ptr certificate = parse(pem);
  ERR_clear_error();
  if (certificate == nullptr) return std::nullopt;
  const auto not_before = text_of(X509_get0_notBefore(certificate.get()));
  const auto not_after = text_of(X509_get0_notAfter(certificate.get()));
  ERR_clear_error();
  if (!not_before || !not_after) return std::nullopt;
  return CertificateInfo{serial_of(*certificate), *not_before, *not_after};
}

}  // namespace hostmodem::credentials
