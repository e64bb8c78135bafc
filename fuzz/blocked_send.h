#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstddef>
#include <thread>

namespace hostmodem::fuzz {

/// A call of nrf_send() that may block, on a thread of its own, which is joined with the object:
/// whoever makes it sees to it that something ends it.
class BlockedSend {
 public:
  BlockedSend(int fd, std::size_t length, int flags);
  BlockedSend(const BlockedSend&) = delete;
  BlockedSend& operator=(const BlockedSend&) = delete;
  ~BlockedSend();

  /// Waits until it is blocked or has returned; whether it is blocked. What the modem does between
  /// two calls of the API is then the same each time, although there are two threads.
  [[nodiscard]] bool blocks() const;

 private:
  std::atomic<pid_t> id_ = 0;  ///< of the thread; 0 before it runs
  std::atomic<bool> returned_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace hostmodem::fuzz
