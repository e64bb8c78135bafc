#include "capture/block_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <limits>
#include <string_view>
#include <system_error>

#include "base/log.h"

namespace hostmodem::capture {
namespace {

constexpr mode_t kUsualMode = 0666;
constexpr mode_t kPrivateMode = 0600;

tl::unexpected<Errno> failure(const std::filesystem::path& path, std::string_view reason,
                              Errno error) {
  log::error("capture: can't write {}: {}", path.native(), reason);
  return fail(error);
}

tl::unexpected<Errno> host_failure(const std::filesystem::path& path) {
  const int host_errno = errno;
  return failure(path, std::generic_category().message(host_errno), errno_from_host(host_errno));
}

std::uint64_t size_limit() {
  rlimit limit{};
  const bool known = ::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
  return known ? limit.rlim_cur : std::numeric_limits<std::uint64_t>::max();
}

bool write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<BlockFile>> BlockFile::create(const std::filesystem::path& path,
                                                     Access access) {
  const mode_t mode = access == Access::kPrivate ? kPrivateMode : kUsualMode;
  // Not blocking, so that a FIFO of that name does not hold the modem; emptied when it is known
  // that nobody else writes it.
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, mode);
  if (fd < 0) return host_failure(path);
  std::unique_ptr<BlockFile> file(new BlockFile(fd, size_limit()));
  struct stat status {};
  if (::fstat(fd, &status) != 0) return host_failure(path);
  if (!S_ISREG(status.st_mode)) return failure(path, "not a regular file", Errno::kInval);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    return failure(
        path, "another capture writes it; name another file, or %p in the name for the process",
        Errno::kBusy);
  }
  if (access == Access::kPrivate && ::fchmod(fd, mode) != 0) return host_failure(path);
  if (::ftruncate(fd, 0) != 0) return host_failure(path);
  return file;
}

BlockFile::~BlockFile() { ::close(fd_); }

Status BlockFile::append(std::span<const std::byte> blocks) {
  if (blocks.size() > limit_ - size_) return fail(Errno::kFBig);
  if (!write_all(fd_, blocks)) {
    const Errno error = errno_from_host(errno);
    // A part of it may be there. If this fails too, readers find an incomplete block at the end.
    const auto end = static_cast<off_t>(size_);
    [[maybe_unused]] const bool taken_out =
        ::ftruncate(fd_, end) == 0 && ::lseek(fd_, end, SEEK_SET) == end;
    return fail(error);
  }
  size_ += blocks.size();
  return {};
}

}  // namespace hostmodem::capture
