#pragma once

#include "connection.h"

namespace hostmodem::bench {

/// A connection by the kernel's sockets.
class KernelSocket final : public Connection {
 public:
  /// Connects to 127.0.0.1. `type` is SOCK_STREAM or SOCK_DGRAM.
  KernelSocket(int type, Port port);
  ~KernelSocket() override;

  void send(std::span<const std::byte> data) override;
  std::size_t receive(std::span<std::byte> buffer) override;
  bool poll(int milliseconds) override;

  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace hostmodem::bench
