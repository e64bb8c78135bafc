#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "at/allowed.h"
#include "at/parser.h"

namespace hostmodem::at {

/// A command that configures what a host does not have: its parameters are checked, the answer is
/// OK, and nothing comes of it.
struct AcceptedCommand {
  std::string_view name;
  std::span<const Allowed> parameters;
  std::size_t required = 1;  ///< how many of them have to be given
  /// The second parameter has to be given too, unless the first one is 0.
  bool second_unless_off = false;
  /// After the parameters, whose last is their number: groups of three numbers.
  bool triples = false;
  /// Behind the name, what the read form answers before the command was given; empty: no read form.
  std::string_view initial = {};
  /// What the read form adds at the end.
  std::string_view suffix = {};
};

[[nodiscard]] std::span<const AcceptedCommand> accepted_commands();

/// The row of `command`, or nullptr.
[[nodiscard]] const AcceptedCommand* find_accepted(const Command& command);

}  // namespace hostmodem::at
