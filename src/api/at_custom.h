#pragma once

#include <string_view>

#include "nrf_modem_at.h"

namespace hostmodem::api {

/// The handler of the application's own command that `command` begins with, or nullptr: of several,
/// the one with the longest match. Under the modem lock.
[[nodiscard]] nrf_modem_at_cmd_custom_handler_t find_custom_command(std::string_view command);

}  // namespace hostmodem::api
