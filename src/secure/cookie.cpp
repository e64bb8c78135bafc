#include "secure/cookie.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace hostmodem::secure {
namespace {

using Key = std::array<unsigned char, 32>;

std::optional<Key> make_key() {
  Key key{};
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) return std::nullopt;
  return key;
}

}  // namespace

std::optional<Cookie> make_cookie(std::string_view peer) {
  static const std::optional<Key> key = make_key();
  if (!key) return std::nullopt;
  Cookie cookie{};
  unsigned int size = 0;
  const auto* const data = reinterpret_cast<const unsigned char*>(peer.data());
  if (HMAC(EVP_sha256(), key->data(), static_cast<int>(key->size()), data, peer.size(),
           cookie.data(), &size) == nullptr ||
      size != cookie.size()) {
    return std::nullopt;
  }
  return cookie;
}

}  // namespace hostmodem::secure
