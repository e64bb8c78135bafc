#pragma once

#include <string>

namespace hostmodem {

/// A name of a file that each process has for itself: each "%p" in it becomes the number of this
/// process.
[[nodiscard]] std::string with_process_number(std::string name);

}  // namespace hostmodem
