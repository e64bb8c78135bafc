#include "at/accepted_commands.h"

#include <array>
#include <string>

#include "at/allowed_values.h"
#include "at/handlers.h"

namespace hostmodem::at {
namespace {

using allowed::kFalseOrTrue;
using allowed::kSwitch;

constexpr Range kPowerLevels[] = {{0, 4}};
constexpr Allowed kPowerLevel[] = {{.numbers = kPowerLevels}};

constexpr Range kTraceSets[] = {{1, 5}};
constexpr Allowed kTrace[] = {{.numbers = kFalseOrTrue}, {.numbers = kTraceSets}};

constexpr Range kCoexRanges[] = {{1, 4}};
constexpr Allowed kCoex[] = {{.numbers = kCoexRanges}};

constexpr Range kGpioRanges[] = {{1, 12}};
constexpr Allowed kGpio[] = {{.numbers = kFalseOrTrue},
                             {.numbers = kFalseOrTrue},
                             {.numbers = kFalseOrTrue},
                             {.numbers = kGpioRanges}};

constexpr Range kMillivolts[] = {{3100, 5000}};
constexpr Allowed kBatteryLevel[] = {{.numbers = kMillivolts}};

constexpr Range kDecivolts[] = {{30, 33}};
constexpr Allowed kPowerOffWarning[] = {{.numbers = kFalseOrTrue}, {.numbers = kDecivolts}};

constexpr Range kDegrees[] = {{1, 85}};
constexpr Allowed kTemperature[] = {{.numbers = kDegrees}};

constexpr Range kForwarding[] = {{0}, {3}};
constexpr Range kDelivery[] = {{0}, {2}};
constexpr Range kBroadcast[] = {{0, 3}};
constexpr Allowed kMessageIndications[] = {{.numbers = kForwarding},
                                           {.numbers = kDelivery},
                                           {.numbers = kBroadcast},
                                           {.numbers = kFalseOrTrue}};

constexpr Allowed kFeature{.numbers = kFalseOrTrue};
constexpr Allowed kFeatures[] = {kFeature, kFeature, kFeature, kFeature, kFeature};

/// Of a group of three: a state and a range of frequencies in MHz.
constexpr Range kTripleNumbers[] = {{0, 10000}};
constexpr Allowed kInTriple{.numbers = kTripleNumbers};

constexpr auto kAccepted = std::to_array<AcceptedCommand>({
    {.name = "+CEMODE", .parameters = allowed::kCemode, .initial = "0"},
    {.name = "+CEPPI", .parameters = kSwitch},
    {.name = "+CNMI",
     .parameters = kMessageIndications,
     .required = 0,
     .initial = "0,0,0,0,1",
     .suffix = ",1"},
    {.name = "%REL14FEAT", .parameters = kFeatures, .required = 5, .initial = "0,0,0,0,0"},
    {.name = "%XEPCO", .parameters = kSwitch},
    {.name = "%XPDNCFG", .parameters = kSwitch},
    {.name = "%XDATAPRFL", .parameters = kPowerLevel, .initial = "2"},
    {.name = "%XCONNSTAT", .parameters = kSwitch},
    {.name = "%XMODEMTRACE", .parameters = kTrace},
    {.name = "%XCOEX0", .parameters = kCoex, .triples = true},
    {.name = "%XMAGPIO", .parameters = kGpio, .required = 4, .triples = true},
    {.name = "%XVBATLVL", .parameters = kSwitch},
    {.name = "%XVBATLOWLVL", .parameters = kBatteryLevel, .initial = "3300"},
    {.name = "%XPOFWARN", .parameters = kPowerOffWarning, .second_unless_off = true},
    {.name = "%XTEMPHIGHLVL", .parameters = kTemperature, .initial = "55"},
});

bool triples_fit(const AcceptedCommand& row, const Command& command) {
  const std::size_t fixed = row.parameters.size();
  const auto count = command.parameter(fixed - 1).number<std::size_t>().value_or(0);
  if (command.parameters.size() != fixed + 3 * count) return false;
  for (std::size_t i = fixed; i < command.parameters.size(); ++i) {
    if (!kInTriple.has(command.parameter(i))) return false;
  }
  return true;
}

bool fits(const AcceptedCommand& row, const Command& command) {
  for (std::size_t i = 0; i < row.parameters.size(); ++i) {
    const Parameter parameter = command.parameter(i);
    const bool on = i == 1 && row.second_unless_off && command.parameter(0).number<int>() != 0;
    if (!parameter.given() && i >= row.required && !on) continue;
    if (!row.parameters[i].has(parameter)) return false;
  }
  if (row.triples) return triples_fit(row, command);
  return command.parameters.size() <= row.parameters.size();
}

/// The parameters as the read form gives them: those that were left out are 0.
std::string values(const AcceptedCommand& row, const Command& command) {
  std::string text;
  for (std::size_t i = 0; i < row.parameters.size(); ++i) {
    if (i > 0) text += ',';
    text += std::to_string(command.parameter(i).number<int>().value_or(0));
  }
  return text.append(row.suffix);
}

}  // namespace

std::span<const AcceptedCommand> accepted_commands() { return kAccepted; }

const AcceptedCommand* find_accepted(const Command& command) {
  for (const AcceptedCommand& row : kAccepted) {
    if (command.is(row.name)) return &row;
  }
  return nullptr;
}

AtResult accepted_set(Session& session, const Command& command) {
  const AcceptedCommand* row = find_accepted(command);
  if (row == nullptr || !fits(*row, command)) return AtResult::error();
  if (!row->initial.empty()) session.accepted[row->name] = values(*row, command);
  return AtResult::ok();
}

// Of a pin configuration: deletes it.
AtResult accepted_action(Session& /*session*/, const Command& /*command*/) {
  return AtResult::ok();
}

AtResult accepted_read(Session& session, const Command& command) {
  const AcceptedCommand* row = find_accepted(command);
  if (row == nullptr) return AtResult::error();
  const auto given = session.accepted.find(row->name);
  std::string line(row->name);
  line.append(": ").append(given == session.accepted.end() ? row->initial : given->second);
  return AtResult::ok(std::move(line));
}

}  // namespace hostmodem::at
