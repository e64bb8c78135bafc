#include "socket/secure_options.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "nrf_socket.h"
#include "secure/suites.h"
#include "socket/option_value.h"

namespace hostmodem::socket {
namespace {

constexpr std::size_t kMaxHostname = 255;

/// More than any list needs. What is longer is not even read.
constexpr std::size_t kMaxNumbers = 256;

/// An array of 32-bit numbers. kInval: a length that is no multiple of theirs, none, or too many.
Result<std::vector<std::uint32_t>> array_of(OptionValue value) {
  if (!value) return fail(Errno::kFault);
  if (value->empty() || value->size() % sizeof(std::uint32_t) != 0 ||
      value->size() > kMaxNumbers * sizeof(std::uint32_t)) {
    return fail(Errno::kInval);
  }
  std::vector<std::uint32_t> result(value->size() / sizeof(std::uint32_t));
  std::memcpy(result.data(), value->data(), value->size());
  return result;
}

std::vector<std::byte> bytes_of(std::span<const std::uint32_t> numbers) {
  const auto bytes = std::as_bytes(numbers);
  return {bytes.begin(), bytes.end()};
}

}  // namespace

Status set_tag_list(Socket& socket, OptionValue value) {
  if (!value) {
    socket.secure_settings.tags.clear();
    return {};
  }
  auto tags = array_of(value);
  if (!tags) return fail(tags.error());
  const bool fits = tags->size() <= NRF_SOCKET_TLS_MAX_SEC_TAG_LIST_SIZE;
  if (!fits || std::any_of(tags->begin(), tags->end(),
                           [](auto tag) { return tag > credentials::kMaxSecTag; })) {
    return fail(Errno::kInval);
  }
  socket.secure_settings.tags = std::move(*tags);
  return {};
}

Result<std::vector<std::byte>> get_tag_list(Socket& socket) {
  return bytes_of(socket.secure_settings.tags);
}

Status set_hostname(Socket& socket, OptionValue value) {
  if (!value) {
    socket.secure_settings.hostname.clear();
    return {};
  }
  if (value->size() > kMaxHostname + 1) return fail(Errno::kInval);
  std::string name(reinterpret_cast<const char*>(value->data()), value->size());
  // Applications give the length with the terminator or without it.
  if (!name.empty() && name.back() == '\0') name.pop_back();
  if (name.empty() || name.size() > kMaxHostname || name.find('\0') != std::string::npos) {
    return fail(Errno::kInval);
  }
  socket.secure_settings.hostname = std::move(name);
  return {};
}

Result<std::vector<std::byte>> get_hostname(Socket& socket) {
  const std::string& name = socket.secure_settings.hostname;
  const auto bytes = std::as_bytes(std::span(name.c_str(), name.size() + 1));
  return std::vector<std::byte>(bytes.begin(), bytes.end());
}

Status set_cipher_suites(Socket& socket, OptionValue value) {
  const auto numbers = array_of(value);
  if (!numbers) return fail(numbers.error());
  std::vector<std::uint16_t> suites;
  for (const std::uint32_t number : *numbers) {
    if (number > 0xffff) return fail(Errno::kInval);
    suites.push_back(static_cast<std::uint16_t>(number));
  }
  if (const auto valid = secure::validate_suites(suites); !valid) return valid;
  socket.secure_settings.suites = std::move(suites);
  return {};
}

Result<std::vector<std::byte>> get_cipher_suites(Socket& socket) {
  std::vector<std::uint32_t> numbers;
  for (const std::uint16_t suite : socket.secure_settings.suites) numbers.push_back(suite);
  if (numbers.empty()) {
    for (const secure::SuiteRow& row : secure::suites()) numbers.push_back(row.id);
  }
  return bytes_of(numbers);
}

Result<std::vector<std::byte>> get_cipher_suite_used(Socket& socket) {
  const auto agreement = socket.agreement();
  if (!agreement) return fail(agreement.error());
  return value_of(nrf_sec_cipher_t{(*agreement)->suite});
}

Result<std::vector<std::byte>> get_handshake_status(Socket& socket) {
  const auto agreement = socket.agreement();
  if (!agreement) return fail(agreement.error());
  return value_of((*agreement)->resumed ? NRF_SO_SEC_HANDSHAKE_STATUS_CACHED
                                        : NRF_SO_SEC_HANDSHAKE_STATUS_FULL);
}

Status set_session_cache(Socket& socket, OptionValue value) {
  const auto on = value_as<nrf_sec_session_cache_t>(value);
  if (!on) return fail(on.error());
  if (*on > NRF_SO_SEC_SESSION_CACHE_ENABLED) return fail(Errno::kInval);
  socket.secure_settings.session_cache = *on == NRF_SO_SEC_SESSION_CACHE_ENABLED;
  return {};
}

Result<std::vector<std::byte>> get_session_cache(Socket& socket) {
  return value_of(nrf_sec_session_cache_t{socket.secure_settings.session_cache ? 1U : 0U});
}

Status purge_session_cache(Socket& socket, OptionValue value) {
  const auto any = value_as<int>(value);
  if (!any) return fail(any.error());
  socket.purge_sessions();
  return {};
}

Status set_peer_verify(Socket& socket, OptionValue value) {
  const auto level = value_as<nrf_sec_peer_verify_t>(value);
  if (!level) return fail(level.error());
  if (*level > NRF_SO_SEC_PEER_VERIFY_REQUIRED) return fail(Errno::kInval);
  socket.secure_settings.verify = static_cast<secure::PeerVerify>(*level);
  return {};
}

Result<std::vector<std::byte>> get_peer_verify(Socket& socket) {
  return value_of(static_cast<nrf_sec_peer_verify_t>(socket.secure_settings.verify));
}

Status set_role(Socket& socket, OptionValue value) {
  const auto role = value_as<nrf_sec_role_t>(value);
  if (!role) return fail(role.error());
  if (*role > NRF_SO_SEC_ROLE_SERVER) return fail(Errno::kInval);
  socket.secure_settings.role = static_cast<secure::Role>(*role);
  return {};
}

Result<std::vector<std::byte>> get_role(Socket& socket) {
  return value_of(static_cast<nrf_sec_role_t>(socket.secure_settings.role));
}

}  // namespace hostmodem::socket
