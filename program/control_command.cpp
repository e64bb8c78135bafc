#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "commands.h"
#include "control_client.h"

namespace hostmodem::program {
namespace {

constexpr const char* kFooter =
    "The modem is one that runs in an application: hostmodem run --control SOCKET, or the\n"
    "configuration ([control] socket), has it listen there. Without pdn=N a command is for all\n"
    "packet data networks. Times are seconds of the modem's clock.\n\n"
    "Commands:\n"
    "  status                     how the modem is, and how its links are\n"
    "  impair [ideal] KEY=VALUE   the keys of [impairment.uplink] and [impairment.downlink]:\n"
    "                             loss=0.1 for both, uplink-loss=0.1 for one\n"
    "  blackout [seconds=S|end]   every packet is lost\n"
    "  drop pdn=N                 the network takes a packet data network away\n"
    "  detach, attach             the network detaches the modem; lets it attach again\n"
    "  refuse-apn cause=N [apn=NAME]\n"
    "  seed N                     randomness starts anew\n"
    "  fail connect|name-query|memory [error=NAME] [count=N]\n"
    "  help                       what this modem knows\n\n"
    "Examples:\n"
    "  hostmodem run --control ctl.sock -- ./app &\n"
    "  hostmodem control --wait 10 ctl.sock blackout seconds=30\n"
    "  hostmodem control ctl.sock impair pdn=0 loss=0.05 uplink-delay=0.2\n"
    "  hostmodem control ctl.sock impair ideal\n"
    "  hostmodem control ctl.sock status\n\n"
    "Exit status: 0 done; 1 the modem refused it; 2 arguments are not usable, or no modem is\n"
    "there or answers.";

struct Options {
  std::string socket;
  double wait = 0;
  std::vector<std::string> words;
};

/// The words as a line of the socket: what they are is the modem's affair.
std::string line_of(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    const bool whole =
        !word.empty() && std::ranges::all_of(word, [](char c) { return c > ' ' && c <= '~'; });
    if (!whole) {
      throw Failure(ExitStatus::kUnusable,
                    "\"" + word + "\": expected a word of printable ASCII characters");
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return line;
}

ExitStatus control(const Options& options) {
  const std::string line = line_of(options.words);
  const std::chrono::milliseconds patience(std::llround(options.wait * 1000));
  const ControlAnswer answer = ControlClient(options.socket, patience).ask(line);
  std::cout << answer.lines << std::flush;
  if (answer.reason.empty()) return ExitStatus::kOk;
  complain(answer.reason);
  return ExitStatus::kRefused;
}

}  // namespace

void add_control_command(CLI::App& app, Action& chosen) {
  constexpr double kLongestWait = 86400;
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("control", "Changes the network of an application that runs");
  command->footer(kFooter);
  command
      ->add_option("--wait", options->wait,
                   "Wait so long, by the host's clock, until the modem is there")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, kLongestWait));
  command->add_option("socket", options->socket, "Where the modem listens")
      ->type_name("SOCKET")
      ->required();
  command->add_option("command", options->words, "What is to be done")
      ->type_name("COMMAND")
      ->required();
  command->callback([=, &chosen] { chosen = [=] { return control(*options); }; });
}

}  // namespace hostmodem::program
