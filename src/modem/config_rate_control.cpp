#include "modem/config_rate_control.h"

#include <chrono>
#include <cstdint>

namespace hostmodem::config {
namespace {

using pdn::PacketRate;

pdn::RateLimits& limits(Reader& reader) { return *reader.config.apns.back().rate_limits; }

/// What the key of the row is about.
PacketRate& rate_of(Reader& reader, const Row& row) {
  if (!row.key.starts_with("additional_")) return limits(reader).rate;
  auto& additional = limits(reader).additional;
  return additional ? *additional : additional.emplace();
}

}  // namespace

void read_rate_control(Reader& reader, const Row& row, const toml::node& value) {
  const toml::table* table = value.as_table();
  if (table == nullptr) {
    reader.wrong_type(row, value);
    return;
  }
  reader.config.apns.back().rate_limits.emplace();
  reader.read_table(kRateControl, *table);
  const toml::source_index line = table->source().begin.line;
  if (!table->contains("packets")) reader.problem(line, kRateControl, "the key packets is missing");
  if (table->contains("additional_window") && !table->contains("additional_packets")) {
    reader.problem(line, kRateControl, "the key additional_packets is missing");
  }
}

void read_packets(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto packets = reader.integer(row, value, 1, PacketRate::kMostPackets)) {
    rate_of(reader, row).packets = static_cast<std::uint32_t>(*packets);
  }
}

void read_window(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto seconds = reader.integer(row, value, PacketRate::kShortestWindow.count(),
                                          PacketRate::kLongestWindow.count())) {
    rate_of(reader, row).window = std::chrono::seconds(*seconds);
  }
}

void read_exceptional(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto allowed = reader.boolean(row, value)) limits(reader).exceptional = *allowed;
}

}  // namespace hostmodem::config
