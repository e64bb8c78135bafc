#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/ip_address.h"

/// What the reader of the configuration asks of plain text.
namespace hostmodem::config {

/// Whether `text` is nothing but 0 to 9; true for an empty one.
[[nodiscard]] bool is_digits(std::string_view text);

/// The digit that makes `digits` (0 to 9 only) valid when it is appended.
/// 3GPP: TS 23.003 B.2
[[nodiscard]] char luhn_check_digit(std::string_view digits);

/// A DNS server: "10.0.0.1", "10.0.0.1:5353", "fd00::1" or "[fd00::1]:5353"; the port is 1 to 65535
/// and 53 by default. nullopt for anything else.
[[nodiscard]] std::optional<SocketAddress> parse_server(std::string_view text);

/// `text` in quotes, fit for a line of a message: short, and without control characters.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// How many characters one has to insert, delete or replace to turn `a` into `b`.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The line (from 1) on which TOML text nests tables and arrays deeper than any configuration
/// does, in brackets or by the dots of a key; nullopt when there is none. The TOML library ends
/// tables by recursion, at any depth: a key of many dots would exhaust the stack.
[[nodiscard]] std::optional<std::size_t> find_deep_nesting(std::string_view toml);

}  // namespace hostmodem::config
