#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "socket/socket.h"

namespace hostmodem::socket {

/// The value of an option as the application gave it: nullopt for NULL with length 0.
using OptionValue = std::optional<std::span<const std::byte>>;

/// One socket option. Spec: nrf_sockets.rst, "Socket options"
struct OptionRow {
  /// Which sockets have it.
  enum class Of { kAny, kStream, kSecure, kDtls };
  /// In which states it can be set.
  enum class When { kAlways, kUnconnected };

  int level;
  int name;
  std::string_view level_name;
  std::string_view option_name;
  std::string_view type;     ///< of the value, as the specification words it
  std::string_view initial;  ///< the default, for a person
  std::string_view what;     ///< what it does, for a person
  Of of = Of::kAny;
  When when = When::kAlways;

  Status (*set)(Socket&, OptionValue) = nullptr;             ///< nullptr: can't be set
  Result<std::vector<std::byte>> (*get)(Socket&) = nullptr;  ///< nullptr: can't be got

  /// Neither: it answers kOpNotSupp.
  [[nodiscard]] bool built() const { return set != nullptr || get != nullptr; }
};

/// All options, in the order of the specification; after each level what later releases added.
[[nodiscard]] std::span<const OptionRow> option_table();

/// kNoProtoOpt: no such option, not of this kind of socket, or it can't be set. kOpNotSupp: not
/// built, or a secure option of a plain socket. kIsConn: only before the connection is made.
/// kFault: no value. Others by option.
Status set_option(Socket& socket, int level, int name, OptionValue value);

/// kNoProtoOpt, kOpNotSupp: as of set_option(), or it can't be got. Others by option.
Result<std::vector<std::byte>> get_option(Socket& socket, int level, int name);

}  // namespace hostmodem::socket
