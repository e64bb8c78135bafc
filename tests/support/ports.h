#pragma once

#include <cstdint>

#include "support/endpoint.h"
#include "support/file_descriptor.h"

namespace hostmodem::test {

enum class Transport { kTcp, kUdp };

/// A port that was free on all addresses, TCP and UDP, when it was chosen: at random, below those
/// that the kernel gives out by itself. For servers that cannot be told to use port 0. `count`: so
/// many ports, one after the other, of which it is the first.
[[nodiscard]] std::uint16_t unused_port(int count = 1);

/// Whether somebody on this host listens at (kTcp) or is bound to (kUdp) a port.
[[nodiscard]] bool port_is_taken(Transport transport, std::uint16_t port);

/// A port of the host's loopback on which nobody listens, and on which nobody will while this
/// object lives: connections to it are refused.
class ClosedPort {
 public:
  explicit ClosedPort(Family family, Transport transport = Transport::kTcp);
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  FileDescriptor socket_;
  std::uint16_t port_ = 0;
};

}  // namespace hostmodem::test
