#include "dns/names.h"

#include <algorithm>

namespace hostmodem::dns {
namespace {

constexpr std::size_t kMaxLabel = 63;

// Not the host's <cctype>: names are ASCII in every locale.
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool may_name(char c) { return is_digit(c) || is_upper(c) || is_lower(c) || c == '-' || c == '_'; }

}  // namespace

bool is_host_name(std::string_view text) {
  if (text.empty() || text.size() > kMaxName) return false;
  if (text.ends_with('.')) text.remove_suffix(1);
  std::string_view label;
  do {
    const std::size_t dot = text.find('.');
    label = text.substr(0, dot);
    if (label.empty() || label.size() > kMaxLabel) return false;
    if (!std::all_of(label.begin(), label.end(), may_name)) return false;
    if (dot == std::string_view::npos) break;
    text.remove_prefix(dot + 1);
  } while (true);
  return !std::all_of(label.begin(), label.end(), is_digit);
}

std::string folded(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string result(name);
  for (char& c : result) {
    if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

}  // namespace hostmodem::dns
