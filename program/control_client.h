#pragma once

#include <chrono>
#include <string>

#include "descriptor.h"

namespace hostmodem::program {

/// What a running modem answered to a line.
struct ControlAnswer {
  std::string lines;   ///< each with its end
  std::string reason;  ///< why it refused; empty: it did not
};

/// A connection to the control socket of a modem that runs in another process.
class ControlClient {
 public:
  /// Connects; while nobody listens, tries again for that long. Throws Failure with kUnusable.
  ControlClient(const std::string& path, std::chrono::milliseconds patience);

  /// Sends a line, given without its end, and waits for the answer. Throws likewise, also when
  /// none comes for a while.
  ControlAnswer ask(const std::string& line);

 private:
  void send(const std::string& text);
  std::string receive_line();

  std::string path_;
  Descriptor socket_;
  std::string received_;  ///< and not given yet
};

}  // namespace hostmodem::program
