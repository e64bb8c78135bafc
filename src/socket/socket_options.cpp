#include "socket/socket_options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "nrf_socket.h"
#include "socket/option_value.h"

namespace hostmodem::socket {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint32_t kMaxMicroseconds = 999999;

/// Spec: nrf_sockets.rst, "NRF_SO_RCVTIMEO": "minimum supported resolution is 1 millisecond".
Result<Duration> timeout_of(OptionValue value) {
  const auto given = value_as<nrf_timeval>(value);
  if (!given) return fail(given.error());
  if (given->tv_usec > kMaxMicroseconds) return fail(Errno::kDom);
  const auto whole = seconds(given->tv_sec) + microseconds(given->tv_usec);
  // Up, but not to more seconds than there are in a nrf_timeval.
  constexpr milliseconds kLongest = seconds(UINT32_MAX) + milliseconds(999);
  return Duration(std::min(std::chrono::ceil<milliseconds>(whole), kLongest));
}

std::vector<std::byte> timeval_of(Duration timeout) {
  const auto whole = std::chrono::floor<seconds>(timeout);
  const auto rest = std::chrono::duration_cast<microseconds>(timeout - whole);
  return value_of(nrf_timeval{static_cast<std::uint32_t>(whole.count()),
                              static_cast<std::uint32_t>(rest.count())});
}

}  // namespace

Result<std::vector<std::byte>> get_error(Socket& socket) {
  const auto error = socket.take_error();
  return value_of(error ? static_cast<int>(*error) : 0);
}

Status set_reuse_address(Socket& socket, OptionValue value) {
  const auto on = value_as<int>(value);
  if (!on) return fail(on.error());
  socket.options.reuse_address = *on != 0;
  return {};
}

Status set_exceptional(Socket& socket, OptionValue value) {
  const auto on = value_as<int>(value);
  if (!on) return fail(on.error());
  socket.options.exceptional = *on != 0;
  return {};
}

Result<std::vector<std::byte>> get_exceptional(Socket& socket) {
  return value_of(socket.options.exceptional ? 1 : 0);
}

Status set_keep_open(Socket& socket, OptionValue value) {
  const auto on = value_as<int>(value);
  if (!on) return fail(on.error());
  socket.set_keep_open(*on != 0);
  return {};
}

Result<std::vector<std::byte>> get_keep_open(Socket& socket) {
  return value_of(socket.options.keep_open ? 1 : 0);
}

Status set_receive_timeout(Socket& socket, OptionValue value) {
  const auto timeout = timeout_of(value);
  if (!timeout) return fail(timeout.error());
  socket.options.receive_timeout = *timeout;
  return {};
}

Result<std::vector<std::byte>> get_receive_timeout(Socket& socket) {
  return timeval_of(socket.options.receive_timeout);
}

Status set_send_timeout(Socket& socket, OptionValue value) {
  const auto timeout = timeout_of(value);
  if (!timeout) return fail(timeout.error());
  socket.options.send_timeout = *timeout;
  return {};
}

Result<std::vector<std::byte>> get_send_timeout(Socket& socket) {
  return timeval_of(socket.options.send_timeout);
}

/// Spec: nrf_sockets.rst, "NRF_SO_BINDTODEVICE": "pdn0", with the NUL or without it.
Status set_bind_to_device(Socket& socket, OptionValue value) {
  if (!value) return fail(Errno::kFault);
  std::string_view name(reinterpret_cast<const char*>(value->data()), value->size());
  name = name.substr(0, name.find('\0'));
  constexpr std::string_view kPrefix = "pdn";
  if (name.size() >= NRF_IFNAMSIZ || !name.starts_with(kPrefix)) return fail(Errno::kInval);
  name.remove_prefix(kPrefix.size());
  int id = 0;
  const char* const end = name.data() + name.size();
  const auto [rest, error] = std::from_chars(name.data(), end, id);
  if (error != std::errc{} || rest != end || name[0] == '-') return fail(Errno::kInval);
  return socket.bind_to_pdn(id);
}

Status set_bind_to_pdn(Socket& socket, OptionValue value) {
  const auto id = value_as<int>(value);
  if (!id) return fail(id.error());
  return socket.bind_to_pdn(*id);
}

Status set_poll_callback(Socket& socket, OptionValue value) {
  if (!value) {
    socket.set_poll_callback(std::nullopt);
    return {};
  }
  // A byte that is neither 0 nor 1 is no bool: it must not be read as one.
  using Bytes = std::array<std::byte, sizeof(nrf_pollcb)>;
  auto given = value_as<Bytes>(value);
  if (!given) return fail(given.error());
  std::byte& oneshot = (*given)[offsetof(nrf_pollcb, oneshot)];
  oneshot = oneshot == std::byte{0} ? std::byte{0} : std::byte{1};
  const auto setting = value_as<nrf_pollcb>(*given);
  if (setting->callback == nullptr) return fail(Errno::kInval);
  socket.set_poll_callback(*setting);
  return {};
}

Status set_send_callback(Socket& socket, OptionValue value) {
  if (!value) {
    socket.set_send_callback(nullptr);
    return {};
  }
  const auto setting = value_as<nrf_modem_sendcb>(value);
  if (!setting) return fail(setting.error());
  if (setting->callback == nullptr) return fail(Errno::kInval);
  socket.set_send_callback(setting->callback);
  return {};
}

Status set_session_timeout(Socket& socket, OptionValue value) {
  constexpr int kLongest = 135;
  const auto timeout = value_as<int>(value);
  if (!timeout) return fail(timeout.error());
  if (*timeout < 0 || *timeout > kLongest) return fail(Errno::kInval);
  socket.set_session_timeout(seconds(*timeout));
  return {};
}

Result<std::vector<std::byte>> get_session_timeout(Socket& socket) {
  const auto whole = std::chrono::duration_cast<seconds>(socket.options.session_timeout);
  return value_of(static_cast<int>(whole.count()));
}

}  // namespace hostmodem::socket
