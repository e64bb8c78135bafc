#include "at/command_table.h"

#include <algorithm>
#include <array>

#include "at/data_command_rows.h"
#include "at/device_command_rows.h"
#include "at/hardware_command_rows.h"
#include "at/radio_command_rows.h"

namespace hostmodem::at {
namespace {

/// The tables of all areas, one after the other.
template <std::size_t... sizes>
constexpr auto concatenated(const std::array<CommandRow, sizes>&... tables) {
  std::array<CommandRow, (sizes + ...)> all{};
  auto end = all.begin();
  ((end = std::ranges::copy(tables, end).out), ...);
  return all;
}

constexpr auto kCommands =
    concatenated(kDeviceCommands, kRadioCommands, kDataCommands, kHardwareCommands);

}  // namespace

std::span<const CommandRow> command_table() { return kCommands; }

const CommandRow* find_command(const Command& command) {
  for (const CommandRow& row : kCommands) {
    if (command.is(row.name)) return &row;
  }
  return nullptr;
}

}  // namespace hostmodem::at
