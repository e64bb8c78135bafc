#include <csignal>

#include "event_loop_fixture.h"

// What the modem thread does with the callbacks of the application.

namespace hostmodem {
namespace {

using testing::ElementsAre;

class EventLoopCallbacks : public EventLoopTest {
 protected:
  /// Posts under the lock.
  void post(std::function<void()> callback) {
    const Lock lock(mutex);
    loop.post(std::move(callback));
  }
};

TEST_F(EventLoopCallbacks, AreCalledInTheOrderInWhichTheyWerePosted) {
  std::vector<int> called;
  {
    const Lock lock(mutex);
    for (int i = 0; i < 4; ++i) loop.post([&called, i] { called.push_back(i); });
  }
  drain();
  EXPECT_THAT(called, ElementsAre(0, 1, 2, 3));
}

TEST_F(EventLoopCallbacks, AreCalledWithTheLockReleased) {
  bool released = false;
  post([&] {
    released = mutex.try_lock();
    if (released) mutex.unlock();
  });
  drain();
  EXPECT_TRUE(released);
}

TEST_F(EventLoopCallbacks, AreCalledByOneThreadOfTheLoop) {
  const auto first = modem_thread();
  const auto second = modem_thread();
  EXPECT_EQ(first.id, second.id);
  EXPECT_NE(first.id, std::this_thread::get_id());
}

TEST_F(EventLoopCallbacks, OneThatACallbackPostsComesAfterThoseInTheQueue) {
  std::vector<int> called;
  {
    const Lock lock(mutex);
    loop.post([&] {
      called.push_back(1);
      const Lock inside(mutex);
      loop.post([&] { called.push_back(3); });
    });
    loop.post([&] { called.push_back(2); });
  }
  drain();
  drain();
  EXPECT_THAT(called, ElementsAre(1, 2, 3));
}

TEST_F(EventLoopCallbacks, InCallbackIsTrueInsideOneAndNowhereElse) {
  bool inside = false;
  post([&] { inside = EventLoop::in_callback(); });
  drain();
  EXPECT_TRUE(inside);
  EXPECT_FALSE(EventLoop::in_callback());

  bool in_timer = true;
  {
    Lock lock(mutex);
    clock.hold();
    Timer timer(timers, [&] { in_timer = EventLoop::in_callback(); });
    timer.set_after(milliseconds(1));
    ASSERT_TRUE(loop.step(lock, milliseconds(1)));
  }
  EXPECT_FALSE(in_timer);
}

TEST_F(EventLoopCallbacks, WakeTheModemThreadOutOfPoll) {
  ASSERT_TRUE(modem_thread_sleeps());
  drain();
}

TEST_F(EventLoopCallbacks, AreCalledWhileACallerDrives) {
  Waiter waiter(loop);
  test::BlockedCall call([&] { return wait_for(waiter); });
  ASSERT_TRUE(call.blocks());
  drain();
  {
    const Lock lock(mutex);
    waiter.signal();
  }
}

TEST_F(EventLoopCallbacks, WakeTheModemThreadThatSleepsBecauseACallerDrives) {
  Waiter waiter(loop);
  test::BlockedCall call([&] { return wait_for(waiter); });
  ASSERT_TRUE(call.blocks());
  ASSERT_TRUE(modem_thread_sleeps());
  drain();
  {
    const Lock lock(mutex);
    waiter.signal();
  }
}

TEST_F(EventLoopCallbacks, OneThatRunsKeepsNoCallerFromWaitingAndBeingServed) {
  std::promise<void> running;
  std::promise<void> release;
  post([&running, &release] {
    running.set_value();
    release.get_future().wait();
  });
  running.get_future().wait();

  Caller& waiting = caller();
  waiting.event.set();
  EXPECT_EQ(wait_for(waiting.waiter), std::this_thread::get_id());
  release.set_value();
  drain();
}

TEST_F(EventLoopCallbacks, ThatPostEachOtherForEverStarvedTheTimers) {
  constexpr int kMany = 200000;
  bool fired = false;
  int calls = 0;
  Timer timer(timers, [&] { fired = true; });
  const std::function<void()> again = [&] {
    const Lock lock(mutex);
    if (++calls == 100) timer.set_after(milliseconds(0));
    if (!fired && calls < kMany) loop.post(again);
  };
  {
    const Lock lock(mutex);
    loop.post(again);
  }
  EXPECT_TRUE(eventually([&] { return fired || calls == kMany; }));
  const Lock lock(mutex);
  EXPECT_LT(calls, kMany);
}

TEST_F(EventLoopCallbacks, ThatAreQueuedAreStillCalledByStopAndThoseTheyCauseAreNot) {
  std::promise<void> running;
  std::promise<void> release;
  bool called = false;
  bool caused = false;
  {
    const Lock lock(mutex);
    loop.post([&] {
      running.set_value();
      release.get_future().wait();
    });
    loop.post([&] {
      const Lock inside(mutex);
      called = true;
      loop.post([&] { caused = true; });
    });
  }
  running.get_future().wait();

  Lock lock(mutex);
  std::thread releaser([&] {
    const Lock after_stop_began(mutex);
    release.set_value();
  });
  loop.stop(lock);
  lock.unlock();
  releaser.join();
  EXPECT_TRUE(called);
  EXPECT_FALSE(caused);
}

TEST_F(EventLoopCallbacks, ThatAreNotWantedAnyMoreAreNotCalled) {
  bool called = false;
  bool wanted = true;
  {
    const Lock lock(mutex);
    loop.post(Callback{[&] { called = true; }, [&] { return wanted; }});
    wanted = false;
  }
  drain();
  EXPECT_FALSE(called);
}

TEST_F(EventLoopCallbacks, CallNowCallsInItsOwnThread) {
  std::thread::id thread;
  bool inside = false;
  {
    Lock lock(mutex);
    loop.call_now(lock, {[&] {
                    const Lock not_held_by_the_loop(mutex);
                    thread = std::this_thread::get_id();
                    inside = EventLoop::in_callback();
                  }});
  }
  EXPECT_EQ(thread, std::this_thread::get_id());
  EXPECT_TRUE(inside);
  EXPECT_FALSE(EventLoop::in_callback());
}

TEST_F(EventLoopCallbacks, CallNowCauseTheEndOfTheOneThatRuns) {
  std::promise<void> running;
  std::promise<void> release;
  bool ended = false;
  bool ended_before = false;
  post([&] {
    running.set_value();
    release.get_future().wait();
    const Lock lock(mutex);
    ended = true;
  });
  running.get_future().wait();
  test::BlockedCall call([&] {
    Lock lock(mutex);
    loop.call_now(lock, {[&] { ended_before = ended; }});
    return 0;
  });
  ASSERT_TRUE(call.blocks());
  release.set_value();
  EXPECT_EQ(call.result(), 0);
  EXPECT_TRUE(ended_before);
}

TEST_F(EventLoopCallbacks, CallNowInsideOfOneCallsAtOnce) {
  bool called = false;
  post([&] {
    Lock lock(mutex);
    loop.call_now(lock, {[&] { called = true; }});
  });
  drain();
  EXPECT_TRUE(called);
}

TEST_F(EventLoopCallbacks, ThatWerePostedDuringCallNowAreCalledAfterwards) {
  bool called = false;
  {
    Lock lock(mutex);
    loop.call_now(lock, {[&] {
                    const Lock inside(mutex);
                    loop.post([&] { called = true; });
                  }});
  }
  drain();
  EXPECT_TRUE(called);
}

TEST_F(EventLoopCallbacks, TheThreadThatCallsThemTakesNoSignalsOfTheApplication) {
  sigset_t blocked;
  post([&] { pthread_sigmask(SIG_SETMASK, nullptr, &blocked); });
  drain();
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD, SIGALRM, SIGUSR1}) {
    EXPECT_EQ(sigismember(&blocked, signal), 1) << signal;
  }
  sigset_t own;
  pthread_sigmask(SIG_SETMASK, nullptr, &own);
  EXPECT_EQ(sigismember(&own, SIGTERM), 0);
}

}  // namespace
}  // namespace hostmodem
