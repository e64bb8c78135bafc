#include "pdn/flow.h"

#include "link/byte_order.h"
#include "link/ip_packet.h"

namespace hostmodem::pdn {
namespace {

/// RFC: 791 3.1
bool is_later_fragment(const link::IpPacket& packet) {
  constexpr unsigned kOffset = 0x1fff;
  return packet.family == Family::kIpv4 && (link::load_be16(&packet.bytes[6]) & kOffset) != 0;
}

Flow::Transport transport_of(const link::IpPacket& packet) {
  constexpr std::size_t kPorts = 4;
  if (packet.payload().size() < kPorts || is_later_fragment(packet)) {
    return Flow::Transport::kOther;
  }
  switch (packet.protocol) {
    case link::kProtocolTcp:
      return Flow::Transport::kTcp;
    case link::kProtocolUdp:
      return Flow::Transport::kUdp;
    default:
      return Flow::Transport::kOther;
  }
}

}  // namespace

std::optional<Flow> flow_of(PdnId pdn, Direction direction, std::span<const std::byte> packet) {
  const auto parsed = link::IpPacket::parse(packet);
  if (!parsed) return std::nullopt;
  const bool up = direction == Direction::kUplink;
  Flow flow{.pdn = pdn, .transport = transport_of(*parsed)};
  flow.peer.address = link::to_ip_address(up ? parsed->destination() : parsed->source());
  if (flow.transport == Flow::Transport::kOther) return flow;
  const std::uint16_t source = link::load_be16(&parsed->payload()[0]);
  const std::uint16_t destination = link::load_be16(&parsed->payload()[2]);
  flow.port = up ? source : destination;
  flow.peer.port = up ? destination : source;
  return flow;
}

}  // namespace hostmodem::pdn
