#pragma once

#include <cstdint>

namespace hostmodem::secure {

enum class Protocol : std::uint8_t { kTls, kDtls };

}  // namespace hostmodem::secure
