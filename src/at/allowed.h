#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "at/parser.h"

// What parameters may be. A test form ("=?") says it, and the commands without effect check it.

namespace hostmodem::at {

/// The numbers from `min` to `max`; of `min` alone when no other is given.
struct Range {
  int min;
  int max = min;
};

/// What one parameter may be, as the test form tells it.
struct Allowed {
  /// Numbers: "(0,1)" for two ranges of one, "(0-1)" for one of two, "(0-34,255)" for both.
  std::span<const Range> numbers = {};
  /// Strings, each on a line of its own: a line for "IP", and another for "IPV6".
  std::span<const std::string_view> strings = {};
  /// A string of up to so many characters: "64".
  std::size_t length = 0;

  /// Whether `parameter` is one of `numbers`.
  [[nodiscard]] bool has(const Parameter& parameter) const;
};

/// The answer to the test form of `command`, without line ends: "+CEREG: (0-5)". Of a parameter of
/// which nothing is said only the comma is there.
[[nodiscard]] std::vector<std::string> allowed_lines(std::string_view command,
                                                     std::span<const Allowed> parameters);

}  // namespace hostmodem::at
