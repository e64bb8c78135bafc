#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace hostmodem::secure {

/// What proves the server's identity in a cipher suite.
enum class Authentication : std::uint8_t { kEcdsa, kRsa, kPsk };

/// A cipher suite of the modem.
struct SuiteRow {
  std::uint16_t id;               ///< as IANA assigned it
  std::string_view name;          ///< IANA's name
  std::string_view openssl_name;  ///< OpenSSL's name
  Authentication authentication;
  /// Whether its records are protected by one operation with associated data. RFC: 5116
  bool aead = false;
};

/// TLS_EMPTY_RENEGOTIATION_INFO_SCSV: may stand in a list, and selects nothing (every session sends
/// the value anyway). It is no row.
/// RFC: 5746 3.3
inline constexpr std::uint16_t kRenegotiationInfoScsv = 0x00ff;

/// The fourteen suites of the modem, in the order in which they are offered by default.
/// Spec: nrf_sockets.rst, "Supported cipher suites"
[[nodiscard]] std::span<const SuiteRow> suites();

/// The row of `id`, or nullptr.
[[nodiscard]] const SuiteRow* find_suite(std::uint16_t id);

/// Whether an application may set `ids`: kInval when one is unknown, or when they select nothing.
/// Spec: nrf_sockets.rst, "NRF_SO_SEC_CIPHERSUITE_LIST"
[[nodiscard]] Status validate_suites(std::span<const std::uint16_t> ids);

/// What can be used of `ids` (all suites when it is empty), in its order: PSK suites when `psk`,
/// certificate suites when `certificates`.
[[nodiscard]] std::vector<const SuiteRow*> select_suites(std::span<const std::uint16_t> ids,
                                                         bool psk, bool certificates);

/// A cipher list as OpenSSL takes it.
[[nodiscard]] std::string openssl_list(std::span<const SuiteRow* const> rows);

}  // namespace hostmodem::secure
