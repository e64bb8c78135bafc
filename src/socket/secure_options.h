#pragma once

#include "socket/options.h"

/// What the options of the level NRF_SOL_SECURE do. Internal to socket/.
namespace hostmodem::socket {

Status set_tag_list(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_tag_list(Socket& socket);
Status set_hostname(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_hostname(Socket& socket);
Status set_cipher_suites(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_cipher_suites(Socket& socket);
Result<std::vector<std::byte>> get_cipher_suite_used(Socket& socket);
Result<std::vector<std::byte>> get_handshake_status(Socket& socket);
Status set_session_cache(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_session_cache(Socket& socket);
Status purge_session_cache(Socket& socket, OptionValue value);
Status set_peer_verify(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_peer_verify(Socket& socket);
Status set_role(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_role(Socket& socket);
Status set_handshake_timeout(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_handshake_timeout(Socket& socket);
Status save_connection(Socket& socket, OptionValue value);
Status load_connection(Socket& socket, OptionValue value);
Status set_fragment_length(Socket& socket, OptionValue value);
Result<std::vector<std::byte>> get_fragment_length(Socket& socket);

}  // namespace hostmodem::socket
