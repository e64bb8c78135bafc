#include "at/hidden.h"

#include <algorithm>

#include "at/command_table.h"
#include "at/parser.h"
#include "base/letter_case.h"

namespace hostmodem::at {
namespace {

std::string without_end(std::string_view line, std::size_t from) {
  std::string shown(line.substr(0, from));
  if (from < line.size()) {
    shown.append("(").append(std::to_string(line.size() - from)).append(" bytes hidden)");
  }
  return shown;
}

/// Where the first parameter with a value stands, from the one at `index` on.
std::size_t begin_of(const Command& command, std::size_t index, std::string_view line) {
  for (; index < command.parameters.size(); ++index) {
    const Parameter& parameter = command.parameters[index];
    if (!parameter.given()) continue;
    const auto begin = static_cast<std::size_t>(parameter.text().data() - line.data());
    return parameter.form() == Parameter::Form::kQuoted ? begin - 1 : begin;
  }
  return line.size();
}

/// Of a line that may be anything: with the '=', if that is what ends it.
std::size_t end_of_name(std::string_view line) {
  if (!equal_ignoring_case(line.substr(0, 2), "AT")) return 0;
  const std::size_t end = std::min(line.find_first_of("=\"\r\n"), line.size());
  return line.substr(end).starts_with('=') ? end + 1 : end;
}

}  // namespace

std::string hide_secrets(std::string_view line) {
  const auto command = parse_command(line);
  const CommandRow* row = command ? find_command(*command) : nullptr;
  if (row == nullptr) return without_end(line, end_of_name(line));
  return without_end(line, begin_of(*command, row->first_secret, line));
}

}  // namespace hostmodem::at
