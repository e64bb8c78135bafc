#pragma once

#include <string>

#include "interop/matrix.h"
#include "support/certificates.h"

namespace hostmodem::test::interop {

/// What the server of a row proves itself with, and what its client believes.
struct Secrets {
  Key key;
  std::string root;   ///< the authority that signed `identity`; empty with a PSK
  Identity identity;  ///< server.test; empty with a PSK

  static constexpr const char* kServerName = "server.test";
  static constexpr const char* kPskIdentity = "device";
  static constexpr const char* kPsk = "interop-test-psk";
  static constexpr const char* kPskInHex = "696e7465726f702d746573742d70736b";
};

[[nodiscard]] Secrets make_secrets(Key key);

}  // namespace hostmodem::test::interop
