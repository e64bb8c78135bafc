#pragma once

#include <cstdint>

namespace hostmodem::test {

/// While it lives, this thread may not bind to ports below 1024, whoever runs the test.
class NoPrivilegedPorts {
 public:
  NoPrivilegedPorts();
  NoPrivilegedPorts(const NoPrivilegedPorts&) = delete;
  NoPrivilegedPorts& operator=(const NoPrivilegedPorts&) = delete;
  ~NoPrivilegedPorts();

 private:
  std::uint32_t before_ = 0;  ///< capabilities in effect
};

}  // namespace hostmodem::test
