#include <atomic>
#include <memory>

#include "event_loop_fixture.h"

// Time that a test moves.

namespace hostmodem {
namespace {

using testing::ElementsAre;
using testing::Pair;

class EventLoopStep : public EventLoopTest {
 protected:
  EventLoopStep() {
    const Lock lock(mutex);
    clock.hold();
    loop.clock_changed();
    start_ = clock.now();
  }
  ~EventLoopStep() override {
    const Lock lock(mutex);  // the loop still runs
    own_.clear();
  }

  Status step(Duration span) {
    Lock lock(mutex);
    return loop.step(lock, span);
  }

  Duration since_start() { return clock.now() - start_; }

  /// A timer that notes its name and when it fired.
  void arm(char name, Duration delay) {
    const Lock lock(mutex);
    own_.push_back(
        std::make_unique<Timer>(timers, [this, name] { fired.emplace_back(name, since_start()); }));
    own_.back()->set_after(delay);
  }

  std::vector<std::pair<char, Duration>> fired;

 private:
  TimePoint start_;
  std::vector<std::unique_ptr<Timer>> own_;
};

TEST_F(EventLoopStep, IsRefusedWhileTheClockRuns) {
  Lock lock(mutex);
  clock.run(1);
  const auto refused = loop.step(lock, milliseconds(1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Errno::kInval);
}

TEST_F(EventLoopStep, MovesTheClockByExactlyItsSpan) {
  arm('a', milliseconds(3));
  ASSERT_TRUE(step(milliseconds(10)));
  EXPECT_EQ(since_start(), milliseconds(10));
}

TEST_F(EventLoopStep, FiresEachTimerAtItsTimeInTheOrderOfTheirDeadlines) {
  arm('c', milliseconds(30));
  arm('a', std::chrono::microseconds(10));
  arm('b', milliseconds(20));
  arm('d', milliseconds(41));
  ASSERT_TRUE(step(milliseconds(40)));
  EXPECT_THAT(fired, ElementsAre(Pair('a', std::chrono::microseconds(10)),
                                 Pair('b', milliseconds(20)), Pair('c', milliseconds(30))));
}

TEST_F(EventLoopStep, FiresTimersOfOneDeadlineInTheOrderInWhichTheyWereSet) {
  for (const char name : {'x', 'y', 'z'}) arm(name, milliseconds(5));
  ASSERT_TRUE(step(milliseconds(5)));
  EXPECT_THAT(fired,
              ElementsAre(Pair('x', testing::_), Pair('y', testing::_), Pair('z', testing::_)));
}

TEST_F(EventLoopStep, FiresATimerThatATimerSetWithinTheSpan) {
  Timer second(timers, [&] { fired.emplace_back('2', since_start()); });
  Timer first(timers, [&] { second.set_after(milliseconds(4)); });
  {
    const Lock lock(mutex);
    first.set_after(milliseconds(3));
  }
  ASSERT_TRUE(step(milliseconds(10)));
  EXPECT_THAT(fired, ElementsAre(Pair('2', milliseconds(7))));
}

TEST_F(EventLoopStep, FiredATimerThatATimerSetForNowAMillisecondLate) {
  Timer second(timers, [&] { fired.emplace_back('2', since_start()); });
  Timer first(timers, [&] { second.set_after(milliseconds(0)); });
  {
    const Lock lock(mutex);
    first.set_after(milliseconds(3));
  }
  ASSERT_TRUE(step(milliseconds(10)));
  EXPECT_THAT(fired, ElementsAre(Pair('2', milliseconds(3))));
}

TEST_F(EventLoopStep, OfNothingFiresWhatIsDueNow) {
  arm('a', milliseconds(0));
  ASSERT_TRUE(step(milliseconds(0)));
  EXPECT_THAT(fired, ElementsAre(Pair('a', milliseconds(0))));
}

TEST_F(EventLoopStep, DispatchesAtTheDeadlinesOfTheSource) {
  std::vector<Duration> times;
  TimePoint next;
  {
    const Lock lock(mutex);
    next = clock.now() + milliseconds(4);
    source.deadline = [&] { return next; };
    source.on_dispatch = [&](auto) {
      if (clock.now() < next) return;  // the modem thread went round
      times.push_back(since_start());
      next += milliseconds(4);
    };
  }
  ASSERT_TRUE(step(milliseconds(10)));
  EXPECT_THAT(times, ElementsAre(milliseconds(4), milliseconds(8)));
}

TEST_F(EventLoopStep, IsNotHeldUpByASourceThatIsNeverContent) {
  Lock lock(mutex);
  source.deadline = [&] { return clock.now(); };
  ASSERT_TRUE(loop.step(lock, milliseconds(20)));
  EXPECT_EQ(since_start(), milliseconds(20));
  source.deadline = [] { return TimePoint::max(); };
}

TEST_F(EventLoopStep, IsNotHeldUpByATimerThatSetsItselfForNow) {
  Timer timer(timers, [&] { timer.set_after(milliseconds(0)); });
  Lock lock(mutex);
  timer.set_after(milliseconds(1));
  ASSERT_TRUE(loop.step(lock, milliseconds(20)));
  EXPECT_EQ(since_start(), milliseconds(20));
  timer.cancel();
}

TEST_F(EventLoopStep, ReturnsWhenTheCallbacksThatItCausedHaveReturned) {
  int called = 0;
  Timer timer(timers, [&] {
    loop.post([&] {
      ++called;
      const Lock lock(mutex);
      loop.post([&] { ++called; });
    });
  });
  {
    const Lock lock(mutex);
    timer.set_after(milliseconds(1));
  }
  ASSERT_TRUE(step(milliseconds(1)));
  EXPECT_EQ(called, 2);
}

TEST_F(EventLoopStep, InsideACallbackDoesNotWaitForItself) {
  arm('a', milliseconds(2));
  Status status = fail(Errno::kAgain);
  {
    const Lock lock(mutex);
    loop.post([&] { status = step(milliseconds(2)); });
  }
  drain();
  EXPECT_TRUE(status);
  EXPECT_THAT(fired, ElementsAre(Pair('a', milliseconds(2))));
}

TEST_F(EventLoopStep, WakesTheCallerWhoseDeadlinePasses) {
  Waiter waiter(loop);
  Timer deadline(timers, [&] { waiter.signal(); });
  {
    const Lock lock(mutex);
    deadline.set_after(milliseconds(10));
  }
  test::BlockedCall call([&] { return wait_for(waiter); });
  ASSERT_TRUE(call.blocks());
  ASSERT_TRUE(step(milliseconds(9)));
  EXPECT_TRUE(call.blocks());
  ASSERT_TRUE(step(milliseconds(1)));
  static_cast<void>(call.result());
}

TEST_F(EventLoopStep, OfSeveralThreadsAddsUp) {
  constexpr int kThreads = 4;
  constexpr int kSteps = 50;
  Timer timer(timers, [&] { loop.post([] {}); });
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < kSteps; ++j) {
        {
          const Lock lock(mutex);
          timer.set_after(milliseconds(1));
        }
        EXPECT_TRUE(step(milliseconds(2)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(since_start(), milliseconds(2 * kThreads * kSteps));
}

// A pipe and its handler that answer each other for ever, for example.
TEST_F(EventLoopStep, KeptAShutdownWaitingWhileCallbacksWentOn) {
  std::atomic<bool> end = false;
  const std::function<void()> again = [&] {
    const Lock lock(mutex);
    if (!end) loop.post(again);
  };
  {
    const Lock lock(mutex);
    loop.post(again);
  }
  auto call = std::async(std::launch::async, [&] { return step(milliseconds(1)).has_value(); });
  ASSERT_TRUE(eventually([&] { return since_start() == milliseconds(1); }));
  {
    const Lock lock(mutex);
    loop.signal_all();
  }
  EXPECT_EQ(call.wait_for(test::kPatience), std::future_status::ready);
  end = true;
  drain();
}

}  // namespace
}  // namespace hostmodem
