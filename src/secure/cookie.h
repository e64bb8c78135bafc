#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace hostmodem::secure {

/// As long as every client takes: GnuTLS has room for no more.
using Cookie = std::array<unsigned char, 32>;

/// What a DTLS server has a client at `peer` send back, so that it knows that the client is there:
/// an HMAC of the address under a key that the process made up. nullopt when OpenSSL cannot.
/// RFC: 6347 4.2.1
///
/// Thread: under the modem lock.
std::optional<Cookie> make_cookie(std::string_view peer);

}  // namespace hostmodem::secure
