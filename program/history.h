#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hostmodem::program {

/// Commands of earlier sessions: $XDG_STATE_HOME/hostmodem/history (~/.local/state without that),
/// of mode 0600, one command a line. A command is appended as soon as it was typed, so that nothing
/// is lost by a crash and sessions at the same time do not overwrite each other's.
class HistoryFile {
 public:
  static constexpr std::size_t kMaxCommands = 1000;

  /// Finds its place, and shortens it when it has grown long. What the host refuses is told on
  /// standard error; there is no history then.
  HistoryFile();

  /// The commands that it has, oldest first.
  [[nodiscard]] const std::vector<std::string>& commands() const { return commands_; }

  void append(const std::string& command);

 private:
  void load();
  void shorten() const;
  void give_up(const std::string& what);

  std::optional<std::filesystem::path> path_;
  std::vector<std::string> commands_;
};

/// Whether a command may be kept: it has one line, and can't hold a secret. Writes of credentials
/// (AT%CMNG=0), PINs (AT+CPIN=) and passwords (AT+CGAUTH=) can.
[[nodiscard]] bool may_be_kept(std::string_view command);

}  // namespace hostmodem::program
