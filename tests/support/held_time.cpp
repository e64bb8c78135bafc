#include "support/held_time.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "hostmodem.h"
#include "support/host_socket.h"

namespace hostmodem::test {

int in_a_process(const std::function<int()>& function) {
  std::fflush(nullptr);  // or both would write what waits
  const pid_t child = checked(::fork(), "fork");
  if (child == 0) {
    const int result = function();
    std::fflush(nullptr);
    ::_exit(result);
  }
  int status = -1;
  checked(::waitpid(child, &status, 0), "waitpid");
  constexpr int kSignals = 128;
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignals + WTERMSIG(status);
}

int run_in_held_time(const std::function<int()>& application, Stillness stillness,
                     std::chrono::milliseconds step, const std::function<bool()>& act) {
  std::atomic<bool> ended = false;
  int result = EXIT_FAILURE;
  std::thread thread([&] {
    result = application();
    ended = true;
  });
  while (!ended) {
    stillness.wait();
    if (act()) continue;
    // Fails before the modem is there, and after.
    hostmodem_clock_step(static_cast<std::uint64_t>(step.count()));
  }
  thread.join();
  return result;
}

}  // namespace hostmodem::test
