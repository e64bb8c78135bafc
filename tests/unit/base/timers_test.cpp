#include "base/timers.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace hostmodem {
namespace {

using namespace std::chrono_literals;

class TimersTest : public ::testing::Test {
 protected:
  TimersTest() { clock.hold(); }

  std::size_t advance(Duration span) {
    clock.advance_to(clock.now() + span);
    return queue.run_due();
  }

  /// A timer that writes its letter.
  std::unique_ptr<Timer> letter(char c) {
    return std::make_unique<Timer>(queue, [this, c] { fired += c; });
  }

  Clock clock;
  TimerQueue queue{clock};
  std::string fired;
};

TEST_F(TimersTest, FiresWhenItsDeadlineCame) {
  const auto timer = letter('a');
  timer->set_after(10s);
  EXPECT_TRUE(timer->armed());
  EXPECT_EQ(advance(10s - 1ns), 0U);
  EXPECT_EQ(advance(1ns), 1U);
  EXPECT_EQ(fired, "a");
  EXPECT_FALSE(timer->armed());
}

TEST_F(TimersTest, FiresOnce) {
  const auto timer = letter('a');
  timer->set_after(10s);
  advance(1h);
  advance(1h);
  EXPECT_EQ(fired, "a");
}

TEST_F(TimersTest, NothingFiresByItself) {
  const auto timer = letter('a');
  timer->set_after(1s);
  clock.advance_to(clock.now() + 1h);
  EXPECT_EQ(fired, "");
}

TEST_F(TimersTest, FireInTheOrderOfDeadlines) {
  const auto a = letter('a');
  const auto b = letter('b');
  const auto c = letter('c');
  c->set_after(3s);
  a->set_after(1s);
  b->set_after(2s);
  EXPECT_EQ(advance(1h), 3U);
  EXPECT_EQ(fired, "abc");
}

TEST_F(TimersTest, EqualDeadlinesFireInTheOrderTheyWereSet) {
  const auto a = letter('a');
  const auto b = letter('b');
  const auto c = letter('c');
  const TimePoint deadline = clock.now() + 1s;
  b->set_at(deadline);
  a->set_at(deadline);
  c->set_at(deadline);
  b->set_at(deadline);  // anew: the last now
  advance(1s);
  EXPECT_EQ(fired, "acb");
}

TEST_F(TimersTest, TheNextDeadlineIsTheEarliest) {
  EXPECT_EQ(queue.next_deadline(), std::nullopt);
  const auto a = letter('a');
  const auto b = letter('b');
  a->set_after(5s);
  b->set_after(3s);
  EXPECT_EQ(queue.next_deadline(), clock.now() + 3s);
  b->cancel();
  EXPECT_EQ(queue.next_deadline(), clock.now() + 5s);
}

TEST_F(TimersTest, ACancelledTimerDoesNotFire) {
  const auto timer = letter('a');
  timer->set_after(1s);
  timer->cancel();
  EXPECT_FALSE(timer->armed());
  EXPECT_EQ(advance(1h), 0U);
}

TEST_F(TimersTest, CancellingTwiceIsHarmless) {
  const auto timer = letter('a');
  timer->cancel();
  timer->set_after(1s);
  timer->cancel();
  timer->cancel();
  EXPECT_EQ(advance(1h), 0U);
}

TEST_F(TimersTest, SettingAgainMovesTheDeadline) {
  const auto timer = letter('a');
  timer->set_after(1s);
  timer->set_after(10s);
  EXPECT_EQ(advance(9s), 0U);
  EXPECT_EQ(advance(1s), 1U);
}

TEST_F(TimersTest, ADestroyedTimerDoesNotFire) {
  auto timer = letter('a');
  timer->set_after(1s);
  timer.reset();
  EXPECT_EQ(queue.next_deadline(), std::nullopt);
  EXPECT_EQ(advance(1h), 0U);
}

TEST_F(TimersTest, ACallbackMaySetItsTimerAgain) {
  Timer timer(queue, [&] {
    fired += 'a';
    timer.set_after(1s);
  });
  timer.set_after(1s);
  for (int i = 0; i < 3; ++i) advance(1s);
  EXPECT_EQ(fired, "aaa");
}

TEST_F(TimersTest, ACallbackThatSetsItsTimerForNowDoesNotKeepTheCaller) {
  Timer timer(queue, [&] {
    fired += 'a';
    timer.set_at(clock.now());
  });
  timer.set_after(0s);
  EXPECT_EQ(queue.run_due(), 1U);
  EXPECT_EQ(queue.run_due(), 1U);
  EXPECT_EQ(fired, "aa");
}

TEST_F(TimersTest, OthersFireBesideOneThatSetsItselfForThePast) {
  Timer timer(queue, [&] { timer.set_at(TimePoint{} - 1s); });
  timer.set_after(0s);
  const auto b = letter('b');
  b->set_after(0s);
  EXPECT_EQ(queue.run_due(), 2U);
  EXPECT_EQ(fired, "b");
}

TEST_F(TimersTest, ACallbackMayCancelAnotherThatIsDue) {
  const auto b = letter('b');
  Timer a(queue, [&] { b->cancel(); });
  a.set_after(1s);
  b->set_after(1s);
  EXPECT_EQ(advance(1s), 1U);
  EXPECT_EQ(fired, "");
}

TEST_F(TimersTest, ACallbackMayDestroyItsTimer) {
  std::unique_ptr<Timer> timer;
  timer = std::make_unique<Timer>(queue, [&, owned = std::string(100, 'x')] {
    timer.reset();
    fired += owned[99];  // what the callback holds outlives the call
  });
  timer->set_after(1s);
  advance(1s);
  EXPECT_EQ(fired, "x");
}

TEST_F(TimersTest, ACallbackMayDestroyAnotherThatIsDue) {
  auto b = letter('b');
  Timer a(queue, [&] { b.reset(); });
  a.set_after(1s);
  b->set_after(1s);
  EXPECT_EQ(advance(1s), 1U);
  EXPECT_EQ(fired, "");
}

TEST_F(TimersTest, ACallbackMayMakeTimers) {
  std::vector<std::unique_ptr<Timer>> made;
  Timer a(queue, [&] {
    for (int i = 0; i < 100; ++i) {
      made.push_back(letter('b'));
      made.back()->set_after(1s);
    }
  });
  a.set_after(1s);
  EXPECT_EQ(advance(1s), 1U);
  EXPECT_EQ(advance(1s), 100U);
}

// Now and a delay without end is more than a number holds.
TEST_F(TimersTest, ADelayWithoutEndNeverComes) {
  clock.advance_to(clock.now() + 1h);
  const auto timer = letter('a');
  timer->set_after(Duration::max());
  EXPECT_EQ(queue.next_deadline(), TimePoint::max());
  EXPECT_EQ(advance(1000h), 0U);
}

}  // namespace
}  // namespace hostmodem
