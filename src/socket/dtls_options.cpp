#include <algorithm>
#include <array>
#include <chrono>

#include "nrf_socket.h"
#include "socket/option_value.h"
#include "socket/secure_options.h"

namespace hostmodem::socket {
namespace {

using std::chrono::seconds;

/// Spec: nrf_sockets.rst, "NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO": the retransmissions of RFC 6347,
/// summed.
constexpr std::array kTimeouts = {
    NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_NONE, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_1S,
    NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_3S,   NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_7S,
    NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_15S,  NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_31S,
    NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_63S,  NRF_SO_SEC_DTLS_HANDSHAKE_TIMEOUT_123S};

struct FragmentRow {
  int value;
  std::size_t bytes;
};
constexpr std::array kFragments = {FragmentRow{NRF_SO_SEC_DTLS_FRAG_EXT_DISABLED, 0},
                                   FragmentRow{NRF_SO_SEC_DTLS_FRAG_EXT_512_ENABLED, 512},
                                   FragmentRow{NRF_SO_SEC_DTLS_FRAG_EXT_1024_ENABLED, 1024}};

}  // namespace

Status set_handshake_timeout(Socket& socket, OptionValue value) {
  const auto timeout = value_as<int>(value);
  if (!timeout) return fail(timeout.error());
  if (std::ranges::find(kTimeouts, *timeout) == kTimeouts.end()) return fail(Errno::kInval);
  socket.secure_settings.handshake_timeout = seconds(*timeout);
  return {};
}

Result<std::vector<std::byte>> get_handshake_timeout(Socket& socket) {
  const auto timeout = std::chrono::floor<seconds>(socket.secure_settings.handshake_timeout);
  return value_of(static_cast<int>(timeout.count()));
}

Status save_connection(Socket& socket, OptionValue value) {
  const auto any = value_as<int>(value);
  if (!any) return fail(any.error());
  return socket.save_connection();
}

Status load_connection(Socket& socket, OptionValue value) {
  const auto any = value_as<int>(value);
  if (!any) return fail(any.error());
  return socket.load_connection();
}

Status set_fragment_length(Socket& socket, OptionValue value) {
  const auto chosen = value_as<int>(value);
  if (!chosen) return fail(chosen.error());
  const auto row = std::ranges::find(kFragments, *chosen, &FragmentRow::value);
  if (row == kFragments.end()) return fail(Errno::kInval);
  socket.secure_settings.max_fragment = row->bytes;
  return {};
}

Result<std::vector<std::byte>> get_fragment_length(Socket& socket) {
  const std::size_t bytes = socket.secure_settings.max_fragment;
  return value_of(std::ranges::find(kFragments, bytes, &FragmentRow::bytes)->value);
}

}  // namespace hostmodem::socket
