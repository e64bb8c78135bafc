#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "link/impairment.h"
#include "pdn/context.h"
#include "pdn/packet_loss.h"

/// What happens to the packets and links of PDNs, in one line for a person: the log and captures
/// have the same words. docs/capture.md lists them.
namespace hostmodem::pdn {

/// What a packet was: "blacked out", "lost"
[[nodiscard]] std::string_view name_of(link::Fault fault);

/// "pdn0 uplink: packet 17 corrupted (bit 123)"
[[nodiscard]] std::string fault_text(PdnId id, const link::FaultEvent& fault);

/// "pdn0 uplink: packet of 1500 bytes lost, too many wait for the radio connection"
[[nodiscard]] std::string packet_loss_text(PdnId id, const PacketLoss& loss);

/// "pdn0 uplink: loss 0.1, delay 50 ms": what is not ideal, in the order in which a packet meets
/// it; or "pdn0 uplink: ideal".
[[nodiscard]] std::string impairment_text(PdnId id, link::Direction direction,
                                          const link::Impairment& impairment);

/// "pdn0: blackout of 30000 ms", Duration::max(): "pdn0: blackout until it is ended", nothing left:
/// "pdn0: blackout ended".
[[nodiscard]] std::string blackout_text(PdnId id, Duration left);

}  // namespace hostmodem::pdn
