#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "link/impairment.h"

namespace hostmodem::pdn {

/// A packet that was lost on its way between the IP stack and the link.
struct PacketLoss {
  enum class Cause : std::uint8_t {
    kConnectionQueue,  ///< too many wait for the radio connection: uplink in the modem, downlink at
                       ///< the network
    kAirQueue,         ///< too much waits for its turn on the air
    kNetworkQueue,     ///< too much is on its way through the network behind the air
    kRateControl,      ///< the network allows no more uplink for now
  };

  link::Direction direction;
  Cause cause;
  std::size_t size;  ///< of the packet, bytes
};

/// Called where the packet is lost; must not call back.
using PacketLossHandler = std::function<void(const PacketLoss&)>;

}  // namespace hostmodem::pdn
