#include "interop/wording.h"

#include <algorithm>
#include <stdexcept>

namespace hostmodem::test::interop {
namespace {

// TLS_<key exchange>_WITH_<cipher>_<hash>, or without the hash for CCM_8.
constexpr std::string_view kBegin = "TLS_";
constexpr std::string_view kMiddle = "_WITH_";

/// GnuTLS takes a suite apart.
struct GnutlsWords {
  std::string key_exchange;  ///< such as "ECDHE-RSA"
  std::string cipher;        ///< such as "AES-128-CBC"
  std::string mac;           ///< such as "SHA1"; "AEAD" when that is the cipher's
};

GnutlsWords gnutls_words(const secure::SuiteRow& suite) {
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

}  // namespace

std::string openssl_list(const secure::SuiteRow& suite) {
  return std::string(suite.openssl_name) + ":@SECLEVEL=0";
}

std::string gnutls_priority(const secure::SuiteRow& suite, Protocol protocol) {
  const GnutlsWords words = gnutls_words(suite);
  return "NONE:+VERS-" + std::string(name_of(protocol)) +
         "1.2:+CTYPE-X509:+COMP-NULL:+SIGN-ALL:+GROUP-ALL:+" + words.key_exchange + ":+" +
         words.cipher + ":+" + words.mac;
}

std::string gnutls_name(const secure::SuiteRow& suite) {
  const auto with = suite.name.find(kMiddle);
  std::string name = "GNUTLS" +
                     std::string(suite.name.substr(kBegin.size() - 1, with - kBegin.size() + 1)) +
                     std::string(suite.name.substr(with + kMiddle.size() - 1));
  if (name.ends_with("_SHA")) name += "1";
  return name;
}

}  // namespace hostmodem::test::interop
