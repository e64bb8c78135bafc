#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace hostmodem::bench {

/// Memory of a process, in MiB.
struct Memory {
  double resident = 0;
  double anonymous = 0;     ///< the part that no other process can share
  double proportional = 0;  ///< what it shares counts by the number of those who share it
};

/// Counted page by page: the totals in /proc/PID/status are only brought up to date now and then.
/// `process` is its number, or "self". Throws when the host does not say.
Memory memory_of(const std::string& process);

/// This program again, in a process of its own, with other arguments.
class ChildProcess {
 public:
  explicit ChildProcess(const std::vector<std::string>& arguments);
  /// Ends its standard input, which it waits for, and waits for its end.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] pid_t id() const { return id_; }

  /// Blocks until it has written a line, without its end; throws when it ended without.
  std::string line();

 private:
  pid_t id_ = -1;
  int input_ = -1;
  int output_ = -1;
};

}  // namespace hostmodem::bench
