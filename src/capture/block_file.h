#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "base/error.h"

namespace hostmodem::capture {

/// A file that holds whole blocks at any time: each is written at once, nothing is kept back, so
/// that a process that crashes leaves all of them; and one that did not get in whole is taken out
/// again.
class BlockFile {
 public:
  enum class Access {
    kUsual,   ///< what the process's umask leaves
    kPrivate  ///< 0600, also of a file that exists
  };

  /// Makes the file, empty when it exists. Failures are logged: kInval: not a regular file; kBusy:
  /// it is written by another; else what the host says (kNoEnt, kAcces, kRofs, ...).
  static Result<std::unique_ptr<BlockFile>> create(const std::filesystem::path& path,
                                                   Access access);
  ~BlockFile();
  BlockFile(const BlockFile&) = delete;
  BlockFile& operator=(const BlockFile&) = delete;

  /// Writes one or more whole blocks, at the end. kFBig: the process may not write a file of that
  /// size; else what the host says (kNoSpc, kIo, ...); the file is then as before. Blocks as long
  /// as the host's write() does: a file of a disk does not wait for the disk.
  Status append(std::span<const std::byte> blocks);

 private:
  BlockFile(int fd, std::uint64_t limit) : fd_(fd), limit_(limit) {}

  int fd_;
  std::uint64_t limit_;  ///< RLIMIT_FSIZE: who crosses that gets a signal that ends the process
  std::uint64_t size_ = 0;
};

}  // namespace hostmodem::capture
