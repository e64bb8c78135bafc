#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "pdn/context.h"

namespace hostmodem::pdn {

class Pdn;

enum class Direction : std::uint8_t {
  kUplink,   ///< sent by the modem
  kDownlink  ///< sent to it
};

/// Who sees every packet of the packet data networks, where the IP stack and the link meet. While
/// there is one, packets are as on the air: none is longer than the MTU.
///
/// It only looks: it must not call back what it looks at. Thread: under the modem lock.
class Tap {
 public:
  virtual ~Tap() = default;
  /// A PDN is there, or there again, before its first packet. Of the PDN only the number, the
  /// access point and the addresses can be asked for.
  virtual void on_network(const Pdn& pdn) = 0;
  /// A whole IP packet of that PDN; its bytes are valid during the call.
  virtual void on_packet(PdnId id, Direction direction, std::span<const std::byte> packet) = 0;
};

}  // namespace hostmodem::pdn
