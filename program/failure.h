#pragma once

#include <stdexcept>
#include <string>

namespace hostmodem::program {

/// What the program returns. The manual page has the same list.
enum class ExitStatus : int {
  kOk = 0,
  kRefused = 1,   ///< the modem answered a command with an error
  kUnusable = 2,  ///< arguments, configuration or files that are not usable; the host failed
  kTimedOut = 3,  ///< a notification that was waited for did not come
  // Of "run", besides what the application returns.
  kNotExecutable = 126,
  kNotFound = 127,
};

/// Why the program can't go on. main() writes it to standard error.
class Failure : public std::runtime_error {
 public:
  Failure(ExitStatus status, const std::string& message)
      : std::runtime_error(message), status_(status) {}

  [[nodiscard]] ExitStatus status() const { return status_; }

 private:
  ExitStatus status_;
};

/// Fails with what the host says: "what: No such file or directory".
[[noreturn]] void fail_with_errno(const std::string& what);

/// Writes a line to standard error, with the name of the program before it.
void complain(const std::string& message);

}  // namespace hostmodem::program
