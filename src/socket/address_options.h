#pragma once

#include "socket/options.h"

/// When IPv6 addresses are refreshed: an option of the modem, set through any socket. Internal to
/// socket/.
namespace hostmodem::socket {

Status set_delayed_refresh(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_delayed_refresh(Socket& socket);

}  // namespace hostmodem::socket
