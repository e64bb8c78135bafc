#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "at/allowed.h"
#include "at/parser.h"
#include "at/response.h"
#include "at/session.h"

namespace hostmodem::at {

/// Executes one kind of one command. Neither blocks nor keeps the command, whose strings are views.
using Handler = AtResult (*)(Session&, const Command&);

inline constexpr std::size_t kNothingSecret = static_cast<std::size_t>(-1);

/// One command of the modem. One that has no effect on a host says so in `effect`.
struct CommandRow {
  std::string_view name;         ///< upper case: "+CFUN"; empty: the bare "AT"
  std::string_view syntax;       ///< of its set or action form
  std::string_view reference;    ///< where it is specified
  std::string_view effect = {};  ///< what it does, for docs/at_commands.md
  /// Null: the command has no such form, the answer is ERROR.
  Handler action = nullptr;
  Handler set = nullptr;
  Handler read = nullptr;
  /// The parameters, as the test form says what they may be. Empty: the command has no such form,
  /// the answer is ERROR.
  std::span<const Allowed> test = {};
  /// Makes the answer to the test form, where it depends on more than the command.
  Handler list = nullptr;
  std::string_view list_syntax = {};  ///< of that answer, for docs/at_commands.md
  /// The first parameter of its set form that may be secret, as those after it; see hide_secrets().
  std::size_t first_secret = kNothingSecret;

  [[nodiscard]] bool has_test() const { return !test.empty() || list != nullptr; }
};

/// Every command, by area.
[[nodiscard]] std::span<const CommandRow> command_table();

/// The row of `command`, or nullptr.
[[nodiscard]] const CommandRow* find_command(const Command& command);

}  // namespace hostmodem::at
