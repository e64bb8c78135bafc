#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/host_event.h"
#include "base/timers.h"
#include "modem/event_loop.h"
#include "support/blocked_call.h"
#include "support/patience.h"

namespace hostmodem {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// What the loop waits for, as the test says. All members under the lock of the test.
class FakeSource final : public PollSource {
 public:
  void prepare(std::vector<pollfd>& fds, TimePoint& until) override {
    ++prepared;
    prepared_by = std::this_thread::get_id();
    for (const int fd : watched) fds.push_back({fd, POLLIN, 0});
    deadline_now = deadline();
    until = std::min(until, deadline_now);
  }

  void dispatch(std::span<const pollfd> fds) override {
    ++dispatched;
    dispatched_by = std::this_thread::get_id();
    for (const pollfd& fd : fds) {
      if (std::find(watched.begin(), watched.end(), fd.fd) == watched.end()) ++strangers;
      if (fd.revents != 0) ready.push_back(fd.fd);
    }
    if (on_dispatch) on_dispatch(fds);
  }

  std::vector<int> watched;
  std::function<TimePoint()> deadline = [] { return TimePoint::max(); };
  std::function<void(std::span<const pollfd>)> on_dispatch;

  int prepared = 0;
  std::thread::id prepared_by;
  TimePoint deadline_now = TimePoint::max();
  int dispatched = 0;
  std::thread::id dispatched_by;
  std::vector<int> ready;  ///< descriptors that were dispatched with an event
  int strangers = 0;       ///< descriptors that were dispatched although they are not watched
};

/// A running loop over a FakeSource. `clock` runs unless a test holds it.
class EventLoopTest : public testing::Test {
 protected:
  EventLoopTest() {
    const Lock lock(mutex);
    EXPECT_TRUE(loop.start());
  }

  ~EventLoopTest() override { stop(); }

  void stop() {
    Lock lock(mutex);
    loop.stop(lock);
  }

  /// Looks, under the lock, until `condition` is true.
  template <typename Condition>
  [[nodiscard]] bool eventually(Condition condition) {
    return test::eventually([&] {
      const Lock lock(mutex);
      return condition();
    });
  }

  /// Waits until every callback that was posted until now has returned.
  void drain() {
    std::promise<void> done;
    {
      const Lock lock(mutex);
      loop.post([&] { done.set_value(); });
    }
    done.get_future().wait();
  }

  struct Thread {
    pid_t number;
    std::thread::id id;
  };
  Thread modem_thread() {
    std::promise<Thread> thread;
    {
      const Lock lock(mutex);
      loop.post([&] { thread.set_value({gettid(), std::this_thread::get_id()}); });
    }
    return thread.get_future().get();
  }

  /// Waits until the modem thread sleeps for good: in poll(), or because a caller drives.
  [[nodiscard]] bool modem_thread_sleeps() {
    return test::wait_until_asleep(modem_thread().number);
  }

  /// Blocks in wait() until `waiter` is signalled; gives the thread.
  std::thread::id wait_for(Waiter& waiter) {
    Lock lock(mutex);
    loop.wait(lock, waiter);
    return std::this_thread::get_id();
  }

  /// A waiter, and the event of the host that signals it.
  struct Caller {
    explicit Caller(EventLoop& loop) : waiter(loop) {}
    HostEvent event;
    Waiter waiter;
  };

  /// A new one. It lives as long as the loop.
  Caller& caller() {
    const Lock lock(mutex);
    Caller& made = callers_.emplace_back(loop);
    source.watched.push_back(made.event.fd());
    source.on_dispatch = [this](std::span<const pollfd> fds) {
      for (const pollfd& fd : fds) {
        for (Caller& one : callers_) {
          if (fd.fd != one.event.fd() || fd.revents == 0) continue;
          one.event.clear();
          one.waiter.signal();
        }
      }
    };
    loop.kick();
    return made;
  }

  std::mutex mutex;
  Clock clock;
  TimerQueue timers{clock};
  FakeSource source;
  int turns = 0;  ///< how often the loop went round
  EventLoop loop{mutex, clock, timers, source, [this] { ++turns; }};

 private:
  std::deque<Caller> callers_;
};

}  // namespace hostmodem
