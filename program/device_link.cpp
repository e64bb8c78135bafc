#include "device_link.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "failure.h"

namespace hostmodem::program {
namespace {

/// Makes room for a link; throws Failure when something else is there.
void make_room(const std::string& path, const std::string& device) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (!S_ISLNK(status.st_mode)) {
    throw Failure(ExitStatus::kUnusable, path + " exists and is not a symbolic link");
  }
  std::error_code error;
  const std::string target = std::filesystem::read_symlink(path, error);
  if (target != device && ::stat(path.c_str(), &status) == 0) {
    throw Failure(ExitStatus::kUnusable, path + " exists and points to " + target +
                                             ", which exists too: remove it if nobody uses it");
  }
  if (::unlink(path.c_str()) != 0) fail_with_errno(path);
}

}  // namespace

DeviceLink::DeviceLink(std::string path, std::string device)
    : path_(std::move(path)), device_(std::move(device)) {
  make_room(path_, device_);
  if (::symlink(device_.c_str(), path_.c_str()) != 0) fail_with_errno(path_);
}

DeviceLink::~DeviceLink() {
  std::error_code error;
  if (std::filesystem::read_symlink(path_, error) == device_ && !error) ::unlink(path_.c_str());
}

}  // namespace hostmodem::program
