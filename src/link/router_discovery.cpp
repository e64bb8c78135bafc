#include "link/router_discovery.h"

#include <algorithm>
#include <array>

#include "link/byte_order.h"
#include "link/checksum.h"

namespace hostmodem::link {
namespace {

using Bytes = std::span<const std::byte>;
using std::chrono::seconds;

// Offsets into an IPv6 header. RFC: 8200 3
constexpr std::size_t kPayloadLength = 4;
constexpr std::size_t kNextHeader = 6;
constexpr std::size_t kHopLimit = 7;
constexpr std::size_t kSource = 8;
constexpr std::size_t kDestination = 24;

// Of router discovery: types, offsets into the ICMPv6 message, and lengths without options.
constexpr std::byte kSolicitation{133};
constexpr std::byte kAdvertisement{134};
constexpr std::byte kCode{0};
constexpr std::byte kNeverForwarded{255};  // the hop limit: who sent it is on this link
constexpr std::size_t kChecksum = 2;
constexpr std::size_t kCurrentHopLimit = 4;
constexpr std::size_t kRouterLifetime = 6;
constexpr std::size_t kSolicitationLength = 8;
constexpr std::size_t kAdvertisementLength = 16;
constexpr std::byte kUsualHopLimit{64};

// Options, and offsets into that of a prefix. RFC: 4861 4.6
constexpr std::size_t kOptionLength = 1;
constexpr std::size_t kOptionUnit = 8;
constexpr std::byte kPrefixOption{3};
constexpr std::size_t kPrefixOptionLength = 32;
constexpr std::size_t kPrefixBits = 2;
constexpr std::size_t kPrefixFlags = 3;
constexpr std::size_t kValidLifetime = 4;
constexpr std::size_t kPreferredLifetime = 8;
constexpr std::size_t kPrefix = 16;
constexpr std::byte kBitsOfInterfaceId{64};
constexpr std::byte kAutonomous{0x40};
constexpr std::size_t kInterfaceIdLength = 8;

constexpr IpAddress kAllRouters =
    IpAddress::v6({0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2});
constexpr IpAddress kRouter = IpAddress::v6({0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2});

Bytes bytes_of(const IpAddress& address) { return std::as_bytes(address.bytes()); }

void put(std::byte* at, Bytes bytes) { std::copy(bytes.begin(), bytes.end(), at); }

Bytes prefix_of(Bytes address) { return address.first(kInterfaceIdLength); }

/// The sum over an ICMPv6 message and its pseudo header: zero when its checksum is in it, and
/// right.
OnesSum sum_of(const IpPacket& packet) {
  return plus(pseudo_header_sum(packet, packet.payload().size()), ones_sum(packet.payload()));
}

/// An ICMPv6 message of zeros but for its type, and the header around it.
std::vector<std::byte> make_message(const IpAddress& from, const IpAddress& to, std::byte type,
                                    std::size_t length) {
  std::vector<std::byte> packet(kIpv6HeaderLength + length);
  packet[0] = std::byte{0x60};
  store_be16(&packet[kPayloadLength], static_cast<std::uint16_t>(length));
  packet[kNextHeader] = std::byte{kProtocolIcmpv6};
  packet[kHopLimit] = kNeverForwarded;
  put(&packet[kSource], bytes_of(from));
  put(&packet[kDestination], bytes_of(to));
  packet[kIpv6HeaderLength] = type;
  return packet;
}

void write_checksum(std::vector<std::byte>& packet) {
  const IpPacket view{Family::kIpv6, packet, kIpv6HeaderLength, kProtocolIcmpv6};
  store_be16(&packet[kIpv6HeaderLength + kChecksum], checksum_of(sum_of(view)));
}

bool is_sound(const IpPacket& packet, std::byte type, std::size_t length) {
  constexpr OnesSum kZero = 0xffff;
  const Bytes icmp = packet.payload();
  return packet.family == Family::kIpv6 && packet.protocol == kProtocolIcmpv6 &&
         icmp.size() >= length && icmp[0] == type && icmp[1] == kCode &&
         packet.bytes[kHopLimit] == kNeverForwarded && sum_of(packet) == kZero;
}

/// What a prefix option says of `address`.
std::optional<seconds> lifetime_in(Bytes option, Bytes address) {
  if (option[0] != kPrefixOption || option.size() != kPrefixOptionLength ||
      option[kPrefixBits] != kBitsOfInterfaceId ||
      (option[kPrefixFlags] & kAutonomous) == std::byte{0} ||
      !std::ranges::equal(prefix_of(option.subspan(kPrefix)), prefix_of(address))) {
    return std::nullopt;
  }
  return seconds(load_be32(&option[kValidLifetime]));
}

}  // namespace

std::vector<std::byte> make_router_solicitation(const IpAddress& source) {
  auto packet = make_message(source, kAllRouters, kSolicitation, kSolicitationLength);
  write_checksum(packet);
  return packet;
}

bool is_router_solicitation(const IpPacket& packet) {
  return is_sound(packet, kSolicitation, kSolicitationLength);
}

std::vector<std::byte> make_router_advertisement(const IpAddress& destination,
                                                 const IpAddress& prefix, seconds lifetime) {
  auto packet = make_message(kRouter, destination, kAdvertisement,
                             kAdvertisementLength + kPrefixOptionLength);
  std::byte* const icmp = &packet[kIpv6HeaderLength];
  icmp[kCurrentHopLimit] = kUsualHopLimit;
  store_be16(icmp + kRouterLifetime, static_cast<std::uint16_t>(lifetime.count()));
  std::byte* const option = icmp + kAdvertisementLength;
  option[0] = kPrefixOption;
  option[kOptionLength] = std::byte{kPrefixOptionLength / kOptionUnit};
  option[kPrefixBits] = kBitsOfInterfaceId;
  option[kPrefixFlags] = kAutonomous;
  store_be32(option + kValidLifetime, static_cast<std::uint32_t>(lifetime.count()));
  store_be32(option + kPreferredLifetime, static_cast<std::uint32_t>(lifetime.count()));
  put(option + kPrefix, prefix_of(bytes_of(prefix)));
  write_checksum(packet);
  return packet;
}

std::optional<seconds> advertised_lifetime(Bytes bytes, const IpAddress& address) {
  const auto packet = IpPacket::parse(bytes);
  if (!packet || !is_sound(*packet, kAdvertisement, kAdvertisementLength) ||
      !to_ip_address(packet->source()).is_link_local()) {
    return std::nullopt;
  }
  // All options have to be whole before one is believed.
  std::optional<seconds> lifetime;
  Bytes options = packet->payload().subspan(kAdvertisementLength);
  while (!options.empty()) {
    if (options.size() <= kOptionLength) return std::nullopt;
    const auto length = std::to_integer<std::size_t>(options[kOptionLength]) * kOptionUnit;
    if (length == 0 || length > options.size()) return std::nullopt;
    if (!lifetime) lifetime = lifetime_in(options.first(length), bytes_of(address));
    options = options.subspan(length);
  }
  return lifetime;
}

}  // namespace hostmodem::link
