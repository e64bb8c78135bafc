#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "base/error.h"

namespace hostmodem::at {

/// The longest command line: a write of the largest credential, with room around it.
inline constexpr std::size_t kMaxCommandSize = std::size_t{20} * 1024;

/// One parameter of a command, as a view into the line that was parsed.
class Parameter {
 public:
  enum class Form {
    kAbsent,    ///< the command ends before it
    kEmpty,     ///< nothing between its commas
    kUnquoted,  ///< text without quotes: a number, or a string whose quotes somebody ate
    kQuoted,    ///< a string in double quotes, which may be empty
  };

  constexpr Parameter() = default;
  constexpr Parameter(Form form, std::string_view text) : form_(form), text_(text) {}

  [[nodiscard]] Form form() const { return form_; }

  /// Whether it has a value: it is neither absent nor empty. An empty quoted string is a value.
  [[nodiscard]] bool given() const { return form_ == Form::kUnquoted || form_ == Form::kQuoted; }

  /// Its value without the quotes; empty when it is not given.
  [[nodiscard]] std::string_view text() const { return text_; }

  /// Its value as a decimal number; nullopt when it is not given, is quoted, is no number, has
  /// anything around the number, or does not fit T.
  template <std::integral T>
  [[nodiscard]] std::optional<T> number() const {
    if (form_ != Form::kUnquoted) return std::nullopt;
    T value{};
    const char* const end = text_.data() + text_.size();
    const auto [rest, error] = std::from_chars(text_.data(), end, value);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return value;
  }

 private:
  Form form_ = Form::kAbsent;
  std::string_view text_;
};

/// What a command asks for.
enum class Kind {
  kAction,  ///< AT+CMD
  kSet,     ///< AT+CMD=...
  kRead,    ///< AT+CMD?
  kTest,    ///< AT+CMD=?
};

/// A parsed command line. Valid as long as the line.
struct Command {
  /// As it was written, without "AT": "+CFUN", "+cfun"; empty for a bare "AT".
  std::string_view name;
  Kind kind = Kind::kAction;
  /// Of a set command: one more than it has commas, so "AT+CMD=" has one, which is empty.
  std::vector<Parameter> parameters;

  /// The parameter at `index` from 0; absent when there is none.
  [[nodiscard]] Parameter parameter(std::size_t index) const {
    return index < parameters.size() ? parameters[index] : Parameter();
  }

  /// Whether it is the command `other`, letter case aside.
  [[nodiscard]] bool is(std::string_view other) const;
};

/// Parses one command line.
///
/// "AT" and the name are taken in either case. White space is ignored at both ends of the line and
/// around the name, '=', '?' and commas. A string in quotes holds anything but a quote, line ends
/// and commas too; an unquoted one ends at the comma.
///
/// k2Big: longer than kMaxCommandSize. kInval: it does not begin with "AT", a quote is not closed
/// or is not at the ends of its parameter, or something follows '?'.
///
/// 3GPP: TS 27.007 4
[[nodiscard]] Result<Command> parse_command(std::string_view line);

}  // namespace hostmodem::at
