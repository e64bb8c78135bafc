#pragma once

#include <signal.h>
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "descriptor.h"

namespace hostmodem::program {

/// How a process ended.
struct Ending {
  int status = 0;             ///< what it returned; when a signal ended it: 128 and its number
  std::optional<int> signal;  ///< that ended it
};

/// An application that runs as a child of this process, which passes on to it the signals that it
/// gets itself. It is made before any thread is started; one at a time.
class Child {
 public:
  /// Starts argv[0], found in $PATH, with the environment of this process. Throws Failure with
  /// kNotFound or kNotExecutable.
  explicit Child(const std::vector<std::string>& argv);

  /// Waits for its end. SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1 and SIGUSR2 are passed on
  /// meanwhile, but for those of the terminal, which gives them to the child too.
  Ending wait();

 private:
  void take_signals();

  sigset_t former_{};
  Descriptor signals_;
  pid_t id_ = -1;
};

}  // namespace hostmodem::program
