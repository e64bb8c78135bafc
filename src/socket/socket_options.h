#pragma once

#include "socket/options.h"

/// What the options of the levels NRF_SOL_SOCKET and NRF_IPPROTO_TCP do. Internal to socket/.
namespace hostmodem::socket {

Result<std::vector<std::byte>> get_error(Socket& socket);
Status set_reuse_address(Socket& socket, OptionValue value);
Status set_exceptional(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_exceptional(Socket& socket);
Status set_keep_open(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_keep_open(Socket& socket);
Status set_receive_timeout(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_receive_timeout(Socket& socket);
Status set_send_timeout(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_send_timeout(Socket& socket);
Status set_bind_to_device(Socket& socket, OptionValue value);
Status set_bind_to_pdn(Socket& socket, OptionValue value);
Status set_poll_callback(Socket& socket, OptionValue value);
Status set_send_callback(Socket& socket, OptionValue value);
Status set_session_timeout(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_session_timeout(Socket& socket);

}  // namespace hostmodem::socket
