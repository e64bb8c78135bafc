#include "link/neighbour.h"

#include <algorithm>
#include <array>

#include "link/byte_order.h"
#include "link/checksum.h"
#include "link/ethernet.h"

namespace hostmodem::link {
namespace {

using Bytes = std::span<const std::byte>;

// RFC: 826, for IPv4 over Ethernet: hardware and protocol type, their lengths, then the operation.
constexpr std::array<std::uint8_t, 6> kArpIpv4OverEthernet{0, 1, 8, 0, 6, 4};
constexpr std::uint16_t kArpRequest = 1;
constexpr std::uint16_t kArpReply = 2;
constexpr std::size_t kArpOperation = 6;
constexpr std::size_t kArpSenderMac = 8;
constexpr std::size_t kArpSenderIp = 14;
constexpr std::size_t kArpTargetMac = 18;
constexpr std::size_t kArpTargetIp = 24;
constexpr std::size_t kArpLength = 28;

// RFC: 4861 4. Types, and offsets into the ICMPv6 message.
constexpr unsigned kRouterSolicitation = 133;
constexpr unsigned kNeighbourSolicitation = 135;
constexpr unsigned kNeighbourAdvertisement = 136;
constexpr unsigned kRedirect = 137;
constexpr std::size_t kNdpChecksum = 2;
constexpr std::size_t kNdpFlags = 4;
constexpr std::size_t kNdpTarget = 8;
constexpr std::size_t kNdpOption = 24;
constexpr std::size_t kNdpLength = 24;  // without options
constexpr std::size_t kNdpWithMacLength = 32;
constexpr unsigned kNdpSolicited = 0x40;
constexpr unsigned kNdpOverride = 0x20;
constexpr unsigned kTargetMacOption = 2;
constexpr unsigned kNdpHopLimit = 255;

constexpr std::size_t kIpv6HopLimit = 7;
constexpr std::size_t kInterfaceIdLength = 8;

constexpr std::array<std::uint8_t, 8> kLinkLocalPrefix{0xfe, 0x80, 0, 0, 0, 0, 0, 0};
constexpr std::array<std::uint8_t, 16> kAllNodes{0xff, 0x02, 0, 0, 0, 0, 0, 0,
                                                 0,    0,    0, 0, 0, 0, 0, 1};

Bytes bytes_of(std::span<const std::uint8_t> bytes) { return std::as_bytes(bytes); }

bool equal(Bytes a, Bytes b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

void put(std::byte* at, Bytes bytes) { std::copy(bytes.begin(), bytes.end(), at); }

Frame make_frame(std::uint16_t type, std::size_t payload_length) {
  Frame frame(kEthernetHeaderLength + payload_length);
  put(frame.data(), bytes_of(kBroadcastMac));
  put(frame.data() + kMacLength, bytes_of(kModemMac));
  store_be16(frame.data() + kEtherTypeOffset, type);
  return frame;
}

Frame make_arp(std::uint16_t operation, Bytes sender, Bytes target_mac, Bytes target) {
  Frame frame = make_frame(kEtherTypeArp, kArpLength);
  std::byte* arp = frame.data() + kEthernetHeaderLength;
  put(arp, bytes_of(kArpIpv4OverEthernet));
  store_be16(arp + kArpOperation, operation);
  put(arp + kArpSenderMac, bytes_of(kModemMac));
  put(arp + kArpSenderIp, sender);
  put(arp + kArpTargetMac, target_mac);
  put(arp + kArpTargetIp, target);
  return frame;
}

Frame make_advertisement(Bytes target, Bytes destination, unsigned flags) {
  Frame frame = make_frame(kEtherTypeIpv6, kIpv6HeaderLength + kNdpWithMacLength);
  std::byte* ip = frame.data() + kEthernetHeaderLength;
  ip[0] = std::byte{0x60};
  store_be16(ip + 4, kNdpWithMacLength);
  ip[6] = std::byte{kProtocolIcmpv6};
  ip[kIpv6HopLimit] = static_cast<std::byte>(kNdpHopLimit);
  put(ip + 8, target);
  put(ip + 24, destination);

  std::byte* icmp = ip + kIpv6HeaderLength;
  icmp[0] = static_cast<std::byte>(kNeighbourAdvertisement);
  icmp[kNdpFlags] = static_cast<std::byte>(flags);
  put(icmp + kNdpTarget, target);
  icmp[kNdpOption] = static_cast<std::byte>(kTargetMacOption);
  icmp[kNdpOption + 1] = std::byte{1};  // in units of 8 bytes
  put(icmp + kNdpOption + 2, bytes_of(kModemMac));

  const IpPacket packet{Family::kIpv6, Bytes(frame).subspan(kEthernetHeaderLength),
                        kIpv6HeaderLength, kProtocolIcmpv6};
  const OnesSum sum =
      plus(pseudo_header_sum(packet, kNdpWithMacLength), ones_sum(packet.payload()));
  store_be16(icmp + kNdpChecksum, checksum_of(sum));
  return frame;
}

}  // namespace

bool is_neighbour_discovery(const IpPacket& packet) {
  if (packet.protocol != kProtocolIcmpv6 || packet.payload().empty()) return false;
  const auto type = std::to_integer<unsigned>(packet.payload()[0]);
  return packet.family == Family::kIpv6 && type >= kRouterSolicitation && type <= kRedirect;
}

bool Neighbour::is_host6(Bytes address) const {
  if (!network_.ipv6 || address.size() != 16) return false;
  const Bytes prefix = address.first(kInterfaceIdLength);
  const Bytes id = address.subspan(kInterfaceIdLength);
  return (equal(prefix, bytes_of(network_.prefix6.bytes()).first(kInterfaceIdLength)) ||
          equal(prefix, bytes_of(kLinkLocalPrefix))) &&
         (equal(id, bytes_of(network_.host6.bytes()).subspan(kInterfaceIdLength)) ||
          equal(id, bytes_of(network_.nameserver6.bytes()).subspan(kInterfaceIdLength)));
}

bool Neighbour::is_modem(Bytes address) const {
  if (address.size() == 4) {
    return network_.ipv4 && equal(address.first(3), bytes_of(network_.network4.bytes()).first(3)) &&
           address[3] != std::byte{0} && address[3] != std::byte{255} &&
           !equal(address, bytes_of(network_.host4.bytes())) &&
           !equal(address, bytes_of(network_.nameserver4.bytes()));
  }
  if (!network_.ipv6 || address.size() != 16) return false;
  const Bytes prefix = address.first(kInterfaceIdLength);
  return (equal(prefix, bytes_of(network_.prefix6.bytes()).first(kInterfaceIdLength)) ||
          equal(prefix, bytes_of(kLinkLocalPrefix))) &&
         !is_host6(address);
}

std::vector<Frame> Neighbour::announcements() const {
  std::vector<Frame> frames;
  if (network_.ipv4) {
    const Bytes self = bytes_of(network_.guest4.bytes());
    frames.push_back(make_arp(kArpRequest, self, bytes_of(Mac{}), self));
  }
  if (network_.ipv6) {
    frames.push_back(
        make_advertisement(bytes_of(network_.guest6.bytes()), bytes_of(kAllNodes), kNdpOverride));
  }
  return frames;
}

std::optional<Frame> Neighbour::answer(Bytes frame) const {
  if (frame.size() < kEthernetHeaderLength) return std::nullopt;
  const Bytes payload = frame.subspan(kEthernetHeaderLength);
  switch (load_be16(&frame[kEtherTypeOffset])) {
    case kEtherTypeArp:
      return answer_arp(payload);
    case kEtherTypeIpv6:
      return answer_solicitation(payload);
    default:
      return std::nullopt;
  }
}

std::optional<Frame> Neighbour::answer_arp(Bytes arp) const {
  if (arp.size() < kArpLength || load_be16(&arp[kArpOperation]) != kArpRequest ||
      !equal(arp.first(kArpOperation), bytes_of(kArpIpv4OverEthernet))) {
    return std::nullopt;
  }
  const Bytes target = arp.subspan(kArpTargetIp, 4);
  if (!is_modem(target)) return std::nullopt;
  return make_arp(kArpReply, target, arp.subspan(kArpSenderMac, kMacLength),
                  arp.subspan(kArpSenderIp, 4));
}

std::optional<Frame> Neighbour::answer_solicitation(Bytes bytes) const {
  const std::optional<IpPacket> packet = IpPacket::parse(bytes);
  if (!packet || packet->family != Family::kIpv6 || packet->protocol != kProtocolIcmpv6) {
    return std::nullopt;
  }
  const Bytes icmp = packet->payload();
  if (icmp.size() < kNdpLength || std::to_integer<unsigned>(icmp[0]) != kNeighbourSolicitation ||
      std::to_integer<unsigned>(bytes[kIpv6HopLimit]) != kNdpHopLimit) {
    return std::nullopt;
  }
  const Bytes target = icmp.subspan(kNdpTarget, 16);
  if (!is_modem(target)) return std::nullopt;
  return make_advertisement(target, packet->source(), kNdpSolicited | kNdpOverride);
}

}  // namespace hostmodem::link
