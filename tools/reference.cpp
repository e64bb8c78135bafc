// Writes a reference page of docs/ to standard output:
// reference socket-options | at-commands | interoperability

#include <cstdio>
#include <string>
#include <string_view>

#include "at/command_table.h"
#include "interoperability.h"
#include "socket/options.h"

namespace {

using hostmodem::at::CommandRow;
using hostmodem::socket::OptionRow;

constexpr std::string_view kSocketOptions = R"(# Socket options

Made by `scripts/generate-docs` from the table that `nrf_setsockopt()` and `nrf_getsockopt()` look
into (`src/socket/options.cpp`): in the order of the specification, then, level by level, what later
releases of the Modem library added.

The type is that of the value; `nrf_getsockopt()` truncates it to the given length and returns how
much there is. What holds for all of them:

| | answer |
|---|---|
| an option that is not in this table, or of another level | `NRF_ENOPROTOOPT` |
| getting what can only be set, setting what can only be got | `NRF_ENOPROTOOPT` |
| a length that is not the type's | `NRF_EINVAL` |
| `NULL`, unless the option says what it means | `NRF_EFAULT` |
| a TCP option of another socket | `NRF_ENOPROTOOPT` |
| a secure option of a plain socket | `NRF_EOPNOTSUPP` |
| setting an option marked *before connecting* on a connected socket, or during its handshake | `NRF_EISCONN` |
| an option that is not supported | `NRF_EOPNOTSUPP` |

| level | option | type | operations | default | effect |
|---|---|---|---|---|---|
)";

constexpr std::string_view kAtCommands = R"(# AT commands

Made by `scripts/generate-docs` from the table that the AT interpreter looks into
(`src/at/command_table.cpp`). `?` is the read form of a command, where it has one. The last column is
what it answers to its test form, `=?`; a command without it has no such form.

- A command, or a form of one, that is not in this table answers `ERROR`.
- What is marked *accepted, no effect* configures what a host does not have: the parameters are
  checked, the answer is `OK`, and nothing comes of it.
- Signal, battery and temperature are constants: the radio is an ideal one, with one cell.
- The search does not look at `%XSYSTEMMODE`: the network is found whatever its access technology.

| command | forms | reference | effect | `=?` |
|---|---|---|---|---|
)";

std::string_view operations(const OptionRow& row) {
  if (!row.built()) return "";
  if (row.set == nullptr) return "get";
  return row.get == nullptr ? "set" : "get/set";
}

std::string effect(const OptionRow& row) {
  if (!row.built()) return "*Not supported.* " + std::string(row.what);
  std::string text(row.what);
  if (row.when == OptionRow::When::kUnconnected) text += " *Before connecting.*";
  return text;
}

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string socket_options() {
  std::string page(kSocketOptions);
  for (const OptionRow& row : hostmodem::socket::option_table()) {
    page += "| " + code(row.level_name) + " | " + code(row.option_name) + " | " + code(row.type) +
            " | " + std::string(operations(row)) + " | " + std::string(row.initial) + " | " +
            effect(row) + " |\n";
  }
  return page;
}

/// A cell of a table ends at a bar.
std::string in_cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string forms(const CommandRow& row) {
  const bool syntax = row.action != nullptr || row.set != nullptr;
  std::string text = syntax ? code(in_cell(row.syntax)) : "";
  if (row.read == nullptr) return text;
  return text.append(text.empty() ? "" : ", ").append(code("?"));
}

/// What the test form answers.
std::string test_answer(const CommandRow& row) {
  if (row.list != nullptr) return code(row.list_syntax);
  if (row.test.empty()) return "";
  std::string text;
  for (const std::string& line : hostmodem::at::allowed_lines(row.name, row.test)) {
    text.append(text.empty() ? "" : "<br>").append(code(line));
  }
  return text;
}

std::string at_commands() {
  std::string page(kAtCommands);
  for (const CommandRow& row : hostmodem::at::command_table()) {
    const std::string name = row.name.empty() ? "AT" : std::string(row.name);
    page += "| " + code(name) + " | " + forms(row) + " | " + std::string(row.reference) + " | " +
            in_cell(row.effect) + " | " + test_answer(row) + " |\n";
  }
  return page;
}

/// The pages by their names.
struct Page {
  std::string_view name;
  std::string (*make)();
};
constexpr Page kPages[] = {{"socket-options", socket_options},
                           {"at-commands", at_commands},
                           {"interoperability", hostmodem::tools::interoperability}};

}  // namespace

int main(int argc, char** argv) {
  for (const Page& page : kPages) {
    if (argc == 2 && argv[1] == page.name) {
      return std::fputs(page.make().c_str(), stdout) < 0 ? 1 : 0;
    }
  }
  std::fputs("usage: reference socket-options | at-commands | interoperability\n", stderr);
  return 2;
}
