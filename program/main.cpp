// hostmodem: a modem of its own on a terminal or a pseudo-terminal, and its credentials. The manual
// page, hostmodem.1, is the reference.

#include <hostmodem.h>

#include <CLI/CLI.hpp>
#include <exception>

#include "commands.h"
#include "failure.h"

namespace hostmodem::program {

void add_config_option(CLI::App& command, std::optional<std::string>& file) {
  command
      .add_option("--config", file,
                  "TOML file that configures the modem (default: $HOSTMODEM_CONFIG)")
      ->type_name("FILE");
}

namespace {

constexpr const char* kExitStatus =
    "Exit status: 0 all went well; 1 the modem answered a command with an error;\n"
    "2 arguments, configuration or files are not usable; 3 a --wait came to its end.\n"
    "man hostmodem has the details.";

int run(int argc, char** argv) {
  CLI::App app("A software nRF91 cellular modem: AT commands, and credentials.", "hostmodem");
  app.set_version_flag("--version", std::string("hostmodem ") + hostmodem_version());
  app.require_subcommand(1);
  app.footer(kExitStatus);
  app.failure_message(CLI::FailureMessage::simple);
  Action chosen;
  add_at_command(app, chosen);
  add_pty_command(app, chosen);
  add_run_command(app, chosen);
  add_control_command(app, chosen);
  add_credentials_command(app, chosen);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {  // --help, --version
    return app.exit(wanted);
  } catch (const CLI::ParseError& error) {
    // An unknown subcommand is a missing one to CLI11.
    const auto unknown = app.remaining(/*recurse=*/true);
    const bool missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
    complain(missing && !unknown.empty() ? "unknown subcommand " + unknown.front() : error.what());
    std::fputs("hostmodem --help says what there is.\n", stderr);
    return static_cast<int>(ExitStatus::kUnusable);
  }
  return static_cast<int>(chosen());
}

}  // namespace
}  // namespace hostmodem::program

int main(int argc, char** argv) {
  using hostmodem::program::complain;
  using hostmodem::program::ExitStatus;
  using hostmodem::program::Failure;
  try {
    return hostmodem::program::run(argc, argv);
  } catch (const Failure& failure) {
    complain(failure.what());
    return static_cast<int>(failure.status());
  } catch (const std::exception& error) {
    complain(error.what());
    return static_cast<int>(ExitStatus::kUnusable);
  }
}
