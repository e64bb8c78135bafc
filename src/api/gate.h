#pragma once

#include <cerrno>
#include <concepts>
#include <cstdint>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "modem/modem.h"

/// How the C surface gets at the modem: the one global of the library.
namespace hostmodem::api {

/// The modem for the duration of one call: holds the modem lock (except while the call waits), and
/// keeps the modem from being torn down.
///
/// When it ends, what the call started is carried on (Modem::settle()).
class Call {
 public:
  /// kPerm before nrf_modem_init(), and in the child of a fork() (logged). kShutdown after
  /// nrf_modem_shutdown(), and when the modem crashed.
  static Result<Call> enter(std::string_view function = {});

  Call(Call&& other) noexcept;
  Call& operator=(Call&&) = delete;
  ~Call();

  [[nodiscard]] Modem& modem() { return *modem_; }
  [[nodiscard]] Lock& lock() { return lock_; }

 private:
  Call(Lock lock, Modem& modem);

  Lock lock_;
  Modem* modem_;
};

/// What applications set before or after nrf_modem_init(), and what outlives a shutdown.
struct Persistent {
  Config config;
  bool configured = false;
  std::optional<std::uint32_t> seed;  ///< nullopt: the configuration's
  Modem::Handlers handlers;
};

/// Runs `change` on the persistent state under the modem lock; `running` tells whether there is a
/// modem. kPerm in the child of a fork() (logged).
Status with_persistent(const std::function<Status(Persistent&, bool running)>& change);

/// nrf_modem_init(), whose modem tells `on_fault` when it crashes: kPerm when there is a modem
/// already; errors of Modem::create().
Status start_modem(Modem::FaultHandler on_fault);

/// nrf_modem_shutdown(): kPerm when there is no modem, or another thread is at it, or inside a
/// callback.
Status stop_modem();

/// The modem crashes: calls are kShutdown until it is shut down and initialised again. kPerm before
/// nrf_modem_init(). kShutdown after nrf_modem_shutdown(), and when it crashed already.
Status crash_modem(std::uint32_t reason, std::uint32_t program_counter);

/// Waits for the end of the callback that is being made, if there is one, also of a modem that
/// crashed. Inside a callback: does not.
void finish_callback();

/// Neither crashed nor shut down.
[[nodiscard]] bool modem_running();

/// The caller's errno, whatever the host's calls make of it meanwhile.
class KeptErrno {
 public:
  KeptErrno() : value_(errno) {}
  ~KeptErrno() { errno = value_; }
  KeptErrno(const KeptErrno&) = delete;
  KeptErrno& operator=(const KeptErrno&) = delete;

 private:
  int value_;
};

/// Runs one call of the C surface: no exception leaves, no memory is an error like others, and
/// errno stays as it was.
template <std::invocable<> Operation>
auto guarded(Operation operation) noexcept -> decltype(operation()) {
  const KeptErrno kept;
  try {
    return operation();
  } catch (const std::bad_alloc&) {
    return fail(Errno::kNoMem);
  }
}

/// Counts an error that a call answers: of nrf_errno.h, or when negative of nrf_gai_errors.h.
void count_error(const char* call, int number) noexcept;

/// A call of the socket API: the value, or -1 and errno. errno is set here and nowhere else.
template <typename T = int, std::invocable<> Operation>
T returned(Operation operation, T on_error = -1, const char* call = __builtin_FUNCTION()) noexcept {
  const auto result = guarded(std::move(operation));
  if (!result) {
    count_error(call, static_cast<int>(result.error()));
    errno = static_cast<int>(result.error());
    return on_error;
  }
  if constexpr (std::is_void_v<typename decltype(result)::value_type>) {
    return T{};
  } else {
    return static_cast<T>(*result);
  }
}

/// A call that answers 0 or a negated error number.
template <std::invocable<> Operation>
int negated(Operation operation, const char* call = __builtin_FUNCTION()) noexcept {
  const auto result = guarded(std::move(operation));
  if (!result) count_error(call, static_cast<int>(result.error()));
  return result ? 0 : -static_cast<int>(result.error());
}

/// Runs `operation(Call&)` with the modem. `function` of the application's API, for the log when it
/// comes too early.
template <typename Operation>
auto with_modem(Operation operation, std::string_view function = {})
    -> decltype(operation(std::declval<Call&>())) {
  auto call = Call::enter(function);
  if (!call) return fail(call.error());
  return operation(*call);
}

/// Whether there is memory for what `function` is about to do. kNoMem, kNoBufs: a test ordered that
/// there is none.
inline Status memory_for(Call& call, std::string_view function) {
  return call.modem().faults().memory(function);
}

}  // namespace hostmodem::api
