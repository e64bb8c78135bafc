#pragma once

#include <optional>

#include "descriptor.h"

namespace hostmodem::program {

/// SIGINT, SIGTERM and SIGHUP as a descriptor, in place of what they do otherwise. It is made
/// before any thread is started.
class Signals {
 public:
  Signals();

  /// Readable when one has come.
  [[nodiscard]] int fd() const { return fd_.get(); }

  /// The number of the next one; nullopt when none has come.
  [[nodiscard]] std::optional<int> take() const;

 private:
  Descriptor fd_;
};

}  // namespace hostmodem::program
