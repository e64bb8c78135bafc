#include "modem/config_radio.h"

#include <chrono>
#include <cmath>
#include <string>

#include "modem/config_text.h"
#include "radio/current_profile.h"
#include "radio/link_profile.h"

namespace hostmodem::config {
namespace {

using radio::AccessTechnology;

constexpr double kMaxDraw = 10000;

std::chrono::milliseconds milliseconds_of(double seconds) {
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}

std::string_view name_of(AccessTechnology access) {
  return access == AccessTechnology::kNbIot ? "nb-iot" : "lte-m";
}

}  // namespace

void read_access(Reader& reader, const Row& row, const toml::node& value) {
  const auto text = reader.string(row, value);
  if (!text) return;
  for (const auto access : {AccessTechnology::kLteM, AccessTechnology::kNbIot}) {
    if (*text == name_of(access)) {
      reader.access = access;
      return;
    }
  }
  reader.mismatch(row, value, in_quotes(*text));
}

void read_profile(Reader& reader, const Row& row, const toml::node& value) {
  const auto text = reader.string(row, value);
  if (!text) return;
  if (const auto* profile = radio::find_link_profile(*text)) {
    reader.config.profile = profile;
    reader.profile_line = value.source().begin.line;
  } else {
    reader.mismatch(row, value, in_quotes(*text));
  }
}

void read_rrc_set_up(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto seconds = reader.number(row, value, 0, 60)) {
    reader.config.rrc_set_up = milliseconds_of(*seconds);
  }
}

void read_rrc_inactivity(Reader& reader, const Row& row, const toml::node& value) {
  if (const auto seconds = reader.number(row, value, 0.1, 3600)) {
    reader.config.rrc_inactivity = milliseconds_of(*seconds);
  }
}

void read_draw(Reader& reader, const Row& row, const toml::node& value) {
  const auto amount = reader.number(row, value, 0, kMaxDraw);
  const auto draw = radio::draw_named(row.key);
  if (amount && draw) reader.config.draws.at(static_cast<std::size_t>(*draw)) = *amount;
}

void settle_access(Reader& reader) {
  const auto of_profile = reader.config.profile->access;
  if (reader.access && of_profile && *reader.access != *of_profile) {
    std::string text = in_quotes(reader.config.profile->name);
    text.append(" is not of the access technology ").append(in_quotes(name_of(*reader.access)));
    reader.problem(reader.profile_line, "[radio] profile", text);
  }
  const auto access = reader.access ? reader.access : of_profile;
  if (access) reader.config.network.access = *access;
}

}  // namespace hostmodem::config
