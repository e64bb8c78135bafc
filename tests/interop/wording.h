#pragma once

#include <string>

#include "interop/matrix.h"
#include "secure/suites.h"

/// A suite, as peers name it.
namespace hostmodem::test::interop {

/// A list of OpenSSL that allows this suite alone. Debian's OpenSSL is not asked for more strength
/// than the suite has: CCM_8 is below its default level.
[[nodiscard]] std::string openssl_list(const secure::SuiteRow& suite);

/// GnuTLS's name of a suite, which it writes when it is told to log.
[[nodiscard]] std::string gnutls_name(const secure::SuiteRow& suite);

/// A priority string of GnuTLS that allows this suite alone.
[[nodiscard]] std::string gnutls_priority(const secure::SuiteRow& suite, Protocol protocol);

}  // namespace hostmodem::test::interop
