#include "at/allowed.h"

#include <algorithm>

#include "at/text.h"

namespace hostmodem::at {
namespace {

std::string numbers_text(std::span<const Range> numbers) {
  std::string text = "(";
  for (const Range& range : numbers) {
    if (text.size() > 1) text += ',';
    text += std::to_string(range.min);
    if (range.max != range.min) text.append("-").append(std::to_string(range.max));
  }
  return text + ')';
}

std::string text_of(const Allowed& allowed, std::string_view string) {
  if (!allowed.numbers.empty()) return numbers_text(allowed.numbers);
  if (!allowed.strings.empty()) return in_quotes(string);
  return allowed.length > 0 ? std::to_string(allowed.length) : "";
}

/// The strings of the one parameter that has some; an empty one if none has.
std::span<const std::string_view> strings_of(std::span<const Allowed> parameters) {
  static constexpr std::string_view kNone[] = {""};
  const auto has_some = [](const Allowed& allowed) { return !allowed.strings.empty(); };
  const auto found = std::ranges::find_if(parameters, has_some);
  return found == parameters.end() ? kNone : found->strings;
}

}  // namespace

bool Allowed::has(const Parameter& parameter) const {
  const auto value = parameter.number<int>();
  return value && std::ranges::any_of(numbers, [&](const Range& range) {
           return *value >= range.min && *value <= range.max;
         });
}

std::vector<std::string> allowed_lines(std::string_view command,
                                       std::span<const Allowed> parameters) {
  std::vector<std::string> lines;
  for (const std::string_view string : strings_of(parameters)) {
    std::string& line = lines.emplace_back(command).append(": ");
    for (const Allowed& allowed : parameters) {
      if (&allowed != parameters.data()) line += ',';
      line += text_of(allowed, string);
    }
  }
  return lines;
}

}  // namespace hostmodem::at
