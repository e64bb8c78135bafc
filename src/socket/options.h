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
  int level;
  int name;
  std::string_view level_name;
  std::string_view option_name;
  std::string_view type;  ///< of the value, as the specification words it

  Status (*set)(Socket&, OptionValue);             ///< nullptr: can't be set
  Result<std::vector<std::byte>> (*get)(Socket&);  ///< nullptr: can't be got
  bool built = true;                               ///< false: answers kOpNotSupp
};

/// All options, in the order of the specification.
[[nodiscard]] std::span<const OptionRow> option_table();

/// kNoProtoOpt: no such option, or it can't be set. kOpNotSupp: not built, or not for this socket.
/// kFault: no value. Others by option.
Status set_option(Socket& socket, int level, int name, OptionValue value);

/// kNoProtoOpt: no such option, or it can't be got. Others by option.
Result<std::vector<std::byte>> get_option(Socket& socket, int level, int name);

}  // namespace hostmodem::socket
