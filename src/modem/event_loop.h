#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/callback.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/host_event.h"
#include "base/poll_source.h"
#include "base/timers.h"

namespace hostmodem {

using Lock = std::unique_lock<std::mutex>;

class Waiter;

/// Waits for the world and for timers, and runs what they cause, under the modem lock. The one
/// modem thread does that, and calls the application's callbacks.
///
/// Theory of operation: a turn is prepare, poll() with the lock released, dispatch, timers, settle.
/// One thread at a time takes turns, the driver. Normally that is the modem thread. A caller that
/// has to wait drives the loop itself, so that the packet it waits for wakes it and nobody else;
/// the modem thread stands by. When the caller returns, the modem thread stays off for kGrace: a
/// caller that waits in quick succession (a request, an answer, a request) meets no other thread
/// at the lock. Only when a caller has been driving for longer than kGrace does the modem thread
/// sleep without a limit, and is woken when that caller leaves.
///
/// Any thread that holds the lock may change what the driver waits for (a new descriptor, an
/// earlier deadline); it says so by kick(), which wakes the driver only if there is a difference.
///
/// Callbacks of the application are queued by post() and called by the modem thread, in order, one
/// at a time, with the lock released: the "interrupt" context of the chip. Between two batches of
/// them the modem thread takes a turn, if it is its turn. call_now() makes one in the calling
/// thread, when no other is being made.
class EventLoop {
 public:
  /// `settle` is called after each turn, until nothing is left to do.
  EventLoop(std::mutex& mutex, Clock& clock, TimerQueue& timers, PollSource& source,
            std::function<void()> settle);

  /// stop() was called, or start() was not.
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Starts the modem thread. kNoMem when the host has no thread or descriptor for it.
  Status start();

  /// Ends the modem thread, after the callbacks that are queued by now; those that they cause are
  /// dropped. No caller waits any more. Not from a callback. Releases the lock meanwhile.
  void stop(Lock& lock);

  /// From now on nobody asks the world or the timers any more; callbacks are still made.
  void halt();

  /// Queues a callback of the application.
  void post(Callback callback);
  void post(std::function<void()> call) { post(Callback{std::move(call)}); }

  /// Makes a callback of the application before it returns, with the lock released; first waits for
  /// the end of one that is being made. Inside a callback: at once.
  void call_now(Lock& lock, const Callback& callback);

  /// Waits for the end of the callback that is being made, if there is one. Inside a callback: does
  /// not. Releases the lock meanwhile.
  void finish_callback(Lock& lock);

  /// The calling thread is inside a callback: it must not block.
  [[nodiscard]] static bool in_callback();

  /// To be called by a thread that did something to the modem, before it releases the lock. When
  /// that closed a descriptor which the driver waits for, returns when the driver has let go of it:
  /// until then the host would keep it open, and its port taken.
  void kick();

  /// The clock was held, let run or scaled: what is waited for comes at another host time now.
  void clock_changed() { wake_driver(); }

  /// Wakes every caller inside wait() or step().
  void signal_all();

  /// Returns when `waiter` was signalled; drives the loop meanwhile if nobody else does.
  void wait(Lock& lock, Waiter& waiter);

  /// Moves the held clock forward by `span`, stopping at each deadline; then waits until the
  /// callbacks that this caused have returned (not inside a callback). kInval: not held, or beyond
  /// the end of time.
  Status step(Lock& lock, Duration span);

  [[nodiscard]] TimerQueue& timers() { return timers_; }

 private:
  friend class Waiter;
  enum class Driver { kNobody, kModemThread, kCaller };
  using HostClock = std::chrono::steady_clock;

  void run();
  void turn(Lock& lock, Driver driver);
  void run_callbacks(Lock& lock);
  void make_next(Lock& lock);
  static void make(Lock& lock, const Callback& callback);
  void stand_by(Lock& lock);
  [[nodiscard]] bool callers_drive() const;
  void hand_over();
  void wake_driver();
  void wake_for_callbacks();
  [[nodiscard]] TimePoint collect(std::vector<pollfd>& fds);
  [[nodiscard]] std::optional<Duration> poll_time(Driver driver) const;

  std::mutex& mutex_;
  Clock& clock_;
  TimerQueue& timers_;
  PollSource& source_;
  std::function<void()> settle_;

  std::thread thread_;
  bool stopping_ = false;
  bool halted_ = false;
  HostEvent wake_;

  Driver driver_ = Driver::kNobody;    ///< who is inside poll()
  Waiter* driving_waiter_ = nullptr;   ///< the driver's, when that is a caller
  std::atomic<bool> polling_ = false;  ///< the driver has not come back from poll()
  bool wake_sent_ = false;
  bool stale_ = false;           ///< what poll() waits for is not what it should
  bool takeover_ = false;        ///< a caller wants the modem thread out of poll()
  std::vector<pollfd> fds_;      ///< given to poll()
  std::vector<pollfd> watched_;  ///< the same, not touched by poll()
  std::vector<pollfd> scratch_;
  TimePoint watched_deadline_{};

  std::list<Waiter*> waiters_;        ///< callers inside wait()
  std::condition_variable stand_by_;  ///< the modem thread sleeps here while callers drive
  bool deep_sleep_ = false;           ///< it sleeps until a caller leaves
  HostClock::time_point quiet_until_{};

  std::deque<Callback> callbacks_;
  std::size_t last_callbacks_ = 0;          ///< those of them that are still made while stopping
  bool calling_ = false;                    ///< one is being made, or a batch of them
  std::condition_variable callbacks_done_;  ///< told when that ends
  unsigned releases_ = 0;                   ///< of callers inside step(), by signal_all()
};

/// One blocked call. Signalled under the modem lock, by whatever it waits for.
class Waiter {
 public:
  explicit Waiter(EventLoop& loop) : loop_(loop) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  void signal();
  void reset() { signalled_ = false; }
  [[nodiscard]] bool signalled() const { return signalled_; }

 private:
  friend class EventLoop;

  EventLoop& loop_;
  bool signalled_ = false;
  std::condition_variable woken_;
};

}  // namespace hostmodem
