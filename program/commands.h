#pragma once

#include <CLI/App.hpp>
#include <functional>
#include <optional>
#include <string>

#include "failure.h"

/// The subcommands: their arguments and what they do with them.
namespace hostmodem::program {

/// What the chosen subcommand does. Called after all arguments were found to be good.
using Action = std::function<ExitStatus()>;

/// Each adds its subcommand to `app`, which sets `chosen` when it is the one. Both outlive the
/// parsing.
void add_at_command(CLI::App& app, Action& chosen);
void add_pty_command(CLI::App& app, Action& chosen);
void add_run_command(CLI::App& app, Action& chosen);
void add_control_command(CLI::App& app, Action& chosen);
void add_credentials_command(CLI::App& app, Action& chosen);

/// The option --config, which all of them have.
void add_config_option(CLI::App& command, std::optional<std::string>& file);

}  // namespace hostmodem::program
