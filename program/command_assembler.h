#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace hostmodem::program {

/// A command as it arrived, without its line end.
struct CommandLine {
  std::string text;
  bool usable = true;  ///< false: longer than the limit, or a NUL byte in it; `text` is empty
};

/// Makes commands of the bytes that arrive.
///
/// CR, LF or both end a command, but inside double quotes, where they belong to it, as a PEM text
/// needs. Backspace and DEL take back a byte. Lines of white space only are dropped. A line that is
/// too long ends at its next line end, quotes or not: a quote in noise must not swallow what
/// follows.
class CommandAssembler {
 public:
  /// The modem takes no longer command.
  static constexpr std::size_t kMaxLine = std::size_t{20} * 1024;

  /// Takes a byte; gives the command that it ended.
  std::optional<CommandLine> take(char byte);

  /// Ends the input; gives the command that no line end has ended.
  std::optional<CommandLine> finish();

  /// Whether the command so far ends inside double quotes.
  [[nodiscard]] bool inside_quotes() const { return quotes_ % 2 != 0; }

  /// Forgets what it has of a command.
  void reset();

 private:
  std::string text_;
  std::size_t quotes_ = 0;
  bool usable_ = true;
  bool too_long_ = false;
};

}  // namespace hostmodem::program
