#include "modem/config_reader.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/letter_case.h"
#include "modem/config_text.h"

namespace hostmodem::config {
namespace {

constexpr std::size_t kMaxProblems = 20;
constexpr std::size_t kMaxHintDistance = 2;
constexpr std::size_t kMaxHintedKey = 64;

std::string_view type_name(const toml::node& value) {
  switch (value.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a float";
    case toml::node_type::boolean:
      return "a boolean";
    case toml::node_type::date:
      return "a date";
    case toml::node_type::time:
      return "a time";
    case toml::node_type::date_time:
      return "a date and time";
    case toml::node_type::none:
      break;
  }
  return "nothing";
}

const Row* find_row(std::string_view section, std::string_view key) {
  const auto all = rows();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Row& row) {
    return row.section == section && row.key == key;
  });
  return found == all.end() ? nullptr : &*found;
}

/// "; did you mean ...?" for a key that is nearly right, or right in another section.
std::string hint(std::string_view section, std::string_view key) {
  if (key.size() > kMaxHintedKey) return {};
  const std::string lower = lower_case(key);
  const Row* best = nullptr;
  std::size_t best_distance = kMaxHintDistance + 1;
  for (const Row& row : rows()) {
    if (row.key.size() > key.size() + kMaxHintDistance) continue;
    if (key.size() > row.key.size() + kMaxHintDistance) continue;
    std::size_t distance = edit_distance(lower, row.key);
    if (distance >= std::min(key.size(), row.key.size())) continue;
    if (row.section != section) distance += kMaxHintDistance;
    if (distance >= best_distance) continue;
    best = &row;
    best_distance = distance;
  }
  if (best == nullptr) return {};
  const std::string name = best->section == section && !section.empty()
                               ? std::string(best->key)
                               : label(best->section, best->key);
  return "; did you mean " + name + "?";
}

/// A key as the file shows it: one that needs quotes has them.
std::string shown(std::string_view key) {
  const bool bare = !key.empty() && key.size() <= kMaxHintedKey &&
                    std::all_of(key.begin(), key.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '_' || c == '-';
                    });
  return bare ? std::string(key) : in_quotes(key);
}

std::string number_text(double value) {
  std::array<char, 32> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end};
}

}  // namespace

std::string label(std::string_view section, std::string_view key) {
  if (section.empty()) return '[' + shown(key) + ']';
  return std::string(section) + ' ' + shown(key);
}

void Reader::read_table(std::string_view section, const toml::table& table) {
  for (const auto& [key, value] : table) {
    if (const Row* row = find_row(section, key.str())) {
      row->read(*this, *row, value);
      continue;
    }
    const bool at_top = section.empty();
    const bool is_section = at_top && (value.is_table() || value.is_array_of_tables());
    std::string text(is_section ? "unknown section" : "unknown key");
    if (at_top && !is_section) text += " outside of a section";
    problem(key.source().begin.line,
            at_top && !is_section ? shown(key.str()) : label(section, key.str()),
            text + hint(section, key.str()));
  }
}

std::optional<std::string_view> Reader::string(const Row& row, const toml::node& value) {
  if (const auto* text = value.as_string()) return std::string_view(text->get());
  wrong_type(row, value);
  return std::nullopt;
}

std::optional<bool> Reader::boolean(const Row& row, const toml::node& value) {
  if (const auto* truth = value.as_boolean()) return truth->get();
  wrong_type(row, value);
  return std::nullopt;
}

std::optional<std::int64_t> Reader::integer(const Row& row, const toml::node& value,
                                            std::int64_t low, std::int64_t high) {
  const auto* integer = value.as_integer();
  if (integer == nullptr) {
    wrong_type(row, value);
    return std::nullopt;
  }
  const std::int64_t number = integer->get();
  if (number >= low && number <= high) return number;
  mismatch(row, value, std::to_string(number));
  return std::nullopt;
}

std::optional<double> Reader::number(const Row& row, const toml::node& value, double low,
                                     double high) {
  if (!value.is_number()) {
    wrong_type(row, value);
    return std::nullopt;
  }
  const double number = value.is_integer() ? static_cast<double>(value.as_integer()->get())
                                           : value.as_floating_point()->get();
  // Not a number compares false.
  if (number >= low && number <= high) return number;
  mismatch(row, value, number_text(number));
  return std::nullopt;
}

void Reader::strings(const Row& row, const toml::node& value,
                     const std::function<void(std::string_view, const toml::node&)>& element) {
  const toml::array* array = value.as_array();
  if (array == nullptr) {
    wrong_type(row, value);
    return;
  }
  for (const toml::node& entry : *array) {
    if (const auto text = string(row, entry)) element(*text, entry);
  }
}

void Reader::mismatch(const Row& row, const toml::node& value, std::string_view got) {
  std::string text = "expected ";
  text.append(row.expected).append(", got ").append(got);
  problem(value.source().begin.line, label(row.section, row.key), text);
}

void Reader::wrong_type(const Row& row, const toml::node& value, std::string_view note) {
  mismatch(row, value, std::string(type_name(value)).append(note));
}

void Reader::problem(toml::source_index line, std::string_view what, std::string_view text) {
  std::string message(source_);
  if (line > 0) message += ':' + std::to_string(line);
  message.append(": ").append(what).append(what.empty() ? "" : ": ").append(text);
  problems_.emplace_back(line, std::move(message));
}

ConfigError Reader::error() {
  // A table of TOML is ordered by its keys.
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  ConfigError error;
  for (std::size_t i = 0; i < problems_.size() && i < kMaxProblems; ++i) {
    if (i > 0) error.message += '\n';
    error.message += problems_[i].second;
  }
  if (problems_.size() > kMaxProblems) {
    error.message.append("\n").append(source_).append(": and ");
    error.message += std::to_string(problems_.size() - kMaxProblems) + " more";
  }
  return error;
}

}  // namespace hostmodem::config
