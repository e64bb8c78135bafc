#include <algorithm>
#include <cstddef>
#include <span>

#include "api/at_custom.h"
#include "api/gate.h"
#include "base/letter_case.h"

namespace {

using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Status;
using hostmodem::api::negated;
using hostmodem::api::Persistent;
using hostmodem::api::with_persistent;

// The one list, which is the application's; at most one of the two is set. Under the modem lock.
std::span<const nrf_modem_at_cmd_custom> g_custom;
std::span<const nrf_modem_at_cmd_filter> g_filters;

bool begins_with(std::string_view command, std::string_view beginning) {
  return hostmodem::equal_ignoring_case(command.substr(0, beginning.size()), beginning);
}

bool paused(const nrf_modem_at_cmd_custom& /*entry*/) { return false; }
bool paused(const nrf_modem_at_cmd_filter& entry) { return entry.paused; }

template <typename Entry>
nrf_modem_at_cmd_custom_handler_t longest_match(std::span<const Entry> list,
                                                std::string_view command) {
  nrf_modem_at_cmd_custom_handler_t found = nullptr;
  std::size_t length = 0;
  for (const Entry& entry : list) {
    const std::string_view beginning(entry.cmd);
    if (paused(entry) || !begins_with(command, beginning)) continue;
    if (found != nullptr && beginning.size() <= length) continue;
    found = entry.callback;
    length = beginning.size();
  }
  return found;
}

template <typename Entry>
Status check(const Entry* list, std::size_t length) {
  if ((list == nullptr) != (length == 0)) return fail(Errno::kInval);
  const auto whole = [](const Entry& entry) {
    return entry.cmd != nullptr && entry.callback != nullptr;
  };
  if (!std::ranges::all_of(std::span(list, length), whole)) return fail(Errno::kInval);
  return {};
}

/// Makes `list` the one list.
template <typename Entry>
int set(std::span<const Entry>& where, const Entry* list, std::size_t length) {
  return negated([&] {
    return with_persistent([&](Persistent&, bool) -> Status {
      if (const auto good = check(list, length); !good) return good;
      g_custom = {};
      g_filters = {};
      where = std::span(list, length);
      return {};
    });
  });
}

}  // namespace

namespace hostmodem::api {

nrf_modem_at_cmd_custom_handler_t find_custom_command(std::string_view command) {
  if (const auto found = longest_match(g_custom, command); found != nullptr) return found;
  return longest_match(g_filters, command);
}

}  // namespace hostmodem::api

HOSTMODEM_API int nrf_modem_at_cmd_custom_set(const nrf_modem_at_cmd_custom* custom_commands,
                                              size_t len) {
  return set(g_custom, custom_commands, len);
}

HOSTMODEM_API int nrf_modem_at_cmd_filter_set(const nrf_modem_at_cmd_filter* filters, size_t len) {
  return set(g_filters, filters, len);
}
