#include <csignal>

#include "event_loop_fixture.h"

// Callers that wait, and who drives the loop meanwhile.

namespace hostmodem {
namespace {

using test::BlockedCall;

class EventLoopWait : public EventLoopTest {
 protected:
  void signal(Waiter& waiter) {
    const Lock lock(mutex);
    waiter.signal();
  }
};

TEST_F(EventLoopWait, ReturnsAtOnceWhenTheWaiterWasSignalledBefore) {
  Waiter waiter(loop);
  signal(waiter);
  wait_for(waiter);
  const Lock lock(mutex);
  EXPECT_NE(source.prepared_by, std::this_thread::get_id());
}

TEST_F(EventLoopWait, ACallerDrivesTheLoopUntilItsEventComes) {
  Caller& waiting = caller();
  BlockedCall call([&] { return wait_for(waiting.waiter); });
  ASSERT_TRUE(call.blocks());
  waiting.event.set();
  const auto thread = call.result();
  const Lock lock(mutex);
  EXPECT_EQ(source.dispatched_by, thread);
}

TEST_F(EventLoopWait, ACallerTakesOverFromTheModemThreadInPoll) {
  ASSERT_TRUE(modem_thread_sleeps());
  Waiter waiter(loop);
  BlockedCall call([&] { return wait_for(waiter); });
  ASSERT_TRUE(call.blocks());
  std::thread::id driver;
  {
    const Lock lock(mutex);
    driver = source.prepared_by;
    waiter.signal();
  }
  EXPECT_EQ(driver, call.result());
}

TEST_F(EventLoopWait, TheModemThreadTakesOverWhenTheLastCallerLeft) {
  Waiter waiter(loop);
  BlockedCall call([&] { return wait_for(waiter); });
  ASSERT_TRUE(call.blocks());
  const auto modem = modem_thread();
  ASSERT_TRUE(test::wait_until_asleep(modem.number));  // for as long as the caller drives
  signal(waiter);
  static_cast<void>(call.result());

  Caller& nobody = caller();
  nobody.event.set();
  ASSERT_TRUE(eventually([&] { return nobody.waiter.signalled(); }));
  const Lock lock(mutex);
  EXPECT_EQ(source.dispatched_by, modem.id);
}

TEST_F(EventLoopWait, TwoCallersAreServedEachByItsOwnEvent) {
  Caller& first = caller();
  Caller& second = caller();
  BlockedCall first_call([&] { return wait_for(first.waiter); });
  ASSERT_TRUE(first_call.blocks());
  BlockedCall second_call([&] { return wait_for(second.waiter); });
  ASSERT_TRUE(second_call.blocks());

  second.event.set();
  static_cast<void>(second_call.result());
  {
    const Lock lock(mutex);
    EXPECT_FALSE(first.waiter.signalled());
  }
  first.event.set();
  static_cast<void>(first_call.result());
}

TEST_F(EventLoopWait, AnotherCallerDrivesWhenTheOneThatDroveLeaves) {
  Waiter first(loop);
  Caller& second = caller();
  BlockedCall first_call([&] { return wait_for(first); });
  ASSERT_TRUE(first_call.blocks());
  BlockedCall second_call([&] { return wait_for(second.waiter); });
  ASSERT_TRUE(second_call.blocks());

  signal(first);
  static_cast<void>(first_call.result());
  second.event.set();
  const auto thread = second_call.result();
  const Lock lock(mutex);
  EXPECT_EQ(source.dispatched_by, thread);
}

TEST_F(EventLoopWait, ASignalFromAnotherThreadWakesTheCallerThatDrives) {
  Waiter waiter(loop);
  BlockedCall call([&] { return wait_for(waiter); });
  ASSERT_TRUE(call.blocks());
  signal(waiter);
  static_cast<void>(call.result());
}

TEST_F(EventLoopWait, ASignalFromAnotherThreadWakesACallerThatDoesNotDrive) {
  Waiter first(loop);
  Waiter second(loop);
  BlockedCall first_call([&] { return wait_for(first); });
  ASSERT_TRUE(first_call.blocks());
  BlockedCall second_call([&] { return wait_for(second); });
  ASSERT_TRUE(second_call.blocks());
  signal(second);
  static_cast<void>(second_call.result());
  signal(first);
  static_cast<void>(first_call.result());
}

TEST_F(EventLoopWait, SignalAllWakesEveryCaller) {
  Waiter first(loop);
  Waiter second(loop);
  Waiter third(loop);
  BlockedCall first_call([&] { return wait_for(first); });
  BlockedCall second_call([&] { return wait_for(second); });
  BlockedCall third_call([&] { return wait_for(third); });
  ASSERT_TRUE(first_call.blocks());
  ASSERT_TRUE(second_call.blocks());
  ASSERT_TRUE(third_call.blocks());
  {
    const Lock lock(mutex);
    loop.signal_all();
  }
}

TEST_F(EventLoopWait, TimersFireWhileACallerDrives) {
  Waiter waiter(loop);
  std::thread::id fired_by;
  Timer timer(timers, [&] {
    fired_by = std::this_thread::get_id();
    waiter.signal();
  });
  {
    const Lock lock(mutex);
    timer.set_after(milliseconds(5));
  }
  const auto thread = wait_for(waiter);
  EXPECT_EQ(fired_by, thread);
}

TEST_F(EventLoopWait, ASignalOfTheHostDoesNotEndIt) {
  struct sigaction action {};
  action.sa_handler = [](int) {};
  struct sigaction before {};
  ASSERT_EQ(sigaction(SIGUSR1, &action, &before), 0);  // without SA_RESTART

  Waiter waiter(loop);
  std::promise<pthread_t> thread;
  BlockedCall call([&] {
    thread.set_value(pthread_self());
    return wait_for(waiter);
  });
  ASSERT_TRUE(call.blocks());
  ASSERT_EQ(pthread_kill(thread.get_future().get(), SIGUSR1), 0);
  EXPECT_TRUE(call.blocks());
  signal(waiter);
  static_cast<void>(call.result());
  sigaction(SIGUSR1, &before, nullptr);
}

// The modem thread had decided to sleep until a caller leaves, ran a callback first, and then slept
// although the caller had left meanwhile: nobody polled any more.
TEST_F(EventLoopWait, TheModemThreadSleptForEverAfterACallbackDuringWhichTheLastCallerLeft) {
  Caller& polled = caller();
  for (int round = 0; round < 30; ++round) {
    Waiter waiter(loop);
    std::promise<void> left;
    std::thread thread([&] {
      wait_for(waiter);
      left.set_value();
    });
    ASSERT_TRUE(eventually([&] { return source.prepared_by == thread.get_id(); }));
    {
      // The lock is kept over the moment at which the modem thread decides.
      const Lock lock(mutex);
      const auto until = std::chrono::steady_clock::now() + milliseconds(1 + round % 5);
      while (std::chrono::steady_clock::now() < until) {
      }
      loop.post([&] {
        signal(waiter);
        left.get_future().wait();
      });
    }
    thread.join();
    polled.event.set();
    ASSERT_TRUE(eventually([&] { return polled.waiter.signalled(); })) << "in round " << round;
    const Lock lock(mutex);
    polled.waiter.reset();
    source.prepared_by = {};
  }
}

TEST_F(EventLoopWait, StopEndsAThreadThatIsInPoll) {
  ASSERT_TRUE(modem_thread_sleeps());
  stop();
}

TEST_F(EventLoopWait, StopEndsAThreadThatStandsBy) {
  Waiter waiter(loop);
  BlockedCall call([&] { return wait_for(waiter); });
  ASSERT_TRUE(call.blocks());
  signal(waiter);
  static_cast<void>(call.result());
  stop();
}

}  // namespace
}  // namespace hostmodem
