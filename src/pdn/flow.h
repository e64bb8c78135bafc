#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/ip_address.h"
#include "pdn/context.h"
#include "pdn/tap.h"
#include "radio/energy_meter.h"

namespace hostmodem::pdn {

/// What a packet belongs to, as its headers say.
struct Flow {
  enum class Transport : std::uint8_t { kTcp, kUdp, kOther };

  PdnId pdn = kDefaultPdn;
  Transport transport = Transport::kOther;
  std::uint16_t port = 0;  ///< the modem's; 0 unless TCP or UDP
  SocketAddress peer;      ///< the port likewise
};

/// Of a packet that passes the PDN `pdn` in that direction. nullopt: no IP packet. A fragment that
/// is not the first one has no ports: kOther.
std::optional<Flow> flow_of(PdnId pdn, Direction direction, std::span<const std::byte> packet);

/// For whom the radio carries a packet.
struct FlowOwner {
  radio::EnergyMeter::Consumer* consumer = nullptr;  ///< nullptr: nobody, but the modem itself
  bool exceptional = false;                          ///< who sends it calls it exceptional data
};

/// Who knows whose packets are.
class FlowOwners {
 public:
  virtual ~FlowOwners() = default;
  virtual FlowOwner owner_of(const Flow& flow) = 0;
};

}  // namespace hostmodem::pdn
