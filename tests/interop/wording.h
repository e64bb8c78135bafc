#pragma once

#include <string>

#include "secure/suites.h"

/// A suite, as peers name it.
namespace hostmodem::test::interop {

/// A list of OpenSSL that allows this suite alone. Debian's OpenSSL is not asked for more strength
/// than the suite has: CCM_8 is below its default level.
[[nodiscard]] std::string openssl_list(const secure::SuiteRow& suite);

/// GnuTLS takes a suite apart.
struct GnutlsWords {
  std::string key_exchange;  ///< such as "ECDHE-RSA"
  std::string cipher;        ///< such as "AES-128-CBC"
  std::string mac;           ///< such as "SHA1"; "AEAD" when that is the cipher's
};
[[nodiscard]] GnutlsWords gnutls_words(const secure::SuiteRow& suite);

/// A priority string of GnuTLS that allows this suite alone. `version`: such as "TLS1.2".
[[nodiscard]] std::string gnutls_priority(const secure::SuiteRow& suite,
                                          const std::string& version);

}  // namespace hostmodem::test::interop
