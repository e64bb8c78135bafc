#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "support/file_descriptor.h"

namespace hostmodem::test {

/// Who controls a modem through its socket. Failures of the test machine throw.
class ControlPeer {
 public:
  /// Throws when nobody listens there.
  explicit ControlPeer(const std::filesystem::path& path);

  void send(std::string_view text) const;
  /// Sends as much as there is room for, and gives how much that was.
  [[nodiscard]] std::size_t send_what_fits(std::string_view text) const;
  void end_sending() const;

  /// What has come until now.
  std::string take();
  /// Sends the line, and waits for all lines of its answer. Throws when they don't come.
  std::string ask(std::string_view line);
  /// The modem closed the connection; after take(), which notices it.
  [[nodiscard]] bool closed() const { return closed_; }

 private:
  FileDescriptor socket_;
  bool closed_ = false;
};

/// Whether anybody listens there.
[[nodiscard]] bool control_listens(const std::filesystem::path& path);

}  // namespace hostmodem::test
