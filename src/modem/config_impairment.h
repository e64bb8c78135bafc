#pragma once

#include "modem/config_reader.h"

namespace hostmodem::config {

inline constexpr std::string_view kUplink = "[impairment.uplink]";
inline constexpr std::string_view kDownlink = "[impairment.downlink]";

/// [impairment.uplink] or [impairment.downlink], a table.
void read_direction(Reader& reader, const Row& row, const toml::node& value);

/// "blackout" or "blackout_after" of [impairment]: seconds, to the millisecond.
void read_blackout(Reader& reader, const Row& row, const toml::node& value);

// Keys of these tables, by the kind of their value. The row says which.

/// From 0 to 1.
void read_probability(Reader& reader, const Row& row, const toml::node& value);
/// Seconds, to the millisecond.
void read_link_delay(Reader& reader, const Row& row, const toml::node& value);
/// Bits per second.
void read_rate(Reader& reader, const Row& row, const toml::node& value);
/// Bytes.
void read_queue(Reader& reader, const Row& row, const toml::node& value);

}  // namespace hostmodem::config
