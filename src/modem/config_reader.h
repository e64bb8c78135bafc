#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "modem/config.h"

namespace hostmodem::config {

class Reader;

/// One key of the configuration: a row of the table in config_keys.cpp.
struct Row {
  /// As it is written and as messages show it, "[network]"; empty for the top of the file.
  std::string_view section;
  std::string_view key;
  /// Ends "expected ..."; empty when there is nothing that the key may be yet.
  std::string_view expected;
  void (*read)(Reader& reader, const Row& row, const toml::node& value);
};

/// Every key that there is.
std::span<const Row> rows();

/// Turns TOML tables into a Config, by the rows, and collects what is wrong on the way.
///
/// The functions that take a value return what it holds when it is of the kind, and otherwise note
/// that it is not what the row expects.
class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) {}

  Config config;
  // What keys say that depend on each other.
  std::optional<radio::AccessTechnology> access;  ///< if it was given
  toml::source_index profile_line = 0;            ///< if one was given

  /// Reads each entry of `table` with its row; one that has no row is a problem.
  void read_table(std::string_view section, const toml::table& table);

  std::optional<std::string_view> string(const Row& row, const toml::node& value);
  std::optional<bool> boolean(const Row& row, const toml::node& value);
  std::optional<std::int64_t> integer(const Row& row, const toml::node& value, std::int64_t low,
                                      std::int64_t high);
  /// An integer or a float.
  std::optional<double> number(const Row& row, const toml::node& value, double low, double high);

  /// Calls `element` for each string of an array.
  void strings(const Row& row, const toml::node& value,
               const std::function<void(std::string_view, const toml::node&)>& element);

  /// Notes that `value`, or the element of it that it is, is not what the row expects: `got` says
  /// what it is instead.
  void mismatch(const Row& row, const toml::node& value, std::string_view got);
  /// The same of a value of the wrong type.
  void wrong_type(const Row& row, const toml::node& value, std::string_view note = {});

  /// Notes any other problem.
  void problem(toml::source_index line, std::string_view what, std::string_view text);

  [[nodiscard]] bool failed() const { return !problems_.empty(); }
  /// Of all problems, in the order of the file.
  [[nodiscard]] ConfigError error();

 private:
  std::string_view source_;
  std::vector<std::pair<toml::source_index, std::string>> problems_;
};

/// "[network] tac", as messages name a key.
std::string label(std::string_view section, std::string_view key);

}  // namespace hostmodem::config
