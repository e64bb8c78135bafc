#pragma once

#include "modem/config_reader.h"

namespace hostmodem::config {

inline constexpr std::string_view kEnergy = "[energy]";

/// [radio] profile.
void read_profile(Reader& reader, const Row& row, const toml::node& value);
/// Seconds, to the millisecond.
void read_rrc_set_up(Reader& reader, const Row& row, const toml::node& value);
void read_rrc_inactivity(Reader& reader, const Row& row, const toml::node& value);
/// [network] access.
void read_access(Reader& reader, const Row& row, const toml::node& value);
/// Any key of [energy]: mA, or µC for each byte.
void read_draw(Reader& reader, const Row& row, const toml::node& value);

/// What holds between those keys, once all are read: a profile is of one access technology.
void settle_access(Reader& reader);

}  // namespace hostmodem::config
