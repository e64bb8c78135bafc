#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/file_descriptor.h"

namespace hostmodem::test {

/// A program on a terminal of its own, which it believes to be a person's. It is killed with the
/// object.
class Terminal {
 public:
  Terminal(const std::vector<std::string>& argv, const std::vector<std::string>& environment);
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal();

  [[nodiscard]] pid_t id() const { return id_; }

  /// Types on its keyboard.
  void type(std::string_view text) const;

  /// Waits until `text` comes on its screen after what was waited for before, control sequences and
  /// all; gives what came up to its end. Throws, with the screen, when it does not come.
  std::string wait_for(std::string_view text);

  /// Everything that came on the screen until now.
  [[nodiscard]] const std::string& screen() const { return screen_; }

  /// Waits for the end of the program: what it returned, or 128 and its signal. Throws when it does
  /// not end.
  int wait_for_end();

 private:
  void look();

  pid_t id_ = -1;
  FileDescriptor keyboard_;
  std::string screen_;
  std::size_t seen_ = 0;
  bool waited_for_ = false;
};

}  // namespace hostmodem::test
