#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "child.h"
#include "commands.h"
#include "run_record.h"
#include "settings.h"

namespace hostmodem::program {
namespace {

constexpr const char* kFooter =
    "The application is linked with libhostmodem: its modem lives in its own process. What the\n"
    "options say is stronger than the configuration, also than one that the application gives\n"
    "itself. -- ends them. At the end a summary of what the modem did goes to standard error,\n"
    "also when the application crashed.\n\n"
    "Examples:\n"
    "  hostmodem run -- ./app argument\n"
    "  hostmodem run --seed 7 --loss 0.05 --downlink-delay 0.4 -- ./app\n"
    "  hostmodem run --config field.toml --capture field.pcapng -- ./app\n"
    "  hostmodem run --scale 100 --summary json --summary-file run.json -- ./app\n"
    "  hostmodem run --blackout 60:30 -- ./app\n"
    "  hostmodem run --control ctl.sock -- ./app\n"
    "  hostmodem run --set network.access=nb-iot --set 'radio.rrc_inactivity=10' -- ./app\n\n"
    "Exit status: 0 or what else the application returns; 128 and the number of the signal that\n"
    "ended it; 127 there is no such program; 126 it can't be executed; 2 arguments or the\n"
    "configuration are not usable.";

/// A key of [impairment.uplink] and [impairment.downlink].
struct ImpairmentKey {
  const char* name;
  const char* type;
  const char* what;
};
constexpr std::array kImpairmentKeys = {
    ImpairmentKey{"loss", "PROBABILITY", "Packets that do not arrive, 0 to 1"},
    ImpairmentKey{"corruption", "PROBABILITY", "Packets of which a bit is flipped, 0 to 1"},
    ImpairmentKey{"reordering", "PROBABILITY", "Packets that the next one overtakes, 0 to 1"},
    ImpairmentKey{"duplication", "PROBABILITY", "Packets that arrive twice, 0 to 1"},
    ImpairmentKey{"delay", "SECONDS", "Until a packet arrives"},
    ImpairmentKey{"jitter", "SECONDS", "A random time up to this more"},
    ImpairmentKey{"rate", "BITS", "Bits per second; 0: no limit"},
    ImpairmentKey{"queue", "BYTES", "What may wait at a rate"},
};

/// One of them, in both directions and in each.
struct ImpairmentOption {
  std::optional<std::string> both;
  std::optional<std::string> uplink;
  std::optional<std::string> downlink;
};

struct Options {
  std::optional<std::string> config;
  std::optional<std::string> capture;
  bool secrets = false;
  std::array<ImpairmentOption, kImpairmentKeys.size()> impairments;
  std::optional<std::string> blackout;
  std::optional<std::string> control;
  std::optional<std::string> seed;
  std::optional<std::string> scale;
  std::optional<std::string> profile;
  std::optional<std::string> log;
  std::vector<std::string> settings;
  std::string form = "text";
  std::optional<std::string> summary_file;
  std::vector<std::string> command;
};

void set_if(Settings& settings, const std::string& option, const std::string& key,
            const std::optional<std::string>& value) {
  if (value) settings.set(option + ' ' + *value, key, *value);
}

/// "AFTER:DURATION"
void set_blackout(Settings& settings, const std::string& value) {
  const std::string option = "--blackout " + value;
  const auto colon = value.find(':');
  if (colon == std::string::npos) {
    throw Failure(ExitStatus::kUnusable, option + ": expected AFTER:DURATION");
  }
  settings.set(option, "impairment.blackout_after", value.substr(0, colon));
  settings.set(option, "impairment.blackout", value.substr(colon + 1));
}

/// From the general to the particular: what comes later is stronger.
Settings settings_of(const Options& options) {
  Settings settings;
  for (std::size_t i = 0; i < kImpairmentKeys.size(); ++i) {
    const std::string name = kImpairmentKeys[i].name;
    const ImpairmentOption& option = options.impairments[i];
    set_if(settings, "--" + name, "impairment.uplink." + name, option.both);
    set_if(settings, "--" + name, "impairment.downlink." + name, option.both);
    set_if(settings, "--uplink-" + name, "impairment.uplink." + name, option.uplink);
    set_if(settings, "--downlink-" + name, "impairment.downlink." + name, option.downlink);
  }
  if (options.blackout) set_blackout(settings, *options.blackout);
  set_if(settings, "--seed", "modem.seed", options.seed);
  set_if(settings, "--scale", "clock.scale", options.scale);
  set_if(settings, "--profile", "radio.profile", options.profile);
  set_if(settings, "--log", "modem.log", options.log);
  if (options.secrets) settings.set("--secrets", "capture.secrets", "true");
  for (const std::string& assignment : options.settings) {
    settings.set("--set " + assignment, assignment);
  }
  return settings;
}

void set_variable(const char* name, const std::string& value) {
  if (::setenv(name, value.c_str(), /*overwrite=*/1) != 0) fail_with_errno(name);
}

/// The file of the configuration, which has to be good: `file`, or what the environment names.
void choose_configuration(const std::optional<std::string>& file) {
  constexpr const char* kVariable = "HOSTMODEM_CONFIG";
  const char* const inherited = std::getenv(kVariable);
  if (!file && (inherited == nullptr || *inherited == '\0')) return;
  const std::string path = file ? *file : inherited;
  // What can be read only once is left to the application.
  if (std::filesystem::is_fifo(path)) {
    if (!file) return;
    throw Failure(ExitStatus::kUnusable, path + ": a configuration can't be a pipe here");
  }
  check_configuration(path);
  // The application may change its working directory.
  set_variable(kVariable, std::filesystem::absolute(path).string());
}

/// The application may change its working directory.
void set_path(const char* option, const char* name, const std::optional<std::string>& file) {
  if (!file) return;
  if (file->empty()) throw Failure(ExitStatus::kUnusable, std::string(option) + ": no file");
  set_variable(name, std::filesystem::absolute(*file).string());
}

void prepare_environment(const Options& options) {
  choose_configuration(options.config);
  const Settings settings = settings_of(options);
  const char* const inherited = std::getenv("HOSTMODEM_SET");
  set_variable(
      "HOSTMODEM_SET",
      (inherited == nullptr ? std::string() : inherited + std::string("\n")) + settings.text());
  set_path("--capture", "HOSTMODEM_CAPTURE", options.capture);
  set_path("--control", "HOSTMODEM_CONTROL", options.control);
}

/// Where the summary goes: standard error, or a file, which is opened before anything is run.
class SummaryOutput {
 public:
  explicit SummaryOutput(const std::optional<std::string>& file) {
    if (!file) return;
    name_ = *file;
    stream_.open(name_, std::ios::binary | std::ios::trunc);
    if (!stream_) fail_with_errno(name_);
  }
  void write(const std::string& text) {
    std::ostream& out = name_.empty() ? static_cast<std::ostream&>(std::cerr) : stream_;
    out << text << std::flush;
    if (!out) complain("the summary could not be written");
  }

 private:
  std::string name_;
  std::ofstream stream_;
};

/// Each modem empties the file of the one before, or is refused while that writes it.
void warn_of_shared_capture(const Options& options, std::size_t modems) {
  if (!options.capture || modems < 2 || options.capture->find("%p") != std::string::npos) return;
  complain("--capture " + *options.capture + ": it has one of " + std::to_string(modems) +
           " modems only; %p in the name gives each process a file");
}

ExitStatus run(const Options& options) {
  prepare_environment(options);
  if (options.form == "none") {
    ::unsetenv("HOSTMODEM_SUMMARY");
    return static_cast<ExitStatus>(Child(options.command).wait().status);
  }
  SummaryOutput output(options.summary_file);
  const SummaryDirectory directory;
  set_variable("HOSTMODEM_SUMMARY", directory.pattern());
  const auto start = std::chrono::steady_clock::now();
  RunRecord record;
  record.command = options.command;
  record.ending = Child(options.command).wait();
  record.wall_seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  record.content = directory.read();
  warn_of_shared_capture(options, record.content.modems.size());
  output.write(options.form == "json" ? json_of(record) : text_of(record));
  return static_cast<ExitStatus>(record.ending.status);
}

void add_impairment_options(CLI::App& command, Options& options) {
  for (std::size_t i = 0; i < kImpairmentKeys.size(); ++i) {
    const ImpairmentKey& key = kImpairmentKeys[i];
    const std::string name = key.name;
    const auto add = [&](const std::string& flag, std::optional<std::string>& value,
                         const std::string& what) {
      command.add_option(flag, value, what)->type_name(key.type)->group("Impairment");
    };
    add("--" + name, options.impairments[i].both, key.what);
    add("--uplink-" + name, options.impairments[i].uplink, "The same, uplink only");
    add("--downlink-" + name, options.impairments[i].downlink, "The same, downlink only");
  }
  command
      .add_option("--blackout", options.blackout,
                  "Seconds from the start, and for how many then all packets are lost")
      ->type_name("AFTER:DURATION")
      ->group("Impairment");
}

void add_summary_options(CLI::App& command, Options& options) {
  command.add_option("--summary", options.form, "The form of the summary")
      ->type_name("FORM")
      ->check(CLI::IsMember({"text", "json", "none"}))
      ->capture_default_str();
  command
      .add_option("--summary-file", options.summary_file,
                  "Write the summary there, and not to standard error")
      ->type_name("FILE");
}

}  // namespace

void add_run_command(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      app.add_subcommand("run", "Runs an application with a modem as told, and sums up");
  command->footer(kFooter);
  add_config_option(*command, options->config);
  command
      ->add_option("--capture", options->capture, "Capture into this pcapng file (%p: the process)")
      ->type_name("FILE");
  command
      ->add_option("--control", options->control,
                   "Let hostmodem control change the network meanwhile, by this socket")
      ->type_name("SOCKET");
  command->add_flag("--secrets", options->secrets, "TLS keys are in the capture");
  command->add_option("--seed", options->seed, "Of all randomness outside cryptography")
      ->type_name("NUMBER");
  command->add_option("--scale", options->scale, "Seconds of the modem's clock for one of the host")
      ->type_name("FACTOR");
  command->add_option("--profile", options->profile, "Of the radio")->type_name("NAME");
  command->add_option("--log", options->log, "debug, info, warning, error or off")
      ->type_name("LEVEL");
  command->add_option("--set", options->settings, "Any key of the configuration; once for each")
      ->type_name("SECTION.KEY=VALUE")
      ->allow_extra_args(false);
  add_impairment_options(*command, *options);
  add_summary_options(*command, *options);
  command->add_option("command", options->command, "The application and its arguments")
      ->type_name("COMMAND")
      ->required();
  command->callback([=, &chosen] { chosen = [=] { return run(*options); }; });
}

}  // namespace hostmodem::program
