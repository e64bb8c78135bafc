#pragma once

#include <string_view>

namespace hostmodem::program {

/// Writes what the modem says to standard output, with the host's line ends, and flushes it.
/// Throws Failure when that is not possible.
void print(std::string_view modem_text);

}  // namespace hostmodem::program
