#pragma once

#include <string>

namespace hostmodem::tools {

/// The page docs/interoperability.md.
[[nodiscard]] std::string interoperability();

}  // namespace hostmodem::tools
