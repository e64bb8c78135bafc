#include <CLI/CLI.hpp>
#include <memory>

#include "at_output.h"
#include "commands.h"
#include "device_link.h"
#include "modem.h"
#include "pseudo_terminal.h"
#include "serial_service.h"
#include "signals.h"

namespace hostmodem::program {
namespace {

constexpr const char* kFooter =
    "Writes the path of the device to standard output when it is ready, and serves it until\n"
    "SIGINT, SIGTERM or SIGHUP. Commands end with CR, LF or both; there is no echo but after\n"
    "ATE1.\n\n"
    "Examples:\n"
    "  hostmodem pty --link /tmp/modem\n"
    "  minicom -D /tmp/modem\n\n"
    "Exit status: 0 it was ended by a signal; 2 arguments, configuration or files are not usable.";

struct Options {
  std::optional<std::string> config;
  std::optional<std::string> link;
};

ExitStatus run(const Options& options) {
  const Signals signals;
  Modem modem(options.config);
  PseudoTerminal terminal;
  std::optional<DeviceLink> link;
  if (options.link) link.emplace(*options.link, terminal.path());
  print(terminal.path() + "\r\n");
  SerialService(modem, signals, terminal).run();
  return ExitStatus::kOk;
}

}  // namespace

void add_pty_command(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command = app.add_subcommand(
      "pty", "Serves a modem on a pseudo-terminal, for programs that open a serial port");
  command->footer(kFooter);
  add_config_option(*command, options->config);
  command
      ->add_option("--link", options->link,
                   "Make a symbolic link to the device, removed at the end")
      ->type_name("PATH");
  command->callback([=, &chosen] { chosen = [=] { return run(*options); }; });
}

}  // namespace hostmodem::program
