// Writes a reference page of docs/ to standard output: reference socket-options

#include <cstdio>
#include <string>
#include <string_view>

#include "socket/options.h"

namespace {

using hostmodem::socket::OptionRow;

constexpr std::string_view kIntroduction = R"(# Socket options

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
| setting an option marked *before connecting* on a connected socket | `NRF_EISCONN` |
| an option that is not supported | `NRF_EOPNOTSUPP` |

| level | option | type | operations | default | effect |
|---|---|---|---|---|---|
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
  std::string page(kIntroduction);
  for (const OptionRow& row : hostmodem::socket::option_table()) {
    page += "| " + code(row.level_name) + " | " + code(row.option_name) + " | " + code(row.type) +
            " | " + std::string(operations(row)) + " | " + std::string(row.initial) + " | " +
            effect(row) + " |\n";
  }
  return page;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || std::string_view(argv[1]) != "socket-options") {
    std::fputs("usage: reference socket-options\n", stderr);
    return 2;
  }
  return std::fputs(socket_options().c_str(), stdout) < 0 ? 1 : 0;
}
