#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string>

#include "api/blocking.h"
#include "api/gate.h"
#include "at/response.h"
#include "base/log.h"
#include "nrf_modem_at.h"

namespace {

using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Result;
using hostmodem::Status;
using hostmodem::api::Call;
using hostmodem::api::negated;
using hostmodem::api::Persistent;
using hostmodem::api::with_persistent;

/// The longest command that is formatted: a credential and its command around it.
constexpr std::size_t kMaxCommand = std::size_t{32} * 1024;

nrf_modem_at_cfun_handler_t g_cfun_handler = nullptr;  // under the modem lock

Result<std::string> format(const char* fmt, va_list args) {
  if (fmt == nullptr) return fail(Errno::kFault);
  va_list again;
  va_copy(again, args);
  const int length = std::vsnprintf(nullptr, 0, fmt, again);
  va_end(again);
  if (length < 0) return fail(Errno::kInval);
  const auto size = static_cast<std::size_t>(length);
  if (size > kMaxCommand) return fail(Errno::kNoMem);
  std::string text(size + 1, '\0');
  std::vsnprintf(text.data(), text.size(), fmt, args);
  text.resize(size);
  return text;
}

/// Sends one command; the handler of functional modes is called before the result is given.
Result<hostmodem::at::Response> execute(const std::string& command) {
  if (const auto may = hostmodem::api::may_block("nrf_modem_at"); !may) return fail(may.error());
  nrf_modem_at_cfun_handler_t cfun = nullptr;
  auto response = hostmodem::api::with_modem([&](Call& call) -> Result<hostmodem::at::Response> {
    cfun = g_cfun_handler;
    return call.modem().at().execute(command);
  });
  if (response && response->functional_mode && cfun != nullptr) cfun(*response->functional_mode);
  return response;
}

int code_of(const Result<hostmodem::at::Response>& response) {
  return response ? response->code : -static_cast<int>(response.error());
}

/// Runs `operation`, which answers a result of the AT API.
template <typename Operation>
int at_call(Operation operation) {
  const auto result = hostmodem::api::guarded([&]() -> Result<int> { return operation(); });
  return result ? *result : -static_cast<int>(result.error());
}

}  // namespace

HOSTMODEM_API int nrf_modem_at_printf(const char* fmt, ...) {
  va_list args;
  va_start(args, fmt);
  const int result = at_call([&]() -> Result<int> {
    const auto command = format(fmt, args);
    if (!command) return fail(command.error());
    return code_of(execute(*command));
  });
  va_end(args);
  return result;
}

HOSTMODEM_API int nrf_modem_at_cmd(void* buf, size_t len, const char* fmt, ...) {
  va_list args;
  va_start(args, fmt);
  const int result = at_call([&]() -> Result<int> {
    if (buf == nullptr) return fail(Errno::kFault);
    if (len == 0) return fail(Errno::kInval);
    const auto command = format(fmt, args);
    if (!command) return fail(command.error());
    const auto response = execute(*command);
    if (!response) return fail(response.error());
    const std::size_t count = std::min(len - 1, response->text.size());
    std::memcpy(buf, response->text.data(), count);
    static_cast<char*>(buf)[count] = '\0';
    if (count < response->text.size()) return fail(Errno::k2Big);
    return response->code;
  });
  va_end(args);
  return result;
}

HOSTMODEM_API int nrf_modem_at_scanf(const char* cmd, const char* fmt, ...) {
  va_list args;
  va_start(args, fmt);
  const int result = at_call([&]() -> Result<int> {
    if (cmd == nullptr || fmt == nullptr) return fail(Errno::kFault);
    const auto response = execute(cmd);
    if (!response) return fail(response.error());
    if (response->code != 0) return fail(Errno::kBadMsg);
    const int matched = std::vsscanf(response->text.c_str(), fmt, args);
    if (matched <= 0) return fail(Errno::kBadMsg);
    return matched;
  });
  va_end(args);
  return result;
}

HOSTMODEM_API int nrf_modem_at_notif_handler_set(nrf_modem_at_notif_handler_t callback) {
  return negated([&] {
    return with_persistent([&](Persistent& persistent, bool) -> Status {
      persistent.handlers.notification = callback;
      return {};
    });
  });
}

HOSTMODEM_API void nrf_modem_at_cfun_handler_set(nrf_modem_at_cfun_handler_t callback) {
  negated([&] {
    return with_persistent([&](Persistent&, bool) -> Status {
      g_cfun_handler = callback;
      return {};
    });
  });
}

HOSTMODEM_API int nrf_modem_at_err_type(int error) { return (error & 0x00ff0000) >> 16; }

HOSTMODEM_API int nrf_modem_at_err(int error) {
  return static_cast<int>(static_cast<unsigned>(error) & 0xff00ffffU);
}
