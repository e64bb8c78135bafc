#include "at/text.h"

#include <algorithm>
#include <chrono>

namespace hostmodem::at {

std::string quoted_hex(std::uint32_t value, std::size_t digits) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text(digits + 2, '"');
  for (std::size_t i = digits; i > 0; --i) {
    text[i] = kDigits[value & 0xf];
    value >>= 4;
  }
  return text;
}

std::string in_quotes(std::string_view text) { return std::string("\"").append(text).append("\""); }

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string joined(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) {
    if (!text.empty()) text += ',';
    text += std::to_string(value);
  }
  return text;
}

int whole_seconds(Duration duration) {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(duration).count());
}

bool has_cell(radio::Registration registration) {
  return registered(registration) || registration == radio::Registration::kSearching;
}

}  // namespace hostmodem::at
