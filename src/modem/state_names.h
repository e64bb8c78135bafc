#pragma once

#include <string_view>

#include "radio/radio.h"

/// The states of the radio in words: captures and who controls the modem have the same.
namespace hostmodem {

/// "home", "not registered"
[[nodiscard]] std::string_view name_of(radio::Registration registration);
/// "normal", "power off"
[[nodiscard]] std::string_view name_of(radio::FunctionalMode mode);

}  // namespace hostmodem
