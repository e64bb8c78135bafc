#include "event_queue.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "failure.h"

namespace hostmodem::program {

EventQueue::EventQueue() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (fd_.get() < 0) fail_with_errno("eventfd");
}

void EventQueue::push(Event event) {
  const std::lock_guard guard(mutex_);
  events_.push_back(std::move(event));
  const std::uint64_t one = 1;
  static_cast<void>(!::write(fd_.get(), &one, sizeof one));  // can't fail before 2^64 events
}

std::optional<Event> EventQueue::pop() {
  const std::lock_guard guard(mutex_);
  if (events_.empty()) return std::nullopt;
  Event event = std::move(events_.front());
  events_.pop_front();
  if (events_.empty()) {
    std::uint64_t count = 0;
    static_cast<void>(!::read(fd_.get(), &count, sizeof count));
  }
  return event;
}

std::optional<Event> EventQueue::wait(
    std::optional<std::chrono::steady_clock::time_point> deadline) {
  while (true) {
    if (auto event = pop()) return event;
    int timeout = -1;
    if (deadline) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(
          *deadline - std::chrono::steady_clock::now());
      if (left.count() <= 0) return std::nullopt;
      timeout = static_cast<int>(std::min<long long>(left.count(), 1'000'000));
    }
    pollfd entry{fd(), POLLIN, 0};
    ::poll(&entry, 1, timeout);
  }
}

}  // namespace hostmodem::program
