#include <poll.h>

#include <array>

#include "event_loop_fixture.h"

// What a thread that changes the modem does to the one that polls.

namespace hostmodem {
namespace {

class EventLoopKick : public EventLoopTest {
 protected:
  /// Changes something under the lock, and kicks.
  void change(const std::function<void()>& what) {
    const Lock lock(mutex);
    what();
    loop.kick();
  }

  /// Whether the loop goes round because of `what`, from the rest in poll() to the rest in poll().
  bool wakes_the_driver(const std::function<void()>& what) {
    const auto modem = modem_thread();
    EXPECT_TRUE(test::wait_until_asleep(modem.number));
    int before = 0;
    {
      const Lock lock(mutex);
      before = turns;
      what();
      loop.kick();
    }
    EXPECT_TRUE(test::wait_until_asleep(modem.number));
    const Lock lock(mutex);
    return turns != before;
  }

  void wait_until(TimePoint deadline) {
    source.deadline = [this, deadline] {
      return clock.now() < deadline ? deadline : TimePoint::max();
    };
  }
};

TEST_F(EventLoopKick, WakesTheDriverForANewDescriptor) {
  ASSERT_TRUE(modem_thread_sleeps());
  const HostEvent event;
  event.set();
  change([&] { source.watched.push_back(event.fd()); });
  EXPECT_TRUE(eventually([&] { return !source.ready.empty(); }));
  change([&] { source.watched.clear(); });
}

TEST_F(EventLoopKick, WakesADrivingCallerForANewDescriptor) {
  const HostEvent event;
  event.set();
  Waiter waiter(loop);
  test::BlockedCall call([&] { return wait_for(waiter); });
  ASSERT_TRUE(call.blocks());
  change([&] {
    source.watched.push_back(event.fd());
    source.on_dispatch = [&](auto) {
      source.watched.clear();
      waiter.signal();
    };
  });
  const auto thread = call.result();
  const Lock lock(mutex);
  EXPECT_EQ(source.dispatched_by, thread);
}

TEST_F(EventLoopKick, WakesTheDriverForAnEarlierDeadline) {
  {
    const Lock lock(mutex);
    wait_until(clock.now() + std::chrono::hours(1));
    loop.kick();
  }
  EXPECT_TRUE(wakes_the_driver([&] { wait_until(clock.now() + std::chrono::minutes(30)); }));
}

TEST_F(EventLoopKick, WakesTheDriverForATimer) {
  Timer timer(timers, [] {});
  EXPECT_TRUE(wakes_the_driver([&] { timer.set_after(seconds(1000)); }));
  const Lock lock(mutex);
  timer.cancel();
}

TEST_F(EventLoopKick, LeavesTheDriverAsleepWhenNothingChanged) {
  EXPECT_FALSE(wakes_the_driver([] {}));
}

TEST_F(EventLoopKick, LeavesTheDriverAsleepWhenADeadlineGetsLater) {
  {
    const Lock lock(mutex);
    wait_until(clock.now() + std::chrono::hours(1));
    loop.kick();
  }
  EXPECT_FALSE(wakes_the_driver([&] { wait_until(clock.now() + std::chrono::hours(2)); }));
}

TEST_F(EventLoopKick, LeavesTheDriverAsleepForADeadlineOfAHeldClock) {
  {
    const Lock lock(mutex);
    clock.hold();
    loop.clock_changed();
  }
  EXPECT_FALSE(wakes_the_driver([&] { wait_until(clock.now() + milliseconds(1)); }));
}

// A timer for "now" waited for the next step when the modem thread was in poll(), and fired at once
// when it was not.
TEST_F(EventLoopKick, OfAHeldClockLeftATimerThatWasDueAtOnceWaiting) {
  {
    const Lock lock(mutex);
    clock.hold();
    loop.clock_changed();
  }
  ASSERT_TRUE(modem_thread_sleeps());
  bool fired = false;
  Timer timer(timers, [&] { fired = true; });
  change([&] { timer.set_after(milliseconds(0)); });
  EXPECT_TRUE(eventually([&] { return fired; }));
}

TEST_F(EventLoopKick, ADeadlineComesWhenTheClockIsLetRun) {
  bool fired = false;
  Timer timer(timers, [&] { fired = true; });
  {
    const Lock lock(mutex);
    clock.hold();
    timer.set_after(seconds(1000));
    loop.clock_changed();
  }
  ASSERT_TRUE(modem_thread_sleeps());
  {
    const Lock lock(mutex);
    clock.run(1e6);
    loop.clock_changed();
  }
  EXPECT_TRUE(eventually([&] { return fired; }));
}

// The driver had been woken for another reason: the change after that went unnoticed, and what
// poll() had answered for a link that was gone was dispatched to it.
TEST_F(EventLoopKick, WasIgnoredWhileTheDriverWasBeingWokenAndALinkThatWasGoneWasDispatchedTo) {
  const HostEvent event;
  change([&] { source.watched.push_back(event.fd()); });
  ASSERT_TRUE(modem_thread_sleeps());
  {
    const Lock lock(mutex);
    event.set();
    loop.clock_changed();  // wakes the driver, which cannot go on before this block ends
    source.watched.clear();
    loop.kick();
  }
  ASSERT_TRUE(modem_thread_sleeps());
  const Lock lock(mutex);
  EXPECT_EQ(source.strangers, 0);
}

// The host keeps a descriptor open for as long as a poll() waits for it: a port that had been
// closed was still taken.
TEST_F(EventLoopKick, OfAClosedDescriptorReturnedWhileTheDriverStillHeldItOpen) {
  for (int i = 0; i < 20; ++i) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    change([&] { source.watched.push_back(ends[0]); });
    ASSERT_TRUE(modem_thread_sleeps());
    change([&] {
      source.watched.clear();
      close(ends[0]);
    });
    pollfd other{ends[1], POLLOUT, 0};
    ASSERT_EQ(poll(&other, 1, 0), 1);
    ASSERT_NE(other.revents & POLLERR, 0) << "in round " << i;
    close(ends[1]);
  }
}

// The same for what the owner takes down before it stops the loop.
TEST_F(EventLoopKick, StopDispatchedToLinksThatWereGone) {
  const HostEvent event;
  change([&] { source.watched.push_back(event.fd()); });
  ASSERT_TRUE(modem_thread_sleeps());
  Lock lock(mutex);
  const int before = source.dispatched;
  source.watched.clear();
  loop.stop(lock);
  EXPECT_EQ(source.strangers, 0);
  EXPECT_EQ(source.dispatched, before);
}

TEST_F(EventLoopKick, AStepWhileTheDriverPollsLeavesNoStaleAnswerBehind) {
  const HostEvent event;
  change([&] { source.watched.push_back(event.fd()); });
  ASSERT_TRUE(modem_thread_sleeps());
  {
    Lock lock(mutex);
    clock.hold();
    source.watched.clear();
    ASSERT_TRUE(loop.step(lock, milliseconds(1)));
  }
  ASSERT_TRUE(modem_thread_sleeps());
  const Lock lock(mutex);
  EXPECT_EQ(source.strangers, 0);
}

// The deadline in host time overflowed, and poll() refused the negative timeout over and over.
TEST_F(EventLoopKick, ADeadlineInTheFarFutureOfASlowClockMadeTheLoopSpin) {
  {
    const Lock lock(mutex);
    clock.run(0.001);
    wait_until(clock.now() + std::chrono::hours(24 * 365 * 100));
    loop.clock_changed();
  }
  EXPECT_TRUE(modem_thread_sleeps());
}

}  // namespace
}  // namespace hostmodem
