#pragma once

#include <string>
#include <string_view>

namespace hostmodem::credentials {

/// SHA-256 of `content`: 64 upper-case hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view content);

}  // namespace hostmodem::credentials
