#pragma once

#include <optional>
#include <string_view>

#include "api/gate.h"
#include "api/misuse.h"
#include "base/wait_queue.h"
#include "modem/event_loop.h"

/// The one place where a call waits.
namespace hostmodem::api {

/// Refuses to wait inside a callback of the application: on the chip that is an interrupt service
/// routine, where a blocking call is a bug. kPerm, with a log line.
inline Status may_block(std::string_view function, int fd = Subject::kNoFd) {
  if (!EventLoop::in_callback()) return {};
  report(Misuse::kBlocksInCallback, {.function = function, .fd = fd});
  return fail(Errno::kPerm);
}

/// One blocked call and what wakes it: any number of objects, and a deadline.
class Wait {
 public:
  /// `limit` on the modem's clock; zero: none.
  Wait(Modem& modem, Duration limit)
      : waiter_(modem.loop()), deadline_(modem.timers(), [this] {
          expired_ = true;
          waiter_.signal();
        }) {
    if (limit > Duration::zero()) deadline_.set_after(limit);
  }

  [[nodiscard]] bool expired() const { return expired_; }

  /// A place in a queue, held by the caller.
  class Place final : public WaitQueue::Node {
   public:
    Place(Wait& wait, WaitQueue& queue) : wait_(wait) { queue.join(*this); }
    void on_notify() override { wait_.waiter_.signal(); }

   private:
    Wait& wait_;
  };

  /// Returns when something happened since the last time, or the deadline came.
  /// kShutdown: the modem is being shut down.
  Status next(Call& call) {
    if (!call.modem().shutting_down() && !waiter_.signalled()) {
      call.modem().loop().wait(call.lock(), waiter_);
    }
    waiter_.reset();
    if (call.modem().shutting_down()) return fail(Errno::kShutdown);
    return {};
  }

 private:
  Waiter waiter_;
  bool expired_ = false;
  Timer deadline_;
};

/// Tries `operation` until it answers something else than kAgain, waiting for `queue` in between.
///
/// `limit`: how long (zero: for ever); `on_expiry`: the error then. kShutdown when the modem is
/// shut down meanwhile.
template <typename Operation>
auto blocking(Call& call, WaitQueue& queue, Duration limit, Errno on_expiry, Operation operation)
    -> decltype(operation()) {
  auto result = operation();
  if (result || result.error() != Errno::kAgain) return result;
  Wait wait(call.modem(), limit);
  const Wait::Place place(wait, queue);
  while (true) {
    // What was just sent may be answered at once.
    call.modem().settle();
    result = operation();
    if (result || result.error() != Errno::kAgain) return result;
    if (wait.expired()) return fail(on_expiry);
    if (const auto woken = wait.next(call); !woken) return fail(woken.error());
  }
}

}  // namespace hostmodem::api
