#pragma once

#include <cstdint>
#include <string>

#include "support/file_descriptor.h"

namespace hostmodem::test {

/// A port of 127.0.0.1 whose one connection goes on to another: what came from either end waits
/// until pump() passes it on, all at once. So how the ends cut up what they send does not depend on
/// how the host schedules them.
class BatchRelay {
 public:
  explicit BatchRelay(std::uint16_t server);

  [[nodiscard]] std::uint16_t port() const { return port_; }

  /// Passes on what waits, and ends of streams; gives whether there was anything.
  bool pump();

 private:
  bool accept();
  static bool pass(const FileDescriptor& from, const FileDescriptor& to, bool& ended);

  std::uint16_t server_;
  FileDescriptor listener_;
  std::uint16_t port_ = 0;
  FileDescriptor client_;
  FileDescriptor onward_;
  bool client_ended_ = false;
  bool server_ended_ = false;
};

}  // namespace hostmodem::test
