#pragma once

#include <string>

#include "history.h"
#include "line_editor.h"
#include "modem.h"
#include "signals.h"

namespace hostmodem::program {

/// A person at a terminal: commands with line editing and history; what the modem says by itself is
/// shown at once, above the line that is being typed.
class Console {
 public:
  Console(Modem& modem, const Signals& signals);
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console();

  /// Until "exit" or Ctrl-D.
  void run();

 private:
  /// Reads a command, over several lines while a quote is open; false: there is none any more.
  bool read_command(std::string& command);
  void send(const std::string& command);
  void show_events();

  Modem& modem_;
  HistoryFile history_;
  LineEditor editor_;
};

}  // namespace hostmodem::program
