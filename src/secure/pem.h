#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "secure/openssl.h"

namespace hostmodem::secure {

/// Why a credential cannot be used, for the log. Never a piece of the credential.
template <typename T>
using Readable = tl::expected<T, std::string>;

/// Every certificate of a PEM text, in its order: at least one. Text around the PEM blocks is
/// skipped; a damaged block is a failure.
Readable<std::vector<X509Ptr>> read_certificates(const std::string& pem);

/// The private key of a PEM text: PKCS #8 or the traditional forms. An encrypted one is decrypted
/// with `password`, which is borrowed; without it (nullptr) it is refused. For a key that is not
/// encrypted the password means nothing.
Readable<EvpPkeyPtr> read_private_key(const std::string& pem, const std::string* password);

}  // namespace hostmodem::secure
