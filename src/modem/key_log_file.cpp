#include "modem/key_log_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/log.h"

namespace hostmodem {
namespace {

/// The error of the host call that just failed, after a log line.
Errno host_failure(std::string_view what, const std::filesystem::path& path) {
  const Errno error = errno_from_host(errno);
  log::error("[capture] key_log: can't {} {}: {}", what, path.native(),
             errno_text(static_cast<int>(error)));
  return error;
}

bool is_regular(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

Result<std::unique_ptr<KeyLogFile>> KeyLogFile::open(const std::filesystem::path& path) {
  // Not blocking: opening a pipe that nobody reads would hold the modem.
  const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC,
                        S_IRUSR | S_IWUSR);
  if (fd < 0) return fail(host_failure("open", path));
  std::unique_ptr<KeyLogFile> file(new KeyLogFile(fd, path));
  if (!is_regular(fd)) {
    log::error("[capture] key_log: {} is no regular file", path.native());
    return fail(Errno::kInval);
  }
  // One that was there before may be readable by others.
  if (::fchmod(fd, S_IRUSR | S_IWUSR) != 0) return fail(host_failure("make private", path));
  log::warning(
      "[capture] key_log: the secrets of all TLS sessions are written to {}: who reads it "
      "can decrypt the traffic",
      path.native());
  return file;
}

KeyLogFile::~KeyLogFile() { ::close(fd_); }

void KeyLogFile::write(std::string_view line) {
  std::string text(line);
  text += '\n';
  ssize_t written = 0;
  do {
    written = ::write(fd_, text.data(), text.size());
  } while (written < 0 && errno == EINTR);
  if (written == static_cast<ssize_t>(text.size()) || failed_) return;
  failed_ = true;
  static_cast<void>(host_failure("write", path_));
}

}  // namespace hostmodem
