#include <atomic>
#include <random>

#include "event_loop_fixture.h"

namespace hostmodem {
namespace {

constexpr int kThreads = 6;
constexpr int kSteps = 300;

/// Threads that wait, signal each other, set timers, post callbacks and change what is watched.
/// Each wait is ended by somebody: at the latest by a timer of its own.
class EventLoopHammer : public EventLoopTest {
 protected:
  void run(unsigned seed) {
    std::mt19937 random(seed);
    Waiter waiter(loop);
    Timer timer(timers, [&] { waiter.signal(); });
    for (int i = 0; i < kSteps; ++i) {
      Lock lock(mutex);
      switch (random() % 6) {
        case 0:
        case 1: {
          timer.set_after(milliseconds(random() % 20));
          all_.push_back(&waiter);
          loop.wait(lock, waiter);
          std::erase(all_, &waiter);
          timer.cancel();
          waiter.reset();
          break;
        }
        case 2:
          if (!all_.empty()) all_[random() % all_.size()]->signal();
          break;
        case 3:
          ++posted_;
          loop.post([this] {
            const Lock inside(mutex);
            ++called_;
            if (!all_.empty()) all_.front()->signal();
          });
          break;
        case 4:
          if (source.watched.empty()) {
            source.watched.push_back(event_.fd());
          } else {
            source.watched.clear();
          }
          break;
        default:
          event_.set();
          break;
      }
      loop.kick();
      if (random() % 64 == 0) loop.signal_all();
    }
    const Lock lock(mutex);
    timer.cancel();
  }

  HostEvent event_;
  std::vector<Waiter*> all_;
  int posted_ = 0;
  int called_ = 0;
};

TEST_F(EventLoopHammer, NoCallerStaysBehindAndNoCallbackIsLost) {
  {
    const Lock lock(mutex);
    clock.run(50);
    source.on_dispatch = [this](auto) {
      event_.clear();
      if (!all_.empty()) all_.back()->signal();
    };
  }
  std::vector<std::thread> threads;
  for (unsigned seed = 1; seed <= kThreads; ++seed) threads.emplace_back([=, this] { run(seed); });
  for (std::thread& thread : threads) thread.join();
  drain();
  const Lock lock(mutex);
  EXPECT_EQ(called_, posted_);
  EXPECT_EQ(source.strangers, 0);
}

TEST_F(EventLoopHammer, StepsOfAHeldClockEndEveryWait) {
  {
    const Lock lock(mutex);
    clock.hold();
    loop.clock_changed();
  }
  std::atomic<int> running = kThreads;
  std::vector<std::thread> threads;
  for (unsigned seed = 1; seed <= kThreads; ++seed) {
    threads.emplace_back([&, seed] {
      run(seed);
      --running;
    });
  }
  while (running > 0) {
    Lock lock(mutex);
    ASSERT_TRUE(loop.step(lock, milliseconds(7)));
  }
  for (std::thread& thread : threads) thread.join();
  drain();
  const Lock lock(mutex);
  EXPECT_EQ(called_, posted_);
  EXPECT_EQ(source.strangers, 0);
}

}  // namespace
}  // namespace hostmodem
