#pragma once

#include <string_view>

#include "modem/config_reader.h"

// How the keys of an access point's rate control are read; the rows are in config_keys.cpp.

namespace hostmodem::config {

inline constexpr std::string_view kRateControl = "[network.apn.rate_control]";

/// The table itself, of the last access point of the configuration.
void read_rate_control(Reader& reader, const Row& row, const toml::node& value);

void read_packets(Reader& reader, const Row& row, const toml::node& value);
void read_window(Reader& reader, const Row& row, const toml::node& value);
void read_exceptional(Reader& reader, const Row& row, const toml::node& value);

}  // namespace hostmodem::config
