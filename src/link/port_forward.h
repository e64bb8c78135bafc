#pragma once

#include <cstdint>

#include "base/ip_address.h"

namespace hostmodem::link {

/// A port of the host that leads to a port of the modem.
struct PortForward {
  enum class Transport : std::uint8_t { kTcp, kUdp };

  Transport transport = Transport::kTcp;
  SocketAddress outside;  ///< where the host listens; port 0: any free one
  SocketAddress inside;   ///< an address of the modem, of the same family
};

}  // namespace hostmodem::link
