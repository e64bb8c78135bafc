#include "secure/pem.h"

#include <openssl/pem.h>

#include <climits>
#include <utility>

namespace hostmodem::secure {
namespace {

BioPtr reader(const std::string& text) {
  if (text.size() > INT_MAX) return nullptr;
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

tl::unexpected<std::string> unreadable(std::string reason) {
  return tl::unexpected<std::string>(std::move(reason));
}

/// The oldest entry of the queue is the nearest to the cause.
std::string first_reason() {
  const char* const reason = ERR_reason_error_string(ERR_peek_error());
  return reason != nullptr ? reason : "unreadable";
}

/// A pem_password_cb: there is never a password; `asked` (a bool) tells that one was needed.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

}  // namespace

Readable<std::vector<X509Ptr>> read_certificates(const std::string& pem) {
  const OpenSslScope scope;
  const BioPtr bio = reader(pem);
  if (bio == nullptr) return unreadable("out of memory");
  std::vector<X509Ptr> certificates;
  bool encrypted = false;
  while (X509Ptr next{PEM_read_bio_X509(bio.get(), nullptr, no_password, &encrypted)}) {
    certificates.push_back(std::move(next));
  }
  const unsigned long last = ERR_peek_last_error();
  const bool at_end =
      ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
  if (!at_end) return unreadable(first_reason());
  if (certificates.empty()) return unreadable("no PEM certificate in it");
  return certificates;
}

Readable<EvpPkeyPtr> read_private_key(const std::string& pem) {
  const OpenSslScope scope;
  const BioPtr bio = reader(pem);
  if (bio == nullptr) return unreadable("out of memory");
  bool encrypted = false;
  EvpPkeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, &encrypted));
  if (key != nullptr) return key;
  if (encrypted) return unreadable("the key is encrypted, which is not supported");
  return unreadable("no readable PEM private key in it: " + first_reason());
}

}  // namespace hostmodem::secure
