#include "at/parser.h"

#include <algorithm>

#include "base/letter_case.h"

namespace hostmodem::at {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trim_front(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  return text;
}

std::string_view trim(std::string_view text) {
  const std::size_t last = text.find_last_not_of(kBlanks);
  return trim_front(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

/// Takes one parameter, and the comma behind it, off the front of `rest`; whether it was the last
/// goes to `last`.
Result<Parameter> take_parameter(std::string_view& rest, bool& last) {
  rest = trim_front(rest);
  std::size_t end = 0;
  Parameter parameter;
  if (rest.starts_with('"')) {
    const std::size_t close = rest.find('"', 1);
    if (close == std::string_view::npos) return fail(Errno::kInval);
    parameter = Parameter(Parameter::Form::kQuoted, rest.substr(1, close - 1));
    rest = trim_front(rest.substr(close + 1));
    if (!rest.empty() && rest.front() != ',') return fail(Errno::kInval);
  } else {
    end = std::min(rest.find(','), rest.size());
    const std::string_view text = trim(rest.substr(0, end));
    if (text.find('"') != std::string_view::npos) return fail(Errno::kInval);
    parameter = text.empty() ? Parameter(Parameter::Form::kEmpty, {})
                             : Parameter(Parameter::Form::kUnquoted, text);
  }
  last = end == rest.size();
  if (!last) rest.remove_prefix(end + 1);
  return parameter;
}

}  // namespace

bool Command::is(std::string_view other) const { return equal_ignoring_case(name, other); }

Result<Command> parse_command(std::string_view line) {
  if (line.size() > kMaxCommandSize) return fail(Errno::k2Big);
  std::string_view rest = trim(line);
  if (!equal_ignoring_case(rest.substr(0, 2), "AT")) return fail(Errno::kInval);
  rest = trim_front(rest.substr(2));

  Command command;
  const std::size_t name_end = std::min(rest.find_first_of("=?"), rest.size());
  command.name = trim(rest.substr(0, name_end));
  rest.remove_prefix(name_end);
  if (rest.empty()) return command;

  if (rest.front() == '?') {
    if (rest.size() > 1) return fail(Errno::kInval);
    command.kind = Kind::kRead;
    return command;
  }
  rest = trim_front(rest.substr(1));
  if (rest == "?") {
    command.kind = Kind::kTest;
    return command;
  }
  command.kind = Kind::kSet;
  for (bool last = false; !last;) {
    const auto parameter = take_parameter(rest, last);
    if (!parameter) return fail(parameter.error());
    command.parameters.push_back(*parameter);
  }
  return command;
}

}  // namespace hostmodem::at
