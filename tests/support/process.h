#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/file_descriptor.h"
#include "support/ports.h"

namespace hostmodem::test {

/// A program that a test runs: a real server as a peer, or an application of the modem.
///
/// It is killed, and waited for, with the object; and it is killed by the kernel when the thread
/// that started it ends, so that nothing outlives a test that crashed. Start it from the test's own
/// thread.
class Process {
 public:
  /// Starts argv[0], found in $PATH (or /usr/sbin, where servers are). `environment` is added to
  /// that of the test, as in "NAME=value". Standard input is a pipe; see write_input().
  explicit Process(const std::vector<std::string>& argv,
                   const std::vector<std::string>& environment = {});
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  [[nodiscard]] pid_t id() const { return id_; }

  /// What it wrote to standard output and standard error until now.
  [[nodiscard]] std::string output() const;

  /// Writes to its standard input.
  void write_input(std::string_view text);

  /// Ends its standard input.
  void end_input() { input_.close(); }

  /// Waits until `text` is in its output. Throws, with the output, when that does not come or the
  /// process ended without.
  void wait_for_output(std::string_view text);

  /// Waits for a line of its output that contains `text`, and gives what follows that in the line.
  /// Throws likewise.
  [[nodiscard]] std::string wait_for_line(std::string_view text);

  /// Waits until somebody takes a port. Throws, with the output, when that does not come or the
  /// process ended.
  void wait_for_port(Transport transport, std::uint16_t port);

  /// Waits for its end: what it returned, or 128 and the signal that ended it. Throws when it does
  /// not end.
  int wait_for_end();

 private:
  [[nodiscard]] bool ended();
  template <typename Look>
  void wait_until(Look look, const std::string& what);
  [[noreturn]] void give_up(const std::string& what) const;

  std::string name_;
  pid_t id_ = -1;
  FileDescriptor handle_;  ///< pidfd: readable when the process ended
  FileDescriptor output_;
  FileDescriptor input_;
  std::optional<int> status_;  ///< as waitpid() gives it; when it was waited for
};

}  // namespace hostmodem::test
