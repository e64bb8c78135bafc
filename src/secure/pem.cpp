#include "secure/pem.h"

#include <openssl/pem.h>

#include <algorithm>
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

/// For give_password().
struct Password {
  const std::string* text = nullptr;  ///< or nullptr: there is none
  bool asked = false;                 ///< one was needed
};

/// A pem_password_cb with a Password. Nobody is ever asked on a terminal.
int give_password(char* buffer, int size, int /*writing*/, void* context) {
  auto& password = *static_cast<Password*>(context);
  password.asked = true;
  if (password.text == nullptr || password.text->size() > static_cast<std::size_t>(size)) return -1;
  std::ranges::copy(*password.text, buffer);
  return static_cast<int>(password.text->size());
}

}  // namespace

Readable<std::vector<X509Ptr>> read_certificates(const std::string& pem) {
  const OpenSslScope scope;
  const BioPtr bio = reader(pem);
  if (bio == nullptr) return unreadable("out of memory");
  std::vector<X509Ptr> certificates;
  Password none;
  while (X509Ptr next{PEM_read_bio_X509(bio.get(), nullptr, give_password, &none)}) {
    certificates.push_back(std::move(next));
  }
  const unsigned long last = ERR_peek_last_error();
  const bool at_end =
      ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
  if (!at_end) return unreadable(first_reason());
  if (certificates.empty()) return unreadable("no PEM certificate in it");
  return certificates;
}

Readable<EvpPkeyPtr> read_private_key(const std::string& pem, const std::string* password) {
  const OpenSslScope scope;
  const BioPtr bio = reader(pem);
  if (bio == nullptr) return unreadable("out of memory");
  Password given{.text = password};
  EvpPkeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, give_password, &given));
  if (key != nullptr) return key;
  if (given.asked && password == nullptr) {
    return unreadable("it is encrypted, and its password is missing");
  }
  const unsigned long last = ERR_peek_last_error();
  if (ERR_GET_LIB(last) == ERR_LIB_EVP && ERR_GET_REASON(last) == ERR_R_UNSUPPORTED) {
    return unreadable("it is encrypted in a way that OpenSSL does not support");
  }
  if (given.asked) return unreadable("it is encrypted, and its password is wrong");
  return unreadable("no readable PEM private key in it: " + first_reason());
}

}  // namespace hostmodem::secure
