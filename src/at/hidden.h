#pragma once

#include <string>
#include <string_view>

namespace hostmodem::at {

/// A command line as it may be shown to a person and kept in a file: parameters that may be secret
/// (keys, passwords, PINs) are replaced by how long they were, with all that follows them. Of a
/// line that is no command of the modem only the name is left, of one that does not begin with "AT"
/// nothing: nobody knows what they hold.
[[nodiscard]] std::string hide_secrets(std::string_view line);

}  // namespace hostmodem::at
