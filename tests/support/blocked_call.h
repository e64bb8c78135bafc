#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <exception>
#include <future>
#include <thread>
#include <utility>

namespace hostmodem::test {

/// Waits until a thread of this process sleeps in the kernel and stays asleep; false when it never
/// does, or has ended.
[[nodiscard]] bool wait_until_asleep(pid_t thread);

/// A call that is expected to block, on a thread of its own. The thread is joined with the object:
/// whatever ends the call must be declared before it.
///
///     BlockedCall call([&] { return socket.recv(1); });
///     ASSERT_TRUE(call.blocks());
///     peer.send("x");
///     EXPECT_EQ(call.result(), received("x"));
template <typename Result>
class BlockedCall {
 public:
  template <typename Call>
  explicit BlockedCall(Call call)
      : thread_([this, call = std::move(call)]() mutable {
          id_.set_value(gettid());
          try {
            result_.set_value(call());
          } catch (...) {
            result_.set_exception(std::current_exception());
          }
        }) {
    thread_id_ = id_.get_future().get();
  }
  BlockedCall(const BlockedCall&) = delete;
  BlockedCall& operator=(const BlockedCall&) = delete;
  ~BlockedCall() { thread_.join(); }

  /// Whether it blocks; waits until it does.
  [[nodiscard]] bool blocks() { return wait_until_asleep(thread_id_); }

  /// Waits until it returned, and gives what it returned. Once.
  [[nodiscard]] Result result() { return future_.get(); }

 private:
  std::promise<pid_t> id_;
  std::promise<Result> result_;
  std::future<Result> future_ = result_.get_future();
  pid_t thread_id_ = 0;
  std::thread thread_;
};

template <typename Call>
BlockedCall(Call call) -> BlockedCall<decltype(call())>;

}  // namespace hostmodem::test
