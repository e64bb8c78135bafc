#pragma once

#include <string_view>

namespace hostmodem {

/// The name of an error of nrf_getaddrinfo(), as in "NRF_EAI_NONAME", or "unknown error" when the
/// number is none of nrf_gai_errors.h. Ends in NUL.
[[nodiscard]] std::string_view gai_name(int number);

}  // namespace hostmodem
