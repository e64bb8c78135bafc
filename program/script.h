#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "command_assembler.h"
#include "modem.h"

namespace hostmodem::program {

/// What a script does next.
struct Step {
  enum class Kind {
    kCommand,  ///< send `text`
    kWait,     ///< wait for a notification that begins with `text`
  };
  Kind kind = Kind::kCommand;
  std::string text;
};

/// Runs commands one after the other, without a person, and prints what the modem says to standard
/// output: the response, then the notifications as they come.
class Script {
 public:
  /// How long a wait lasts, by the host's clock.
  Script(Modem& modem, std::chrono::milliseconds timeout) : modem_(modem), timeout_(timeout) {}

  /// Runs a step. A notification that came after the last command was sent counts for a wait.
  /// Throws Failure (kTimedOut) when it does not come.
  void run(const Step& step);

  /// Runs the commands of a descriptor, one a line; "wait PREFIX" is a wait, "exit" ends the input.
  /// Throws Failure when the input ends in an open quote, which leaves out that command alone.
  void run_input(int fd);

  /// Prints the notifications that have come.
  void drain();

  /// Whether every command was answered OK.
  [[nodiscard]] bool all_ok() const { return all_ok_; }

 private:
  void send(const std::string& command);
  void wait(std::string_view prefix);
  [[nodiscard]] bool seen(std::string_view prefix) const;
  void take_notification(const std::string& text);
  /// Gives false for "exit".
  bool run_line(const CommandLine& line);

  Modem& modem_;
  std::chrono::milliseconds timeout_;
  std::vector<std::string> notifications_;  ///< since the last command was sent
  bool all_ok_ = true;
};

}  // namespace hostmodem::program
