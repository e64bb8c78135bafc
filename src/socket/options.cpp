#include "socket/options.h"

#include <algorithm>
#include <array>

#include "nrf_socket.h"
#include "socket/address_options.h"
#include "socket/echo_options.h"
#include "socket/rai_options.h"
#include "socket/secure_options.h"
#include "socket/socket_options.h"

namespace hostmodem::socket {
namespace {

#define OPTION(LEVEL, NAME) \
  .level = (LEVEL), .name = (NAME), .level_name = #LEVEL, .option_name = #NAME

constexpr std::array kOptions = {
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_ERROR), .type = "int", .initial = "0",
              .what = "The pending error; getting it clears it.", .get = get_error},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_REUSEADDR), .type = "int", .initial = "0",
              .what = "Non-zero: `nrf_bind()` may take a local address that is in use.",
              .set = set_reuse_address},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_RCVTIMEO), .type = "struct nrf_timeval",
              .initial = "0 s: none",
              .what = "How long receiving and accepting may wait; up to whole milliseconds.",
              .set = set_receive_timeout, .get = get_receive_timeout},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_SNDTIMEO), .type = "struct nrf_timeval",
              .initial = "0 s: none",
              .what = "How long connecting and sending may wait; up to whole milliseconds.",
              .set = set_send_timeout, .get = get_send_timeout},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_BINDTODEVICE), .type = "char *", .initial = "pdn0",
              .what = "The packet data network of the socket, as in `pdn1`; before its first use.",
              .set = set_bind_to_device},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_POLLCB), .type = "struct nrf_pollcb", .initial = "none",
              .what = "A function that is called at each event; NULL with length 0 unsets it.",
              .set = set_poll_callback},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_RAI_LAST), .type = "int", .initial = "",
              .what = "Release assistance: the radio connection is released after the next output. "
                      "No value is needed, here and in the four below.",
              .set = set_rai_last},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_RAI_ONE_RESP), .type = "int", .initial = "",
              .what = "Release assistance: the radio connection is released after the next output "
                      "and one packet from the network.",
              .set = set_rai_one_response},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_RAI_ONGOING), .type = "int", .initial = "",
              .what = "Release assistance: the radio connection is kept after the next output, for "
                      "a client.",
              .set = set_rai_ongoing},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_RAI_WAIT_MORE), .type = "int", .initial = "",
              .what = "Release assistance: the radio connection is kept after the next output, for "
                      "a server.",
              .set = set_rai_wait_more},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_RAI_NO_DATA), .type = "int", .initial = "",
              .what =
                  "Release assistance: the radio connection is released at once; of a connected "
                  "socket, or a raw one.",
              .set = set_rai_no_data},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_EXCEPTIONAL_DATA), .type = "int", .initial = "0",
              .what =
                  "Non-zero: what is sent is exceptional data, where `AT%EXCEPTIONALDATA` lets the "
                  "network have these; they may pass its rate control.",
              .set = set_exceptional, .get = get_exceptional},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_KEEPOPEN), .type = "int", .initial = "0",
              .what =
                  "Non-zero: the socket outlives its packet data network, and goes on when that "
                  "is back with the same addresses; until then sending is `NRF_ENETUNREACH`.",
              .set = set_keep_open, .get = get_keep_open},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_BINDTOPDN), .type = "int", .initial = "0",
              .what = "The packet data network of the socket, 0 to 10; before its first use.",
              .set = set_bind_to_pdn},
    OptionRow{OPTION(NRF_SOL_SOCKET, NRF_SO_RAI), .type = "int", .initial = "",
              .what = "Release assistance: one of the five above, `NRF_RAI_NO_DATA` (1) to "
                      "`NRF_RAI_WAIT_MORE` (5). They count while `AT%RAI` is on.",
              .set = set_rai},
    OptionRow{
        OPTION(NRF_SOL_SOCKET, NRF_SO_SENDCB), .type = "struct nrf_modem_sendcb", .initial = "none",
        .what = "A function that is told, once for each send operation, when its data were "
                "acknowledged by the peer (streams) or are on air (datagrams), or why not; NULL "
                "with length 0 unsets it. `NRF_SO_SNDTIMEO` is its limit.",
        .set = set_send_callback},
    OptionRow{
        OPTION(NRF_IPPROTO_ALL, NRF_SO_SILENCE_ALL), .type = "int", .initial = "0",
        .what =
            "Non-zero: the modem answers no ICMP echo request. The modem's, until it is shut down.",
        .set = set_silence_all, .get = get_silence_all},
    OptionRow{
        OPTION(NRF_IPPROTO_IP, NRF_SO_IP_ECHO_REPLY), .type = "int", .initial = "1",
        .what = "Zero: the modem answers no ICMP echo request. The modem's, until it is shut down.",
        .set = set_echo_reply4, .get = get_echo_reply4},
    OptionRow{
        OPTION(NRF_IPPROTO_IPV6, NRF_SO_IPV6_ECHO_REPLY), .type = "int", .initial = "1",
        .what =
            "Zero: the modem answers no ICMPv6 echo request. The modem's, until it is shut down.",
        .set = set_echo_reply6, .get = get_echo_reply6},
    OptionRow{
        OPTION(NRF_IPPROTO_IPV6, NRF_SO_IPV6_DELAYED_ADDR_REFRESH), .type = "int", .initial = "0",
        .what = "Non-zero: an IPv6 address whose lifetime ends in PSM or eDRX sleep is refreshed "
                "with the next radio connection, and the modem does not wake up for it. The "
                "modem's, until it is shut down.",
        .set = set_delayed_refresh, .get = get_delayed_refresh},
    OptionRow{OPTION(NRF_IPPROTO_TCP, NRF_SO_TCP_SRV_SESSTIMEO), .type = "int",
              .initial = "0: none",
              .what = "Seconds, 0 to 135, without data either way after which an accepted "
                      "connection is closed; inherited from the listening socket.",
              .of = OptionRow::Of::kStream, .set = set_session_timeout, .get = get_session_timeout},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST), .type = "nrf_sec_tag_t []",
              .initial = "none",
              .what = "The security tags whose credentials may be used, at most 8; NULL with "
                      "length 0 removes them.",
              .of = OptionRow::Of::kSecure, .when = OptionRow::When::kUnconnected,
              .set = set_tag_list, .get = get_tag_list},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_HOSTNAME), .type = "char *", .initial = "none",
              .what = "The name that the peer's certificate must carry; NULL with length 0: any.",
              .of = OptionRow::Of::kSecure, .when = OptionRow::When::kUnconnected,
              .set = set_hostname, .get = get_hostname},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_LIST), .type = "nrf_sec_cipher_t []",
              .initial = "all", .what = "The cipher suites that may be used.",
              .of = OptionRow::Of::kSecure, .when = OptionRow::When::kUnconnected,
              .set = set_cipher_suites, .get = get_cipher_suites},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY), .type = "nrf_peer_verify_t",
              .initial = "2: required",
              .what = "Whether the peer's certificate is verified: 0 no, 1 optional, 2 required.",
              .of = OptionRow::Of::kSecure, .when = OptionRow::When::kUnconnected,
              .set = set_peer_verify, .get = get_peer_verify},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_ROLE), .type = "nrf_sec_role_t",
              .initial = "0: client",
              .what = "The role in the handshake: 0 client, 1 server. Accepted connections are the "
                      "server's.",
              .of = OptionRow::Of::kSecure, .when = OptionRow::When::kUnconnected, .set = set_role,
              .get = get_role},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_SESSION_CACHE), .type = "nrf_session_cache_t",
              .initial = "0: disabled",
              .what =
                  "1: the session is kept for the next connection to the same address, with the "
                  "same name, credentials and suites, which resumes it; 0: it is not.",
              .of = OptionRow::Of::kSecure, .when = OptionRow::When::kUnconnected,
              .set = set_session_cache, .get = get_session_cache},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_SESSION_CACHE_PURGE), .type = "int", .initial = "",
              .what = "Forgets the sessions that are kept, of all sockets.",
              .of = OptionRow::Of::kSecure, .set = purge_session_cache},
    OptionRow{
        OPTION(NRF_SOL_SECURE, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO), .type = "int",
        .initial = "0: never",
        .what = "Seconds after which a DTLS handshake is given up: 1, 3, 7, 15, 31, 63 or 123.",
        .of = OptionRow::Of::kDtls, .when = OptionRow::When::kUnconnected,
        .set = set_handshake_timeout, .get = get_handshake_timeout},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_USED), .type = "nrf_sec_cipher_t",
              .initial = "none", .what = "The cipher suite of the connection.",
              .of = OptionRow::Of::kSecure, .get = get_cipher_suite_used},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CID), .type = "int", .initial = "",
              .what = "Connection identifiers.", .of = OptionRow::Of::kSecure},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CID_STATUS), .type = "int", .initial = "",
              .what = "Whether connection identifiers are in use.", .of = OptionRow::Of::kSecure},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CONN_SAVE), .type = "int", .initial = "",
              .what = "Saves the DTLS connection, whose suite must be an AEAD; at most four are "
                      "saved. Sending and receiving are `NRF_EPROTO` until it is loaded.",
              .of = OptionRow::Of::kDtls, .set = save_connection},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CONN_LOAD), .type = "int", .initial = "",
              .what = "Loads the DTLS connection that was saved.", .of = OptionRow::Of::kDtls,
              .set = load_connection},
    OptionRow{OPTION(NRF_SOL_SECURE, NRF_SO_SEC_HANDSHAKE_STATUS), .type = "int", .initial = "",
              .what = "How the handshake went: 0 in full, 1 a session was resumed.",
              .of = OptionRow::Of::kSecure, .get = get_handshake_status},
    OptionRow{
        OPTION(NRF_SOL_SECURE, NRF_SO_SEC_DTLS_FRAG_EXT), .type = "int", .initial = "0: disabled",
        .what = "The longest record that a DTLS client asks for: 1: 512 bytes, 2: 1024 bytes; "
                "0: it does not ask.",
        .of = OptionRow::Of::kDtls, .when = OptionRow::When::kUnconnected,
        .set = set_fragment_length, .get = get_fragment_length},
};

#undef OPTION

/// The row, once it is known that the option means something to this socket.
Result<const OptionRow*> row_for(const Socket& socket, int level, int name) {
  const auto* row = std::find_if(kOptions.begin(), kOptions.end(), [&](const OptionRow& r) {
    return r.level == level && r.name == name;
  });
  if (row == kOptions.end()) return fail(Errno::kNoProtoOpt);
  if (!row->built()) return fail(Errno::kOpNotSupp);
  const Kind& kind = socket.kind();
  const bool secure = row->of == OptionRow::Of::kSecure || row->of == OptionRow::Of::kDtls;
  if (secure && !kind.secure) return fail(Errno::kOpNotSupp);
  if (row->of == OptionRow::Of::kDtls && kind.stream) return fail(Errno::kNoProtoOpt);
  if (row->of == OptionRow::Of::kStream && !kind.stream) return fail(Errno::kNoProtoOpt);
  return row;
}

}  // namespace

std::span<const OptionRow> option_table() { return kOptions; }

Status set_option(Socket& socket, int level, int name, OptionValue value) {
  const auto row = row_for(socket, level, name);
  if (!row) return fail(row.error());
  if ((*row)->set == nullptr) return fail(Errno::kNoProtoOpt);
  if ((*row)->when == OptionRow::When::kUnconnected && socket.settled()) {
    return fail(Errno::kIsConn);
  }
  return (*row)->set(socket, value);
}

Result<std::vector<std::byte>> get_option(Socket& socket, int level, int name) {
  const auto row = row_for(socket, level, name);
  if (!row) return fail(row.error());
  if ((*row)->get == nullptr) return fail(Errno::kNoProtoOpt);
  return (*row)->get(socket);
}

}  // namespace hostmodem::socket
