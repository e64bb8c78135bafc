/// The command "impair" of the control socket.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "link/impairment.h"
#include "modem/config.h"
#include "modem/control_commands.h"
#include "modem/modem.h"

namespace hostmodem {
namespace {

using link::Direction;
using pdn::Impairments;
using pdn::PdnId;

constexpr std::string_view kUplink = "uplink";
constexpr std::string_view kDownlink = "downlink";

/// A word of the command, and the keys of the configuration that it means.
struct Change {
  std::string_view word;
  std::string settings;
};

/// "loss=0.1" is of both directions, "uplink-loss=0.1" of one.
Answered<Change> change_of(std::string_view word) {
  if (word.find('=') == std::string_view::npos) {
    return refuse("expected KEY=VALUE, got " + std::string(word));
  }
  constexpr std::array kDirections = {kUplink, kDownlink};
  const auto names = [word](std::string_view direction) {
    return word.starts_with(direction) && word.substr(direction.size()).starts_with('-');
  };
  const auto* const named = std::ranges::find_if(kDirections, names);
  const bool both = named == kDirections.end();
  Change change{.word = word, .settings = {}};
  for (const std::string_view direction : kDirections) {
    if (!both && direction != *named) continue;
    const std::string_view setting = both ? word : word.substr(direction.size() + 1);
    change.settings.append("impairment.")
        .append(direction)
        .append(".")
        .append(setting)
        .append("\n");
  }
  return change;
}

/// The same by the reader of the configuration: one set of names, units and checks.
Answered<void> apply(Config& config, const std::vector<Change>& changes) {
  constexpr std::string_view kSource = "control";
  for (const Change& change : changes) {
    const auto applied = apply_settings(config, change.settings, kSource);
    if (applied) continue;
    // The number of the line says nothing here: "control:1: ".
    const std::string& message = applied.error().message;
    const std::size_t end = message.find(": ");
    std::string reason = message.substr(end == std::string::npos ? 0 : end + 2);
    reason.resize(std::min(reason.find('\n'), reason.size()));
    return refuse(std::string(change.word) + ": " + reason);
  }
  return {};
}

/// What becomes of the two directions.
Answered<Config> changed(const link::Impairment& uplink, const link::Impairment& downlink,
                         bool ideal, const std::vector<Change>& changes) {
  Config config;
  if (!ideal) {
    config.uplink = uplink;
    config.downlink = downlink;
  }
  if (auto applied = apply(config, changes); !applied) return refuse(applied.error());
  return config;
}

void set_if_different(Impairments& impairments, PdnId id, Direction direction,
                      const link::Impairment& wanted) {
  if (!(impairments.of(id, direction) == wanted)) impairments.set(id, direction, wanted);
}

}  // namespace

Answered<std::string> control_impair(const Controlled& controlled, ControlArguments& arguments) {
  const auto pdn = arguments.pdn();
  if (!pdn) return refuse(pdn.error());
  const bool ideal = arguments.word("ideal");
  std::vector<Change> changes;
  while (const auto word = arguments.any()) {
    auto change = change_of(*word);
    if (!change) return refuse(change.error());
    changes.push_back(std::move(*change));
  }
  if (!ideal && changes.empty()) return refuse("nothing is to be changed");

  Impairments& impairments = controlled.modem.pdns().impairments();
  auto config = changed(impairments.default_of(Direction::kUp),
                        impairments.default_of(Direction::kDown), ideal, changes);
  if (!config) return refuse(config.error());
  if (!*pdn) {
    impairments.set_default(Direction::kUp, config->uplink);
    impairments.set_default(Direction::kDown, config->downlink);
  }
  for (const PdnId id : *pdn ? std::vector{**pdn} : impairments.known()) {
    config = changed(impairments.of(id, Direction::kUp), impairments.of(id, Direction::kDown),
                     ideal, changes);
    if (!config) return refuse(config.error());  // no memory: the words were good before
    set_if_different(impairments, id, Direction::kUp, config->uplink);
    set_if_different(impairments, id, Direction::kDown, config->downlink);
  }
  return {};
}

}  // namespace hostmodem
