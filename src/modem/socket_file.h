#pragma once

#include <sys/stat.h>

#include <filesystem>

#include "base/descriptor.h"
#include "base/error.h"

namespace hostmodem {

/// A Unix-domain stream socket that listens, and its file, which only the user may open and which
/// is removed with the object; unless somebody put something else in its place.
class SocketFile {
 public:
  /// Makes both. A socket that nobody listens to any more, as one of a process that was killed, is
  /// replaced; anything else at `path` stays.
  ///
  /// kAddrInUse: somebody listens there. kExist: something else is there. kNameTooLong: the host
  /// does not take such a long path (107 bytes). Else what the host says (kNoEnt, kAcces, ...).
  /// Each is logged.
  static Result<SocketFile> open(const std::filesystem::path& path);
  SocketFile(SocketFile&& other) noexcept = default;
  SocketFile& operator=(SocketFile&&) = delete;
  ~SocketFile();

  /// The descriptor, which does not block.
  [[nodiscard]] int get() const { return listener_.get(); }
  /// Removes the file, so that nobody else comes.
  void remove() const;

 private:
  SocketFile(Descriptor listener, std::filesystem::path path);

  Descriptor listener_;
  std::filesystem::path path_;  ///< absolute: the application may change its directory
  struct stat identity_ {};     ///< of the file
};

}  // namespace hostmodem
