#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "radio/radio.h"

// How values are written in information lines.

namespace hostmodem::at {

/// `digits` upper-case hexadecimal digits, quoted.
[[nodiscard]] std::string quoted_hex(std::uint32_t value, std::size_t digits);

/// `text`, quoted.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// Whether `text` can stand in a line: ASCII without control characters.
[[nodiscard]] bool is_printable(std::string_view text);

/// "1,2,3".
[[nodiscard]] std::string joined(std::initializer_list<int> values);

/// In seconds, rounded down.
[[nodiscard]] int whole_seconds(Duration duration);

/// Whether there is a cell to tell of.
[[nodiscard]] bool has_cell(radio::Registration registration);

}  // namespace hostmodem::at
