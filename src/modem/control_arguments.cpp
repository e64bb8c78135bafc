#include "modem/control_arguments.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <system_error>

#include "base/log.h"
#include "modem/config_text.h"

namespace hostmodem {
namespace {

constexpr double kLongest = 4294967;

/// The whole of `text` as a number; nullopt: it is none.
template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

tl::unexpected<std::string> expected(std::string_view name, std::string_view what,
                                     std::string_view got) {
  return refuse(fmt::format("{}: expected {}, got {}", name, what, config::in_quotes(got)));
}

}  // namespace

Answered<std::uint32_t> integer_of(std::string_view text, std::string_view name, std::uint32_t low,
                                   std::uint32_t high) {
  const auto number = number_of<std::uint32_t>(text);
  if (!number || *number < low || *number > high) {
    return expected(name, fmt::format("an integer from {} to {}", low, high), text);
  }
  return *number;
}

ControlArguments::ControlArguments(std::string_view words) {
  while (true) {
    words.remove_prefix(std::min(words.find_first_not_of(' '), words.size()));
    if (words.empty()) return;
    const std::size_t size = std::min(words.find(' '), words.size());
    words_.push_back(words.substr(0, size));
    words.remove_prefix(size);
  }
}

bool ControlArguments::word(std::string_view word) {
  const auto found = std::ranges::find(words_, word);
  if (found == words_.end()) return false;
  words_.erase(found);
  return true;
}

std::optional<std::string_view> ControlArguments::any() {
  if (words_.empty()) return std::nullopt;
  const std::string_view first = words_.front();
  words_.erase(words_.begin());
  return first;
}

std::optional<std::string_view> ControlArguments::text(std::string_view key) {
  const auto found = std::ranges::find_if(words_, [&](std::string_view word) {
    return word.starts_with(key) && word.substr(key.size()).starts_with('=');
  });
  if (found == words_.end()) return std::nullopt;
  const std::string_view value = found->substr(key.size() + 1);
  words_.erase(found);
  return value;
}

Answered<std::optional<std::uint32_t>> ControlArguments::integer(std::string_view key,
                                                                 std::uint32_t low,
                                                                 std::uint32_t high) {
  const auto value = text(key);
  if (!value) return std::nullopt;
  return integer_of(*value, key, low, high);
}

Answered<std::optional<pdn::PdnId>> ControlArguments::pdn() {
  const auto number = integer("pdn", 0, pdn::kLastPdn);
  if (!number) return refuse(number.error());
  if (!*number) return std::nullopt;
  return static_cast<pdn::PdnId>(**number);
}

Answered<std::optional<Duration>> ControlArguments::seconds() {
  const auto value = text("seconds");
  if (!value) return std::nullopt;
  const auto number = number_of<double>(*value);
  // Written so that not-a-number is refused too.
  if (!number || !(*number >= 0 && *number <= kLongest)) {
    return expected("seconds", "a number of seconds from 0 to 4294967", *value);
  }
  return std::chrono::milliseconds(std::llround(*number * 1000));
}

Answered<void> ControlArguments::end() const {
  if (words_.empty()) return {};
  return refuse("what is " + config::in_quotes(words_.front()) + "?");
}

}  // namespace hostmodem
