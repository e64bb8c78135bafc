#include "base/wait_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>

namespace hostmodem {
namespace {

class Waiter : public WaitQueue::Node {
 public:
  void on_notify() override { ++notified; }
  int notified = 0;
};

TEST(WaitQueueTest, EveryWaiterIsNotified) {
  WaitQueue queue;
  Waiter a;
  Waiter b;
  queue.join(a);
  queue.join(b);
  queue.notify();
  queue.notify();
  EXPECT_EQ(a.notified, 2);
  EXPECT_EQ(b.notified, 2);
}

TEST(WaitQueueTest, ItIsEmptyWhenNobodyWaits) {
  WaitQueue queue;
  EXPECT_TRUE(queue.empty());
  Waiter a;
  queue.join(a);
  EXPECT_FALSE(queue.empty());
  a.leave();
  EXPECT_TRUE(queue.empty());
  queue.notify();
}

TEST(WaitQueueTest, WhoLeftIsNotNotified) {
  // First, middle and last of three.
  for (int leaver = 0; leaver < 3; ++leaver) {
    WaitQueue queue;
    Waiter waiters[3];
    for (Waiter& waiter : waiters) queue.join(waiter);
    waiters[leaver].leave();
    queue.notify();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(waiters[i].notified, i == leaver ? 0 : 1);
  }
}

TEST(WaitQueueTest, WhoLeftMayJoinAgain) {
  WaitQueue queue;
  Waiter a;
  queue.join(a);
  a.leave();
  a.leave();
  queue.join(a);
  queue.notify();
  EXPECT_EQ(a.notified, 1);
}

TEST(WaitQueueTest, JoiningTwiceIsJoiningOnce) {
  WaitQueue queue;
  Waiter a;
  queue.join(a);
  queue.join(a);
  queue.notify();
  EXPECT_EQ(a.notified, 1);
}

TEST(WaitQueueTest, JoiningAnotherQueueLeavesTheFirst) {
  WaitQueue first;
  WaitQueue second;
  Waiter a;
  first.join(a);
  second.join(a);
  EXPECT_TRUE(first.empty());
  first.notify();
  EXPECT_EQ(a.notified, 0);
  second.notify();
  EXPECT_EQ(a.notified, 1);
}

TEST(WaitQueueTest, ADestroyedWaiterLeaves) {
  WaitQueue queue;
  Waiter a;
  {
    Waiter b;
    queue.join(b);
    queue.join(a);
  }
  queue.notify();
  EXPECT_EQ(a.notified, 1);
}

TEST(WaitQueueTest, AQueueMayBeDestroyedBeforeItsWaiters) {
  std::optional<WaitQueue> queue(std::in_place);
  Waiter a;
  Waiter b;
  queue->join(a);
  queue->join(b);
  queue.reset();
  a.leave();
  WaitQueue other;
  other.join(a);
  other.join(b);
  other.notify();
  EXPECT_EQ(a.notified, 1);
  EXPECT_EQ(b.notified, 1);
}

}  // namespace
}  // namespace hostmodem
