#pragma once

#include <string>

namespace hostmodem::program {

/// A symbolic link to a device, removed with the object.
class DeviceLink {
 public:
  /// Replaces a symbolic link that an earlier run left: one that points nowhere, or to this very
  /// device. Throws Failure when there is anything else, or the host refuses.
  DeviceLink(std::string path, std::string device);
  DeviceLink(const DeviceLink&) = delete;
  DeviceLink& operator=(const DeviceLink&) = delete;
  /// Leaves alone what is not this link any more.
  ~DeviceLink();

 private:
  std::string path_;
  std::string device_;
};

}  // namespace hostmodem::program
