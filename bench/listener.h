#pragma once

#include <functional>
#include <memory>

#include "connection.h"

namespace hostmodem::bench {

/// A listening TCP socket that the peer reaches on the host's loopback.
///
/// A failure, and a wait of more than kPatience, throws std::runtime_error.
class Listener {
 public:
  Listener() = default;
  virtual ~Listener() = default;
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Where the peer finds it.
  [[nodiscard]] virtual Port port() const = 0;

  /// Takes one connection and closes it.
  virtual void accept() = 0;
};

/// Makes a new one.
using Listen = std::function<std::unique_ptr<Listener>()>;

/// By the kernel's sockets.
Listen kernel_listener();

/// By the modem's sockets, which must be online.
Listen modem_listener();

}  // namespace hostmodem::bench
