#pragma once

#include "socket/options.h"

/// Whether the modem answers echo requests: options of the modem, set through any socket. Internal
/// to socket/.
namespace hostmodem::socket {

Status set_silence_all(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_silence_all(Socket& socket);
Status set_echo_reply4(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_echo_reply4(Socket& socket);
Status set_echo_reply6(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_echo_reply6(Socket& socket);

}  // namespace hostmodem::socket
