#include "secure/psk.h"

#include <algorithm>

namespace hostmodem::secure {

const Psk* find_psk(std::span<const Psk> psks, std::string_view identity) {
  const auto found = std::ranges::find(psks, identity, &Psk::identity);
  return found == psks.end() ? nullptr : &*found;
}

const Psk* choose_psk(std::span<const Psk> psks, const char* hint) {
  const Psk* const hinted = hint != nullptr ? find_psk(psks, hint) : nullptr;
  if (hinted != nullptr) return hinted;
  return psks.empty() ? nullptr : &psks.front();
}

const Psk* used_psk(const SSL* ssl, std::span<const Psk> psks) {
  const char* const identity = SSL_get_psk_identity(ssl);
  return identity != nullptr ? find_psk(psks, identity) : nullptr;
}

unsigned int copy_key(const Psk* psk, std::span<unsigned char> key) {
  if (psk == nullptr || psk->key.size() > key.size()) return 0;
  std::ranges::copy(psk->key, key.begin());
  return static_cast<unsigned int>(psk->key.size());
}

bool copy_identity(const Psk& psk, std::span<char> identity) {
  if (psk.identity.size() >= identity.size()) return false;
  *std::ranges::copy(psk.identity, identity.begin()).out = '\0';
  return true;
}

}  // namespace hostmodem::secure
