#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/at_custom.h"
#include "api/at_turn.h"
#include "api/blocking.h"
#include "api/gate.h"
#include "at/response.h"
#include "nrf_modem_at.h"

namespace {

using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Result;
using hostmodem::Status;
using hostmodem::api::AsyncTurn;
using hostmodem::api::AtTurn;
using hostmodem::api::Call;
using hostmodem::api::memory_for;
using hostmodem::api::negated;
using hostmodem::api::Persistent;
using hostmodem::api::with_modem;
using hostmodem::api::with_persistent;
using hostmodem::at::Response;

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

/// Sends one command of `function`; the handler of functional modes is called before the result is
/// given, and before another thread's command.
Result<Response> execute(std::string_view function, const std::string& command) {
  if (const auto may = hostmodem::api::may_block(function); !may) return fail(may.error());
  AtTurn turn;
  nrf_modem_at_cfun_handler_t cfun = nullptr;
  auto response = with_modem(
      [&](Call& call) -> Result<Response> {
        if (const auto taken = turn.take(call); !taken) return fail(taken.error());
        if (const auto room = memory_for(call, function); !room) return fail(room.error());
        cfun = g_cfun_handler;
        return call.modem().execute(command);
      },
      function);
  if (response && response->functional_mode && cfun != nullptr) cfun(*response->functional_mode);
  return response;
}

/// Copies a response as far as it fits, NUL-terminated.
Result<int> give(const Response& response, void* buf, std::size_t len) {
  const std::size_t count = std::min(len - 1, response.text.size());
  std::memcpy(buf, response.text.data(), count);
  static_cast<char*>(buf)[count] = '\0';
  if (count < response.text.size()) return fail(Errno::k2Big);
  return response.code;
}

/// Executes a command in its turn: the application's own, if it is one, or the modem's.
Result<int> execute_or_custom(std::string command, void* buf, std::size_t len) {
  constexpr std::string_view kFunction = "nrf_modem_at_cmd";
  if (const auto may = hostmodem::api::may_block(kFunction); !may) return fail(may.error());
  AtTurn turn;
  nrf_modem_at_cmd_custom_handler_t custom = nullptr;
  const auto taken = with_modem(
      [&](Call& call) -> Status {
        if (const auto mine = turn.take(call); !mine) return mine;
        custom = hostmodem::api::find_custom_command(command);
        return {};
      },
      kFunction);
  if (!taken) return fail(taken.error());
  if (custom != nullptr) return custom(static_cast<char*>(buf), len, command.data());
  const auto response = execute(kFunction, command);
  if (!response) return fail(response.error());
  return give(*response, buf, len);
}

/// Executes a command whose response goes to `callback`, before the notifications that it causes:
/// the callback is queued first.
Status execute_async(const std::string& command, nrf_modem_at_resp_handler_t callback) {
  return with_modem(
      [&](Call& call) -> Status {
        const auto turn = AsyncTurn::take();
        if (!turn) return fail(turn.error());
        if (const auto room = memory_for(call, "nrf_modem_at_cmd_async"); !room) return room;
        const auto response = std::make_shared<std::optional<Response>>();
        call.modem().loop().post([turn = *turn, response, callback] {
          turn->end();  // now: the callback may send the next one
          if (*response) callback((*response)->text.c_str());
        });
        *response = call.modem().execute(command);
        return {};
      },
      "nrf_modem_at_cmd_async");
}

int code_of(const Result<Response>& response) {
  return response ? response->code : -static_cast<int>(response.error());
}

/// Runs `operation`, which answers a result of the AT API.
template <typename Operation>
int at_call(Operation operation, const char* call = __builtin_FUNCTION()) {
  const auto result = hostmodem::api::guarded([&]() -> Result<int> { return operation(); });
  if (!result) hostmodem::api::count_error(call, static_cast<int>(result.error()));
  return result ? *result : -static_cast<int>(result.error());
}

}  // namespace

HOSTMODEM_API int nrf_modem_at_printf(const char* fmt, ...) {
  va_list args;
  va_start(args, fmt);
  const int result = at_call([&]() -> Result<int> {
    const auto command = format(fmt, args);
    if (!command) return fail(command.error());
    return code_of(execute("nrf_modem_at_printf", *command));
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
    return execute_or_custom(*command, buf, len);
  });
  va_end(args);
  return result;
}

HOSTMODEM_API int nrf_modem_at_scanf(const char* cmd, const char* fmt, ...) {
  va_list args;
  va_start(args, fmt);
  const int result = at_call([&]() -> Result<int> {
    if (cmd == nullptr || fmt == nullptr) return fail(Errno::kFault);
    const auto response = execute("nrf_modem_at_scanf", cmd);
    if (!response) return fail(response.error());
    if (response->code != 0) return fail(Errno::kBadMsg);
    const int matched = std::vsscanf(response->text.c_str(), fmt, args);
    if (matched <= 0) return fail(Errno::kBadMsg);
    return matched;
  });
  va_end(args);
  return result;
}

HOSTMODEM_API int nrf_modem_at_cmd_async(nrf_modem_at_resp_handler_t callback, const char* fmt,
                                         ...) {
  va_list args;
  va_start(args, fmt);
  const int result = negated([&]() -> Status {
    if (callback == nullptr) return fail(Errno::kFault);
    const auto command = format(fmt, args);
    if (!command) return fail(command.error());
    return execute_async(*command, callback);
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

HOSTMODEM_API int nrf_modem_at_sem_timeout_set(int timeout_ms) {
  return negated([&] {
    return with_persistent([&](Persistent&, bool) -> Status {
      if (timeout_ms < 0 && timeout_ms != NRF_MODEM_AT_FOREVER) return fail(Errno::kInval);
      hostmodem::api::set_turn_timeout(timeout_ms);
      return {};
    });
  });
}

HOSTMODEM_API int nrf_modem_at_err_type(int error) { return (error & 0x00ff0000) >> 16; }

HOSTMODEM_API int nrf_modem_at_err(int error) {
  return static_cast<int>(static_cast<unsigned>(error) & 0xff00ffffU);
}
