#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include "commands.h"
#include "console.h"
#include "modem.h"
#include "script.h"
#include "signals.h"

namespace hostmodem::program {
namespace {

constexpr const char* kFooter =
    "Without commands it reads them from standard input, one a line: with line editing and a\n"
    "history on a terminal, else as a script, where the line \"wait PREFIX\" is a --wait and\n"
    "\"exit\" ends the input. A command with an open double quote goes on on the next line.\n\n"
    "Examples:\n"
    "  hostmodem at\n"
    "  hostmodem at AT+CGMR AT+CGSN\n"
    "  hostmodem at AT+CEREG=1 AT+CFUN=1 --wait '+CEREG: 1' AT+CGPADDR=0\n"
    "  hostmodem at < commands.txt\n\n"
    "Exit status: 0 every command answered OK (on a terminal: always); 1 one did not;\n"
    "2 arguments, configuration or files are not usable; 3 a wait timed out.";

struct Options {
  std::optional<std::string> config;
  std::vector<std::string> commands;
  std::vector<std::string> waits;
  double timeout_seconds = 30;
};

/// Commands and waits in the order in which they were given.
std::vector<Step> steps_of(const CLI::App& command, const Options& options) {
  std::vector<Step> steps;
  auto next_command = options.commands.begin();
  auto next_wait = options.waits.begin();
  for (const CLI::Option* option : command.parse_order()) {
    if (option->check_name("--wait")) {
      steps.push_back({Step::Kind::kWait, *next_wait++});
    } else if (option->get_positional()) {
      steps.push_back({Step::Kind::kCommand, *next_command++});
    }
  }
  return steps;
}

ExitStatus converse(const std::optional<std::string>& config) {
  const Signals signals;
  Modem modem(config);
  Console(modem, signals).run();
  return ExitStatus::kOk;
}

ExitStatus run(const std::vector<Step>& steps, const Options& options) {
  const bool terminal = ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0;
  if (options.commands.empty() && terminal) {
    if (steps.empty()) return converse(options.config);
    throw Failure(ExitStatus::kUnusable, "--wait needs a command before it");
  }
  Modem modem(options.config);
  Script script(modem, std::chrono::milliseconds(std::llround(options.timeout_seconds * 1000)));
  if (options.commands.empty()) script.run_input(STDIN_FILENO);
  for (const Step& step : steps) script.run(step);
  script.drain();
  return script.all_ok() ? ExitStatus::kOk : ExitStatus::kRefused;
}

}  // namespace

void add_at_command(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("at", "Gives AT commands to a modem, from a terminal or a script");
  command->footer(kFooter);
  add_config_option(*command, options->config);
  command->add_option("command", options->commands, "AT commands, run in this order")
      ->type_name("COMMAND");
  command
      ->add_option("--wait", options->waits,
                   "Wait here for a notification that begins with PREFIX, or that did so after "
                   "the command before; once for each")
      ->type_name("PREFIX")
      ->allow_extra_args(false);
  command->add_option("--timeout", options->timeout_seconds, "How long each wait lasts, in seconds")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.001, 86400.0))
      ->capture_default_str();
  command->callback([=, &chosen] {
    const std::vector<Step> steps = steps_of(*command, *options);
    chosen = [=] { return run(steps, *options); };
  });
}

}  // namespace hostmodem::program
