#include "interop/wording.h"

#include <algorithm>
#include <stdexcept>

namespace hostmodem::test::interop {

std::string openssl_list(const secure::SuiteRow& suite) {
  return std::string(suite.openssl_name) + ":@SECLEVEL=0";
}

GnutlsWords gnutls_words(const secure::SuiteRow& suite) {
  // TLS_<key exchange>_WITH_<cipher>_<hash>, or without the hash for CCM_8.
  constexpr std::string_view kBegin = "TLS_";
  constexpr std::string_view kMiddle = "_WITH_";
  std::string name(suite.name);
  std::ranges::replace(name, '_', '-');
  const auto middle = name.find("-WITH-");
  if (middle == std::string::npos) throw std::runtime_error(name + " is not the name of a suite");
  GnutlsWords words{.key_exchange = name.substr(kBegin.size(), middle - kBegin.size()),
                    .cipher = name.substr(middle + kMiddle.size()),
                    .mac = "AEAD"};
  const auto hash = words.cipher.find("-SHA");
  if (hash == std::string::npos) return words;
  const std::string name_of_hash = words.cipher.substr(hash + 1);
  words.cipher.resize(hash);
  if (words.cipher.ends_with("-CBC")) words.mac = name_of_hash == "SHA" ? "SHA1" : name_of_hash;
  return words;
}

std::string gnutls_priority(const secure::SuiteRow& suite, const std::string& version) {
  const GnutlsWords words = gnutls_words(suite);
  return "NONE:+VERS-" + version + ":+CTYPE-X509:+COMP-NULL:+SIGN-ALL:+GROUP-ALL:+" +
         words.key_exchange + ":+" + words.cipher + ":+" + words.mac;
}

}  // namespace hostmodem::test::interop
