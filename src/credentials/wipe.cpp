#include "credentials/wipe.h"

#include <openssl/crypto.h>

namespace hostmodem::credentials {

void wipe(std::string& secret) {
  secret.resize(secret.capacity());  // what it held before it was shortened or moved from, too
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

}  // namespace hostmodem::credentials
