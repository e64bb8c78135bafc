#pragma once

#include <span>
#include <string_view>

#include "secure/openssl.h"
#include "secure/tag_credentials.h"

namespace hostmodem::secure {

// Which of the pre-shared keys under the security tags a session uses. Of several with the same
// identity the first counts.

/// A server's: the key of this identity; nullptr: it is not known.
[[nodiscard]] const Psk* find_psk(std::span<const Psk> psks, std::string_view identity);

/// A client's: the key whose identity is what the server hints at, else the first; nullptr: there
/// is none. `hint` is nullptr when the server gave none. RFC: 4279 5.2
[[nodiscard]] const Psk* choose_psk(std::span<const Psk> psks, const char* hint);

/// Which one the handshake of `ssl` uses or used; nullptr: none, or not yet.
[[nodiscard]] const Psk* used_psk(const SSL* ssl, std::span<const Psk> psks);

/// Answers OpenSSL's callbacks: how many bytes of the key were copied to `key`; 0: `psk` is
/// nullptr, or there is no room.
unsigned int copy_key(const Psk* psk, std::span<unsigned char> key);
/// Likewise the identity, with a NUL at its end; false when there is no room.
bool copy_identity(const Psk& psk, std::span<char> identity);

}  // namespace hostmodem::secure
