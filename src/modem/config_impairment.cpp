#include "modem/config_impairment.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>

namespace hostmodem::config {
namespace {

using link::Impairment;

template <typename Value>
struct Member {
  std::string_view key;
  Value Impairment::*member;
};

constexpr std::array kProbabilities = {
    Member<double>{"loss", &Impairment::loss},
    Member<double>{"corruption", &Impairment::corruption},
    Member<double>{"reordering", &Impairment::reordering},
    Member<double>{"duplication", &Impairment::duplication},
};
constexpr std::array kDelays = {
    Member<Duration>{"delay", &Impairment::delay},
    Member<Duration>{"jitter", &Impairment::jitter},
};

Impairment& impairment_of(Reader& reader, const Row& row) {
  return row.section == kUplink ? reader.config.uplink : reader.config.downlink;
}

/// What the key of the row sets.
template <typename Value, std::size_t count>
Value& value_of(Reader& reader, const Row& row, const std::array<Member<Value>, count>& members) {
  std::size_t i = 0;
  while (members.at(i).key != row.key) ++i;
  return impairment_of(reader, row).*members[i].member;
}

constexpr std::int64_t kMax32 = std::numeric_limits<std::uint32_t>::max();

}  // namespace

void read_direction(Reader& reader, const Row& row, const toml::node& value) {
  if (const toml::table* table = value.as_table()) {
    reader.read_table(row.key == "uplink" ? kUplink : kDownlink, *table);
  } else {
    reader.wrong_type(row, value);
  }
}

void read_blackout(Reader& reader, const Row& row, const toml::node& value) {
  constexpr double kLongest = 4294967;  // that of hostmodem_blackout()
  if (const auto seconds = reader.number(row, value, 0, kLongest)) {
    auto& member = row.key == "blackout" ? reader.config.blackout : reader.config.blackout_after;
    member = std::chrono::milliseconds(std::llround(*seconds * 1000));
  }
}

void read_probability(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto probability = reader.number(row, value, 0, 1)) {
    value_of(reader, row, kProbabilities) = *probability;
  }
}

void read_link_delay(Reader& reader, const Row& row, const toml::node& value) {
  const double longest = std::chrono::duration<double>(Impairment::kMaxDelay).count();
  if (const auto seconds = reader.number(row, value, 0, longest)) {
    value_of(reader, row, kDelays) = std::chrono::milliseconds(std::llround(*seconds * 1000));
  }
}

void read_rate(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto rate = reader.integer(row, value, 0, kMax32)) {
    impairment_of(reader, row).rate = static_cast<std::uint32_t>(*rate);
  }
}

void read_queue(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto bytes = reader.integer(row, value, 1, kMax32)) {
    impairment_of(reader, row).queue = static_cast<std::size_t>(*bytes);
  }
}

}  // namespace hostmodem::config
