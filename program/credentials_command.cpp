#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <vector>

#include "at_output.h"
#include "commands.h"
#include "credential_file.h"
#include "modem.h"
#include "provisioning.h"
#include "signals.h"

namespace hostmodem::program {
namespace {

constexpr const char* kFooter =
    "The configuration has to name a state directory (state_dir in [modem]). A modem that is\n"
    "running does not see what is added meanwhile.\n\n"
    "Examples:\n"
    "  hostmodem credentials add --config modem.toml --tag 42 --ca ca.pem\n"
    "  hostmodem credentials list --config modem.toml\n"
    "  hostmodem credentials remove --config modem.toml --tag 42 --type ca";

constexpr const char* kAddFooter =
    "All or nothing: every file is checked first, nothing that is stored is replaced, and a FILE\n"
    "may be -, standard input, once. A PSK or a password is taken from a file only, as arguments\n"
    "are seen by every user of the machine.\n\n"
    "Examples:\n"
    "  hostmodem credentials add --tag 42 --ca ca.pem --certificate client.pem --key client.key\n"
    "  openssl rand -hex 32 | hostmodem credentials add --tag 7 --psk-identity me --psk-file -\n\n"
    "Exit status: 0 all were added; 1 the modem refused, nothing was added; 2 arguments,\n"
    "configuration or files are not usable, nothing was added.";

constexpr const char* kListFooter =
    "One line each: tag, type, SHA-256 of the content.\n\n"
    "Example:\n"
    "  hostmodem credentials list --config modem.toml\n\n"
    "Exit status: 0 it was listed; 1 the modem refused; 2 arguments or configuration are not\n"
    "usable.";

constexpr const char* kRemoveFooter =
    "Example:\n"
    "  hostmodem credentials remove --tag 42 --type key\n\n"
    "Exit status: 0 removed; 1 nothing is stored there, or the modem refused; 2 arguments or\n"
    "configuration are not usable.";

struct Options {
  std::optional<std::string> config;
  SecTag tag = 0;
  std::optional<std::string> ca;
  std::optional<std::string> certificate;
  std::optional<std::string> key;
  std::optional<std::string> key_password_file;
  std::optional<std::string> psk_file;
  std::optional<std::string> psk_identity;
  std::optional<std::string> type;
};

/// Gives the private key its password: an encrypted key has one, another has none.
void add_password(Credential& key, const std::optional<std::string>& password_file) {
  if (is_encrypted(key.content) != password_file.has_value()) {
    throw Failure(
        ExitStatus::kUnusable,
        key.source + (password_file ? " is not encrypted: --key-password-file does not go with it"
                                    : " is encrypted: --key-password-file gives its password"));
  }
  if (password_file) key.password = read_password(*password_file);
}

/// Standard input is one file.
void check_standard_input(const Options& options) {
  const auto files = {&options.ca, &options.certificate, &options.key, &options.key_password_file,
                      &options.psk_file};
  const auto is_input = [](const std::optional<std::string>* path) { return *path == "-"; };
  if (std::count_if(files.begin(), files.end(), is_input) < 2) return;
  throw Failure(ExitStatus::kUnusable, "standard input (-) can be read for one file only");
}

/// Reads and checks everything that is to be added.
std::vector<Credential> read_all(const Options& options) {
  struct File {
    const char* kind;
    const std::optional<std::string>& path;
  };
  const File files[] = {{"ca", options.ca},
                        {"certificate", options.certificate},
                        {"key", options.key},
                        {"psk", options.psk_file}};
  check_standard_input(options);
  std::vector<Credential> credentials;
  for (const File& file : files) {
    if (!file.path) continue;
    credentials.push_back(read_credential(credential_kind(file.kind), *file.path));
    if (&file.path == &options.key) add_password(credentials.back(), options.key_password_file);
  }
  if (options.psk_identity) {
    credentials.push_back(check_credential(
        {&credential_kind("psk-identity"), "the PSK identity", *options.psk_identity}));
  }
  if (credentials.empty()) {
    throw Failure(ExitStatus::kUnusable,
                  "nothing to add: give --ca, --certificate, --key, --psk-file or --psk-identity");
  }
  return credentials;
}

/// Runs `operation` with the credentials of a modem. It is not interrupted: nothing stays half
/// done.
template <typename Operation>
ExitStatus provision(const Options& options, Operation operation) {
  const Signals held_back;
  Modem modem(options.config);
  Provisioning provisioning(modem);
  operation(provisioning);
  return ExitStatus::kOk;
}

ExitStatus add(const Options& options) {
  const std::vector<Credential> credentials = read_all(options);
  return provision(options,
                   [&](Provisioning& provisioning) { provisioning.add(options.tag, credentials); });
}

ExitStatus list(const Options& options) {
  return provision(options, [](Provisioning& provisioning) {
    std::string table;
    const auto add_row = [&](std::string tag, std::string type, const std::string& sha256) {
      tag.resize(std::max<std::size_t>(tag.size(), 10), ' ');
      type.resize(std::max<std::size_t>(type.size(), 12), ' ');
      table += tag + "  " + type + "  " + sha256 + "\n";
    };
    add_row("TAG", "TYPE", "SHA-256");
    for (const Provisioning::Entry& entry : provisioning.list()) {
      add_row(std::to_string(entry.tag), std::string(entry.kind->name), entry.sha256);
    }
    print(table);
  });
}

ExitStatus remove(const Options& options) {
  const CredentialKind* const kind = options.type ? &credential_kind(*options.type) : nullptr;
  return provision(options,
                   [&](Provisioning& provisioning) { provisioning.remove(options.tag, kind); });
}

void add_tag_option(CLI::App& command, Options& options) {
  command.add_option("--tag", options.tag, "Security tag")
      ->type_name("NUMBER")
      ->check(CLI::Range(SecTag{0}, kMaxSecTag))
      ->required();
}

CLI::Option* add_file_option(CLI::App& command, const char* name, std::optional<std::string>& file,
                             const char* what) {
  return command.add_option(name, file, what)->type_name("FILE");
}

}  // namespace

void add_credentials_command(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command = app.add_subcommand(
      "credentials", "Adds, lists and removes the credentials under security tags");
  command->require_subcommand(1);
  command->footer(kFooter);
  const auto add_action = [&](const char* name, const char* what, const char* footer,
                              ExitStatus (*action)(const Options&)) -> CLI::App& {
    CLI::App* const sub = command->add_subcommand(name, what);
    sub->footer(footer);
    add_config_option(*sub, options->config);
    sub->callback([=, &chosen] { chosen = [=] { return action(*options); }; });
    return *sub;
  };

  CLI::App& adding = add_action("add", "Stores credentials from PEM files", kAddFooter, add);
  add_tag_option(adding, *options);
  add_file_option(adding, "--ca", options->ca, "CA certificates, PEM");
  add_file_option(adding, "--certificate", options->certificate,
                  "Client certificate and its chain, PEM");
  CLI::Option* const key =
      add_file_option(adding, "--key", options->key, "Private key of the client, PEM");
  add_file_option(adding, "--key-password-file", options->key_password_file,
                  "Password of the private key, when it is encrypted")
      ->needs(key);
  add_file_option(adding, "--psk-file", options->psk_file, "Pre-shared key, hexadecimal");
  adding.add_option("--psk-identity", options->psk_identity, "Identity of the pre-shared key")
      ->type_name("TEXT");

  add_action("list", "Shows what is stored, without the contents", kListFooter, list);

  CLI::App& removing =
      add_action("remove", "Removes what is stored under a tag", kRemoveFooter, remove);
  add_tag_option(removing, *options);
  std::vector<std::string> types;
  for (const CredentialKind& kind : credential_kinds()) types.emplace_back(kind.name);
  removing.add_option("--type", options->type, "Remove this type only")
      ->type_name("TYPE")
      ->check(CLI::IsMember(types));
}

}  // namespace hostmodem::program
