#include "socket/options.h"

#include <algorithm>
#include <array>

#include "nrf_socket.h"
#include "socket/secure_options.h"
#include "socket/socket_options.h"

namespace hostmodem::socket {
namespace {

constexpr OptionRow not_built(int level, int name, std::string_view level_name,
                              std::string_view option_name, std::string_view type) {
  return {level, name, level_name, option_name, type, nullptr, nullptr, false};
}

#define OPTION(level, name) level, name, #level, #name

// The specification's table, row by row; after each level, what later releases added to it.
constexpr std::array kOptions = {
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_ERROR), "int", nullptr, get_error},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_REUSEADDR), "int", set_reuse_address, nullptr},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_RCVTIMEO), "struct nrf_timeval", set_receive_timeout,
              get_receive_timeout},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_SNDTIMEO), "struct nrf_timeval", set_send_timeout,
              get_send_timeout},
    not_built(OPTION(NRF_SOL_SOCKET, NRF_SO_BINDTODEVICE), "char *"),
    not_built(OPTION(NRF_SOL_SOCKET, NRF_SO_POLLCB), "struct nrf_pollcb"),
    not_built(OPTION(NRF_SOL_SOCKET, NRF_SO_RAI_LAST), "int"),
    not_built(OPTION(NRF_SOL_SOCKET, NRF_SO_RAI_ONE_RESP), "int"),
    not_built(OPTION(NRF_SOL_SOCKET, NRF_SO_RAI_ONGOING), "int"),
    not_built(OPTION(NRF_SOL_SOCKET, NRF_SO_RAI_WAIT_MORE), "int"),
    not_built(OPTION(NRF_SOL_SOCKET, NRF_SO_RAI_NO_DATA), "int"),
    not_built(OPTION(NRF_SOL_SOCKET, NRF_SO_EXCEPTIONAL_DATA), "int"),
    not_built(OPTION(NRF_SOL_SOCKET, NRF_SO_KEEPOPEN), "int"),
    not_built(OPTION(NRF_SOL_SOCKET, NRF_SO_BINDTOPDN), "int"),
    not_built(OPTION(NRF_SOL_SOCKET, NRF_SO_RAI), "int"),
    not_built(OPTION(NRF_SOL_SOCKET, NRF_SO_SENDCB), "struct nrf_modem_sendcb"),
    not_built(OPTION(NRF_IPPROTO_ALL, NRF_SO_SILENCE_ALL), "int"),
    not_built(OPTION(NRF_IPPROTO_IP, NRF_SO_IP_ECHO_REPLY), "int"),
    not_built(OPTION(NRF_IPPROTO_IPV6, NRF_SO_IPV6_ECHO_REPLY), "int"),
    not_built(OPTION(NRF_IPPROTO_IPV6, NRF_SO_IPV6_DELAYED_ADDR_REFRESH), "int"),
    not_built(OPTION(NRF_IPPROTO_TCP, NRF_SO_TCP_SRV_SESSTIMEO), "int"),
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST), "nrf_sec_tag_t []", set_tag_list,
              get_tag_list},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_HOSTNAME), "char *", set_hostname, get_hostname},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_LIST), "nrf_sec_cipher_t []",
              set_cipher_suites, get_cipher_suites},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY), "nrf_peer_verify_t", set_peer_verify,
              get_peer_verify},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_ROLE), "nrf_sec_role_t", set_role, get_role},
    not_built(OPTION(NRF_SOL_SECURE, NRF_SO_SEC_SESSION_CACHE), "nrf_session_cache_t"),
    not_built(OPTION(NRF_SOL_SECURE, NRF_SO_SEC_SESSION_CACHE_PURGE), "int"),
    not_built(OPTION(NRF_SOL_SECURE, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO), "int"),
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_USED), "nrf_sec_cipher_t", nullptr,
              get_cipher_suite_used},
    not_built(OPTION(NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CID), "int"),
    not_built(OPTION(NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CID_STATUS), "int"),
    not_built(OPTION(NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CONN_SAVE), "int"),
    not_built(OPTION(NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CONN_LOAD), "int"),
    not_built(OPTION(NRF_SOL_SECURE, NRF_SO_SEC_HANDSHAKE_STATUS), "int"),
    not_built(OPTION(NRF_SOL_SECURE, NRF_SO_SEC_DTLS_FRAG_EXT), "int"),
};

#undef OPTION

/// The row, once it is known that the option means something to this socket.
Result<const OptionRow*> row_for(const Socket& socket, int level, int name) {
  const auto* row = std::find_if(kOptions.begin(), kOptions.end(), [&](const OptionRow& r) {
    return r.level == level && r.name == name;
  });
  if (row == kOptions.end()) return fail(Errno::kNoProtoOpt);
  if (!row->built) return fail(Errno::kOpNotSupp);
  if (level == NRF_SOL_SECURE && !socket.kind().secure) return fail(Errno::kOpNotSupp);
  return row;
}

}  // namespace

std::span<const OptionRow> option_table() { return kOptions; }

Status set_option(Socket& socket, int level, int name, OptionValue value) {
  const auto row = row_for(socket, level, name);
  if (!row) return fail(row.error());
  if ((*row)->set == nullptr) return fail(Errno::kNoProtoOpt);
  return (*row)->set(socket, value);
}

Result<std::vector<std::byte>> get_option(Socket& socket, int level, int name) {
  const auto row = row_for(socket, level, name);
  if (!row) return fail(row.error());
  if ((*row)->get == nullptr) return fail(Errno::kNoProtoOpt);
  return (*row)->get(socket);
}

}  // namespace hostmodem::socket
