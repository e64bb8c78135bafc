#pragma once

#include <signal.h>

namespace hostmodem::link {

/// While it lives, writing to a connection that its peer has closed raises no SIGPIPE in this
/// thread: for libraries that write without MSG_NOSIGNAL. The process's signal dispositions stay as
/// they are, and so does the thread's mask afterwards.
class SigpipeGuard {
 public:
  SigpipeGuard() {
    sigemptyset(&sigpipe_);
    sigaddset(&sigpipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }
  ~SigpipeGuard() {
    // Where it was blocked anyway, whoever blocked it deals with a pending one.
    if (sigismember(&before_, SIGPIPE) == 1) return;
    const timespec now{};
    sigtimedwait(&sigpipe_, nullptr, &now);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;

 private:
  sigset_t sigpipe_;
  sigset_t before_;
};

}  // namespace hostmodem::link
