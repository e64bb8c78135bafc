#include "base/error.h"

#include <array>
#include <cerrno>

namespace hostmodem {
namespace {

struct Row {
  int number;
  int host;
  std::string_view name;
  std::string_view text;
};

// Both numberings meet here: NRF_<name> is the Modem library's, <name> is the host's.
constexpr std::array kRows = {
#define HOSTMODEM_ERRNO(enumerator, name, text) Row{NRF_##name, name, "NRF_" #name, text},
#include "base/errno_table.inc"
#undef HOSTMODEM_ERRNO
};

constexpr std::string_view kUnknown = "unknown error";

const Row* find(int number) {
  for (const Row& row : kRows) {
    if (row.number == number) return &row;
  }
  return nullptr;
}

}  // namespace

std::string_view errno_name(int number) {
  if (number == 0) return "0";
  const Row* row = find(number);
  return row != nullptr ? row->name : kUnknown;
}

std::string_view errno_text(int number) {
  if (number == 0) return "no error";
  const Row* row = find(number);
  return row != nullptr ? row->text : kUnknown;
}

Errno errno_from_host(int host_errno) {
  for (const Row& row : kRows) {
    if (row.host == host_errno) return static_cast<Errno>(row.number);
  }
  return Errno::kIo;
}

}  // namespace hostmodem
