#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "base/error.h"

namespace hostmodem {

/// The file of `[capture] key_log`: lines of secrets, which let anybody decrypt the traffic.
///
/// Thread: one at a time. Blocks while the host's disk does.
class KeyLogFile {
 public:
  /// Opens it for appending: it is made, or made to be, of mode 0600. kInval: it is no regular
  /// file; else what the host says (kAcces, kNoEnt, kIsDir, ...); each with a log line that names
  /// key and path. Warns in the log of what the file is.
  static Result<std::unique_ptr<KeyLogFile>> open(const std::filesystem::path& path);
  ~KeyLogFile();
  KeyLogFile(const KeyLogFile&) = delete;
  KeyLogFile& operator=(const KeyLogFile&) = delete;

  /// Appends the line and its end, in one piece. The first failure is told in the log.
  void write(std::string_view line);

 private:
  KeyLogFile(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}

  const int fd_;
  const std::filesystem::path path_;
  bool failed_ = false;
};

}  // namespace hostmodem
