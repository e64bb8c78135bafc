#pragma once

#include <csignal>

namespace hostmodem {

/// Ignores SIGPIPE while it lives, unless the application has made its own arrangement: libslirp
/// writes to sockets of the host on any thread that drives the modem, and a peer that is gone must
/// not end the application. What a program started meanwhile inherits is the ignored signal.
class SigpipeGuard {
 public:
  SigpipeGuard() {
    struct sigaction current {};
    if (sigaction(SIGPIPE, nullptr, &current) != 0) return;
    if ((current.sa_flags & SA_SIGINFO) != 0 || current.sa_handler != SIG_DFL) return;
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    changed_ = sigaction(SIGPIPE, &ignore, nullptr) == 0;
  }
  ~SigpipeGuard() {
    if (!changed_) return;
    struct sigaction current {};
    // The application may have set a handler since.
    if (sigaction(SIGPIPE, nullptr, &current) != 0 || current.sa_handler != SIG_IGN) return;
    struct sigaction restored {};
    restored.sa_handler = SIG_DFL;
    sigaction(SIGPIPE, &restored, nullptr);
  }
  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;

 private:
  bool changed_ = false;
};

}  // namespace hostmodem
