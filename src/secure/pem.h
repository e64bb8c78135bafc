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

/// The private key of a PEM text: PKCS #8 or the traditional forms. Encrypted keys are refused.
Readable<EvpPkeyPtr> read_private_key(const std::string& pem);

}  // namespace hostmodem::secure
