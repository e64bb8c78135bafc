#pragma once

#include <string>
#include <string_view>

#include "pdn/pdn.h"
#include "radio/radio.h"

/// The radio and its networks in words: captures and who controls the modem have the same.
namespace hostmodem {

/// "home", "not registered"
[[nodiscard]] std::string_view name_of(radio::Registration registration);
/// "normal", "power off"
[[nodiscard]] std::string_view name_of(radio::FunctionalMode mode);
/// "APN iot.example, 10.0.2.15, fd00:0:0:2::15"
[[nodiscard]] std::string description_of(const pdn::Pdn& pdn);

}  // namespace hostmodem
