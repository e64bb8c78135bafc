#include "credentials/digest.h"

#include <openssl/evp.h>

#include <array>
#include <cstdlib>

#include "base/log.h"

namespace hostmodem::credentials {

std::string sha256_hex(std::string_view content) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(content.data(), content.size(), digest.data(), &size, EVP_sha256(), nullptr) !=
      1) {
    log::error("credentials: OpenSSL has no SHA-256: expected a provider that has it");
    std::abort();
  }
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string hex;
  hex.reserve(std::size_t{2} * size);
  for (unsigned int i = 0; i < size; ++i) {
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 0xf];
  }
  return hex;
}

}  // namespace hostmodem::credentials
