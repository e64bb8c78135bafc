#include "modem/config_text.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <vector>

namespace hostmodem::config {
namespace {

constexpr std::uint16_t kDnsPort = 53;
constexpr std::size_t kMaxQuoted = 64;
constexpr std::size_t kMaxNesting = 16;

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || stop != end || port == 0) return std::nullopt;
  return port;
}

/// The first position after the TOML string that starts at `start`. One that does not end goes on
/// to the end of its line, or of the text: the parser stops there.
std::size_t skip_string(std::string_view toml, std::size_t start) {
  const char quote = toml[start];
  const std::string fence(3, quote);
  const bool multi_line = toml.substr(start, 3) == fence;
  for (std::size_t i = start + (multi_line ? 3 : 1); i < toml.size(); ++i) {
    if (toml[i] == '\\' && quote == '"') {
      ++i;
    } else if (multi_line && toml.substr(i, 3) == fence) {
      // Up to two quotes before the fence belong to the string.
      i += 3;
      for (int more = 0; more < 2 && i < toml.size() && toml[i] == quote; ++more) ++i;
      return i;
    } else if (!multi_line && toml[i] == quote) {
      return i + 1;
    } else if (!multi_line && toml[i] == '\n') {
      return i;
    }
  }
  return toml.size();
}

}  // namespace

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

char luhn_check_digit(std::string_view digits) {
  int sum = 0;
  bool doubled = true;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, doubled = !doubled) {
    const int value = (*digit - '0') * (doubled ? 2 : 1);
    sum += value / 10 + value % 10;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::optional<SocketAddress> parse_server(std::string_view text) {
  if (const auto address = IpAddress::parse(text)) return SocketAddress{*address, kDnsPort};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto address = IpAddress::parse(host);
  const auto port = parse_port(text.substr(colon + 1));
  if (!address || !port || address->is_v6() != bracketed) return std::nullopt;
  return SocketAddress{*address, *port};
}

std::string in_quotes(std::string_view text) {
  std::size_t size = text.size();
  if (size > kMaxQuoted) {
    size = kMaxQuoted;
    // Not in the middle of a character of UTF-8.
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
  }
  std::string result = "\"";
  for (const char c : text.substr(0, size)) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  result += size < text.size() ? "...\"" : "\"";
  return result;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::optional<std::size_t> find_deep_nesting(std::string_view toml) {
  std::size_t brackets = 0;
  std::size_t dots = 0;
  for (std::size_t i = 0; i < toml.size();) {
    const char c = toml[i];
    if (c == '"' || c == '\'') {
      i = skip_string(toml, i);
      continue;
    }
    if (c == '#') {
      i = std::min(toml.find('\n', i), toml.size());
      continue;
    }
    ++i;
    if (c == '.') ++dots;
    if (c == '[' || c == '{') ++brackets;
    if ((c == ']' || c == '}') && brackets > 0) --brackets;
    if (std::string_view("[]{},=\n").find(c) != std::string_view::npos) dots = 0;
    if (dots > kMaxNesting || brackets > kMaxNesting) {
      return static_cast<std::size_t>(std::count(toml.begin(), toml.begin() + i, '\n')) + 1;
    }
  }
  return std::nullopt;
}

}  // namespace hostmodem::config
