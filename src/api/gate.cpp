#include "api/gate.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <functional>

#include "api/misuse.h"
#include "api/summary.h"
#include "base/log.h"

namespace hostmodem::api {
namespace {

enum class Phase { kNeverStarted, kRunning, kCrashed, kStopping, kStopped };

/// In these there is a modem.
bool has_modem(Phase phase) {
  return phase == Phase::kRunning || phase == Phase::kCrashed || phase == Phase::kStopping;
}

/// The modem behind the C API. Never destroyed: calls may come from any thread until the process
/// ends.
struct Gate {
  std::mutex mutex;
  Phase phase = Phase::kNeverStarted;
  std::unique_ptr<Modem> modem;
  unsigned calls = 0;
  std::condition_variable drained;
  std::atomic<int> control_listener = -1;  ///< of the modem; for the child of a fork()
  Persistent persistent;
};

Gate& gate() {
  static Gate* const instance = new Gate;
  return *instance;
}

/// Set in the child of a fork() of an initialised modem: its thread, its lock and its peers stayed
/// with the parent.
std::atomic<bool> g_forked{false};

void mark_forked() {
  Gate& g = gate();
  // A lock that another thread held stays locked here for ever.
  bool locked = !g.mutex.try_lock();
  if (!locked) g.mutex.unlock();
  if (!Summaries::instance().forget()) locked = true;
  // Whoever connects to it after the end of the parent would wait for ever.
  if (const int listener = g.control_listener.exchange(-1); listener >= 0) ::close(listener);
  if (locked || has_modem(g.phase)) g_forked = true;
}

bool refused_after_fork() {
  if (!g_forked) return false;
  log::error("modem: used in the child of a fork(): the modem stayed with the parent process");
  return true;
}

/// A call ends. Under the lock.
void leave(Gate& g) {
  if (--g.calls == 0 && g.phase == Phase::kStopping) g.drained.notify_all();
}

Result<Config> configured(const Persistent& persistent) {
  if (persistent.configured) return persistent.config;
  const char* path = std::getenv("HOSTMODEM_CONFIG");
  if (path == nullptr || *path == '\0') return Config{};
  auto config = load_config(path);
  if (!config) {
    log::error("{}", config.error().message);
    return fail(config.error().error);
  }
  return *config;
}

/// With what the environment says of one run.
Result<Config> effective_config(const Persistent& persistent) {
  auto config = configured(persistent);
  if (!config) return config;
  if (const char* settings = std::getenv("HOSTMODEM_SET"); settings != nullptr) {
    const auto applied = apply_settings(*config, settings, "$HOSTMODEM_SET");
    if (!applied) {
      log::error("{}", applied.error().message);
      return fail(applied.error().error);
    }
  }
  const char* path = std::getenv("HOSTMODEM_CAPTURE");
  if (path != nullptr && *path != '\0') config->capture.file = path;
  path = std::getenv("HOSTMODEM_CONTROL");
  if (path != nullptr && *path != '\0') config->control_socket = path;
  return config;
}

}  // namespace

Call::Call(Lock lock, Modem& modem) : lock_(std::move(lock)), modem_(&modem) { ++gate().calls; }

Call::Call(Call&& other) noexcept
    : lock_(std::move(other.lock_)), modem_(std::exchange(other.modem_, nullptr)) {}

Result<Call> Call::enter(std::string_view function) {
  if (refused_after_fork()) return fail(Errno::kPerm);
  Gate& g = gate();
  Lock lock(g.mutex);
  if (g.phase == Phase::kNeverStarted) {
    if (!function.empty()) report(Misuse::kNeverInitialised, {.function = function});
    return fail(Errno::kPerm);
  }
  if (g.phase != Phase::kRunning) return fail(Errno::kShutdown);
  return Call(std::move(lock), *g.modem);
}

Call::~Call() {
  if (modem_ == nullptr) return;
  modem_->settle();
  leave(gate());
}

void count_error(const char* call, int number) noexcept {
  const KeptErrno kept;
  if (!g_forked) Summaries::instance().count_error(call, number);
}

Status with_persistent(const std::function<Status(Persistent&, bool)>& change) {
  if (refused_after_fork()) return fail(Errno::kPerm);
  Gate& g = gate();
  const Lock lock(g.mutex);
  return change(g.persistent, has_modem(g.phase));
}

bool modem_running() {
  if (g_forked) return false;
  Gate& g = gate();
  const Lock lock(g.mutex);
  return g.phase == Phase::kRunning;
}

Status crash_modem(std::uint32_t reason, std::uint32_t program_counter) {
  return with_modem([&](Call& call) -> Status {
    gate().control_listener = -1;
    call.modem().crash(reason, program_counter);
    gate().phase = Phase::kCrashed;
    return {};
  });
}

void finish_callback() {
  if (refused_after_fork()) return;
  Gate& g = gate();
  Lock lock(g.mutex);
  if (g.phase != Phase::kRunning && g.phase != Phase::kCrashed) return;
  ++g.calls;  // keeps the modem
  g.modem->loop().finish_callback(lock);
  leave(g);
}

Status start_modem(Modem::FaultHandler on_fault) {
  constexpr Subject kInit{.function = "nrf_modem_init"};
  if (EventLoop::in_callback()) {
    report(Misuse::kBlocksInCallback, kInit);
    return fail(Errno::kPerm);
  }
  if (refused_after_fork()) return fail(Errno::kPerm);
  static const int at_fork = pthread_atfork(nullptr, nullptr, &mark_forked);
  static_cast<void>(at_fork);
  Gate& g = gate();
  const Lock lock(g.mutex);
  if (has_modem(g.phase)) {
    report(g.phase == Phase::kCrashed ? Misuse::kCrashed : Misuse::kInitialisedAlready, kInit);
    return fail(Errno::kPerm);
  }
  forget_all_misuse();
  Summaries& summaries = Summaries::instance();
  const bool watched = summaries.begin();
  auto config = effective_config(g.persistent);
  if (!config) return fail(config.error());
  if (g.persistent.seed) config->seed = g.persistent.seed;
  log::set_level(config->log_level.value_or(log::Level::kWarning));
  g.persistent.handlers.fault = std::move(on_fault);
  g.persistent.handlers.progress = nullptr;
  if (watched) {
    g.persistent.handlers.progress = [&summaries](Modem& modem) {
      summaries.update(modem, HOSTMODEM_SUMMARY_RUNNING);
    };
  }
  auto modem = Modem::create(*config, g.mutex, g.persistent.handlers);
  if (!modem) return fail(modem.error());
  g.modem = std::move(*modem);
  g.control_listener = g.modem->control_listener();
  summaries.update(*g.modem, HOSTMODEM_SUMMARY_RUNNING);
  g.phase = Phase::kRunning;
  return {};
}

Status stop_modem() {
  constexpr Subject kShutdown{.function = "nrf_modem_shutdown"};
  if (EventLoop::in_callback()) {
    report(Misuse::kBlocksInCallback, kShutdown);
    return fail(Errno::kPerm);
  }
  if (refused_after_fork()) return fail(Errno::kPerm);
  Gate& g = gate();
  Lock lock(g.mutex);
  if (g.phase != Phase::kRunning && g.phase != Phase::kCrashed) return fail(Errno::kPerm);
  if (!g.modem->sockets().empty()) report(Misuse::kSocketsAtShutdown, kShutdown);
  g.phase = Phase::kStopping;
  g.control_listener = -1;
  g.modem->begin_shutdown();
  g.drained.wait(lock, [&g] { return g.calls == 0; });
  g.modem->finish_shutdown(lock);
  Summaries::instance().update(*g.modem, HOSTMODEM_SUMMARY_SHUT_DOWN);
  g.modem.reset();
  g.phase = Phase::kStopped;
  return {};
}

}  // namespace hostmodem::api
