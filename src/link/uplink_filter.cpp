#include "link/uplink_filter.h"

#include "link/tcp_header.h"

namespace hostmodem::link {
namespace {

constexpr std::byte kIcmpv6EchoRequest{128};  // RFC: 4443 4.1

bool is_foreign_ipv6_echo(const IpPacket& packet, const Neighbour& neighbour) {
  return packet.family == Family::kIpv6 && packet.protocol == kProtocolIcmpv6 &&
         !packet.payload().empty() && packet.payload()[0] == kIcmpv6EchoRequest &&
         !neighbour.is_host6(packet.destination());
}

bool is_urgent(const IpPacket& packet) {
  return packet.protocol == kProtocolTcp && packet.payload().size() > kTcpFlags &&
         (packet.payload()[kTcpFlags] & kTcpUrgent) != std::byte{0};
}

}  // namespace

bool may_leave(const IpPacket& packet, const Neighbour& neighbour) {
  return neighbour.is_modem(packet.source()) && !is_neighbour_discovery(packet) &&
         !is_foreign_ipv6_echo(packet, neighbour) && !is_urgent(packet);
}

bool may_write(const IpPacket& packet) {
  const auto tcp = packet.payload();
  if (packet.protocol != kProtocolTcp || tcp.size() <= kTcpFlags) return false;
  return tcp[kTcpFlags] != kTcpAck || tcp.size() != tcp_header_length(tcp);
}

}  // namespace hostmodem::link
