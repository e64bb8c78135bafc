#pragma once

#include <histedit.h>

#include <exception>
#include <functional>
#include <memory>
#include <string>

#include "signals.h"

namespace hostmodem::program {

/// Reads lines from the terminal, with editing and a history (libedit).
///
/// While a line is being typed it also waits for another descriptor. When that is readable, the
/// line is taken off the screen, a function shows what there is to show, and the line is drawn
/// again below it, the cursor where it was.
class LineEditor {
 public:
  enum class Result {
    kLine,
    kCancelled,  ///< Ctrl-C: what was typed is dropped
    kEnd,        ///< Ctrl-D on an empty line, or the terminal is gone, or SIGTERM
  };

  /// Standard input and output are the terminal. `show` is called when `fd` is readable.
  LineEditor(const Signals& signals, int fd, std::function<void()> show);
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  /// Reads a line into `line`, without its end. `prompt` is plain text.
  Result read(const std::string& prompt, std::string& line);

  /// What the arrow keys bring back.
  void remember(const std::string& line);

 private:
  static int take_character(EditLine* editor, wchar_t* character);
  static char* prompt_of(EditLine* editor);

  int next_character(wchar_t& character);
  /// Waits until there is input; false: the line ends here, without more.
  bool wait_for_input();
  void show_above();
  void take_line_off() const;

  const Signals& signals_;
  int fd_;
  std::function<void()> show_;
  std::string prompt_;
  bool cancelled_ = false;
  std::exception_ptr failure_;
  std::unique_ptr<History, decltype(&history_end)> history_;
  std::unique_ptr<EditLine, decltype(&el_end)> editor_;
};

}  // namespace hostmodem::program
