#include "credentials/entry_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/log.h"
#include "credentials/digest.h"
#include "credentials/store.h"
#include "credentials/wipe.h"

namespace hostmodem::credentials {
namespace {

constexpr std::string_view kMagic = "hostmodem-credential-1 ";
constexpr std::string_view kPasswordMagic = "hostmodem-credential-2 ";
static_assert(kMagic.size() == kPasswordMagic.size());
constexpr std::size_t kDigestSize = 64;
constexpr std::size_t kHeaderSize = kMagic.size() + kDigestSize + 1;
constexpr std::size_t kMaxFileSize = kHeaderSize + kMaxPasswordSize + 1 + kMaxContentSize;
constexpr std::string_view kUnfinishedPrefix = ".new-";

/// A descriptor of the host; closed at the end of the scope.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool valid() const { return fd_ >= 0; }

 private:
  int fd_;
};

/// The error of the host call that just failed, after a log line.
tl::unexpected<Errno> host_failure(std::string_view what, const std::filesystem::path& path) {
  const Errno error = errno_from_host(errno);
  log::error("credentials: can't {} {}: {}", what, path.native(),
             errno_text(static_cast<int>(error)));
  return fail(error);
}

tl::unexpected<Errno> damaged(const std::filesystem::path& file, std::string_view reason) {
  log::warning("credentials: {} is damaged ({}), it is left alone", file.native(), reason);
  return fail(Errno::kBadMsg);
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// Appends what the file holds, at most `limit` bytes.
bool read_up_to(int fd, std::size_t limit, std::string& bytes) {
  bytes.resize(limit);
  std::size_t size = 0;
  while (size < limit) {
    const ssize_t count = ::read(fd, bytes.data() + size, limit - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  bytes.resize(size);
  return true;
}

/// Makes a rename or removal last. It has happened already, so a failure is only reported.
void sync_directory(const std::filesystem::path& directory) {
  const FileDescriptor fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) (void)host_failure("sync", directory);
}

/// The file of an entry, appended to `bytes`, which has room for it.
void write_entry(const Entry& entry, std::string& bytes) {
  const bool password = !entry.password.empty();
  bytes.append(kHeaderSize, ' ');
  if (password) bytes.append(entry.password).append(1, '\0');
  bytes.append(entry.content);
  const std::string digest = sha256_hex(std::string_view(bytes).substr(kHeaderSize));
  const std::string_view magic = password ? kPasswordMagic : kMagic;
  bytes.replace(0, magic.size(), magic);
  bytes.replace(magic.size(), kDigestSize, digest);
  bytes[kHeaderSize - 1] = '\n';
}

/// The entry of a file, or what is wrong with it.
tl::expected<Entry, std::string_view> read_entry(std::string_view bytes) {
  if (bytes.size() > kMaxFileSize) return tl::unexpected<std::string_view>("too large");
  const bool password = bytes.starts_with(kPasswordMagic);
  if (bytes.size() <= kHeaderSize || !(password || bytes.starts_with(kMagic)) ||
      bytes[kHeaderSize - 1] != '\n') {
    return tl::unexpected<std::string_view>("no header or no content");
  }
  std::string_view content = bytes.substr(kHeaderSize);
  if (bytes.substr(kMagic.size(), kDigestSize) != sha256_hex(content)) {
    return tl::unexpected<std::string_view>("wrong digest");
  }
  Entry entry;
  if (password) {
    const std::size_t end = content.find('\0');
    if (end == std::string_view::npos || end == 0 || end + 1 == content.size()) {
      return tl::unexpected<std::string_view>("no password or no content");
    }
    entry.password = content.substr(0, end);
    content.remove_prefix(end + 1);
  }
  entry.content = content;
  return entry;
}

}  // namespace

Status save_entry(const std::filesystem::path& directory, const std::string& name,
                  const Entry& entry) {
  std::string bytes;
  const WipeAtExit wipe_bytes(bytes);
  bytes.reserve(kHeaderSize + entry.password.size() + 1 + entry.content.size());
  write_entry(entry, bytes);

  const std::filesystem::path target = directory / name;
  std::string unfinished =
      (directory / (std::string(kUnfinishedPrefix) + name + "-XXXXXX")).native();
  const FileDescriptor fd(::mkostemp(unfinished.data(), O_CLOEXEC));  // mode 0600
  if (!fd.valid()) return host_failure("create", unfinished);
  if (!write_all(fd.get(), bytes) || ::fsync(fd.get()) != 0 ||
      ::rename(unfinished.c_str(), target.c_str()) != 0) {
    auto failure = host_failure("write", target);
    ::unlink(unfinished.c_str());
    return failure;
  }
  sync_directory(directory);
  return {};
}

Result<Entry> load_entry(const std::filesystem::path& file) {
  // Not blocking, so that a FIFO of that name does not hold the modem.
  const FileDescriptor fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd.valid()) return host_failure("read", file);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return host_failure("read", file);
  if (!S_ISREG(status.st_mode)) return damaged(file, "not a regular file");

  std::string bytes;
  const WipeAtExit wipe_bytes(bytes);
  if (!read_up_to(fd.get(), kMaxFileSize + 1, bytes)) return host_failure("read", file);
  auto entry = read_entry(bytes);
  if (!entry) return damaged(file, entry.error());
  return std::move(*entry);
}

Status remove_entry(const std::filesystem::path& directory, const std::string& name) {
  const std::filesystem::path file = directory / name;
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) return host_failure("remove", file);
  sync_directory(directory);
  return {};
}

bool is_unfinished_entry(std::string_view name) { return name.starts_with(kUnfinishedPrefix); }

}  // namespace hostmodem::credentials
