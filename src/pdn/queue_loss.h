#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "link/impairment.h"

namespace hostmodem::pdn {

/// A packet that was lost as a queue on its way between the IP stack and the link had no room.
struct QueueLoss {
  /// What packets wait for in the queue.
  enum class WaitsFor : std::uint8_t {
    kConnection,  ///< the radio connection: uplink in the modem, downlink at the network
    kAir,         ///< their turn on the air
    kNetwork,     ///< the end of their way through the network behind the air
  };

  link::Direction direction;
  WaitsFor waits_for;
  std::size_t size;  ///< of the packet, bytes
};

/// Called where the packet is lost; must not call back.
using QueueLossHandler = std::function<void(const QueueLoss&)>;

}  // namespace hostmodem::pdn
