#include "link/udp_forward.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <span>
#include <utility>

#include "link/byte_order.h"
#include "link/checksum.h"
#include "link/host_address.h"
#include "link/subnet.h"

namespace hostmodem::link {
namespace {

// RFC: 768
constexpr std::size_t kUdpDestinationPort = 2;
constexpr std::size_t kUdpLength = 4;
constexpr std::size_t kUdpChecksum = 6;
constexpr std::size_t kUdpHeaderLength = 8;
constexpr std::size_t kLongestUdp = 65535;

// RFC: 791 3.1, RFC: 8200 3
constexpr std::size_t kIpv4Length = 2;
constexpr std::size_t kIpv4Identification = 4;
constexpr std::size_t kIpv4TimeToLive = 8;
constexpr std::size_t kIpv4Protocol = 9;
constexpr std::size_t kIpv4Source = 12;
constexpr std::size_t kIpv4Destination = 16;
constexpr std::size_t kIpv6PayloadLength = 4;
constexpr std::size_t kIpv6NextHeader = 6;
constexpr std::size_t kIpv6HopLimit = 7;
constexpr std::size_t kIpv6Source = 8;
constexpr std::size_t kIpv6Destination = 24;
constexpr std::byte kHops{64};

std::size_t ip_header_length(const IpAddress& address) {
  return address.is_v4() ? kIpv4HeaderLength : kIpv6HeaderLength;
}

void put(std::byte* at, const IpAddress& address) {
  const auto bytes = std::as_bytes(address.bytes());
  std::copy(bytes.begin(), bytes.end(), at);
}

bool is_loopback(const IpAddress& address) {
  constexpr std::array<std::uint8_t, 16> kLoopback6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return address.is_v4() ? address.bytes()[0] == 127 : address == IpAddress::v6(kLoopback6);
}

/// Would the modem, whose network `host` is in, take it for a neighbour of its own?
bool is_in_network_of(const IpAddress& host, const IpAddress& address) {
  const auto prefix = host.bytes().first(host.is_v4() ? kPrefixLength4 : kPrefixLength6);
  return std::equal(prefix.begin(), prefix.end(), address.bytes().begin());
}

void write_ip_header(std::span<std::byte> packet, const IpAddress& source,
                     const IpAddress& destination, std::uint16_t identification) {
  const std::span<std::byte> header = packet.first(ip_header_length(source));
  std::fill(header.begin(), header.end(), std::byte{0});
  if (source.is_v4()) {
    header[0] = std::byte{0x45};
    store_be16(&header[kIpv4Length], static_cast<std::uint16_t>(packet.size()));
    store_be16(&header[kIpv4Identification], identification);
    header[kIpv4TimeToLive] = kHops;
    header[kIpv4Protocol] = std::byte{kProtocolUdp};
    put(&header[kIpv4Source], source);
    put(&header[kIpv4Destination], destination);
    write_ipv4_checksum(header);
  } else {
    header[0] = std::byte{0x60};
    store_be16(&header[kIpv6PayloadLength],
               static_cast<std::uint16_t>(packet.size() - kIpv6HeaderLength));
    header[kIpv6NextHeader] = std::byte{kProtocolUdp};
    header[kIpv6HopLimit] = kHops;
    put(&header[kIpv6Source], source);
    put(&header[kIpv6Destination], destination);
  }
}

void write_udp_header(std::span<std::byte> udp, std::uint16_t source, std::uint16_t destination) {
  store_be16(udp.data(), source);
  store_be16(&udp[kUdpDestinationPort], destination);
  store_be16(&udp[kUdpLength], static_cast<std::uint16_t>(udp.size()));
  store_be16(&udp[kUdpChecksum], 0);
}

/// The datagram with its header; empty when a length or checksum is wrong.
std::span<const std::byte> right_datagram(const IpPacket& packet) {
  const std::span<const std::byte> udp = packet.payload();
  const std::size_t length = load_be16(&udp[kUdpLength]);
  if (length < kUdpHeaderLength || length > udp.size()) return {};
  const bool is_v4 = packet.family == Family::kIpv4;
  if (is_v4 && ones_sum(packet.header()) != 0xffff) return {};
  const std::span<const std::byte> datagram = udp.first(length);
  if (is_v4 && load_be16(&udp[kUdpChecksum]) == 0) return datagram;  // none was computed
  const OnesSum sum = plus(pseudo_header_sum(packet, length), ones_sum(datagram));
  return sum == 0xffff ? datagram : std::span<const std::byte>{};
}

}  // namespace

Result<std::unique_ptr<UdpForward>> UdpForward::open(const PortForward& forward,
                                                     const IpAddress& host) {
  HostAddress address(forward.outside);
  Descriptor listening(
      socket(address.get()->sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!listening.is_open()) return fail(errno_from_host(errno));
  const int on = 1;
  if (forward.outside.address.is_v6() &&
      setsockopt(listening.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on)) != 0) {
    return fail(errno_from_host(errno));
  }
  if (bind(listening.get(), address.get(), address.length) != 0 ||
      getsockname(listening.get(), address.get(), &address.length) != 0) {
    return fail(errno_from_host(errno));
  }
  PortForward exact = forward;
  exact.outside.port = address.to_socket_address().port;
  return std::unique_ptr<UdpForward>(new UdpForward(exact, host, std::move(listening)));
}

UdpForward::UdpForward(const PortForward& forward, const IpAddress& host, Descriptor socket)
    : socket_(std::move(socket)),
      outside_(forward.outside),
      inside_(forward.inside),
      host_(host),
      headers_length_(ip_header_length(host) + kUdpHeaderLength),
      packet_(ip_header_length(host) + kLongestUdp) {}

IpAddress UdpForward::known_as(const IpAddress& client) const {
  const bool means_another =
      is_loopback(client) || client.is_link_local() || is_in_network_of(host_, client);
  return means_another ? host_ : client;
}

void UdpForward::receive(const Receiver& receiver) {
  const std::span<std::byte> room = std::span(packet_).subspan(headers_length_);
  for (std::size_t i = 0; i < kMostPerTurn; ++i) {
    HostAddress client;
    const ssize_t length =
        recvfrom(fd(), room.data(), room.size(), 0, client.get(), &client.length);
    if (length < 0) {
      if (errno == EAGAIN) return;
      continue;  // what a datagram sent earlier met; it was taken with this call
    }
    SocketAddress from = client.to_socket_address();
    if (from.port == 0) continue;  // cannot be answered
    from.address = known_as(from.address);
    clients_.add(from, client);
    receiver(write_headers(from, static_cast<std::size_t>(length)));
  }
}

/// The packet with the `length` bytes that were received.
IpPacket UdpForward::write_headers(const SocketAddress& from, std::size_t length) {
  const std::span<std::byte> whole = std::span(packet_).first(headers_length_ + length);
  write_ip_header(whole, from.address, inside_.address, next_identification_++);
  const std::size_t header_length = ip_header_length(host_);
  const IpPacket packet{host_.family(), whole, header_length, kProtocolUdp};

  const std::span<std::byte> udp = whole.subspan(header_length);
  write_udp_header(udp, from.port, inside_.port);
  const std::uint16_t checksum =
      checksum_of(plus(pseudo_header_sum(packet, udp.size()), ones_sum(udp)));
  // Zero says that none was computed. RFC: 768
  store_be16(&udp[kUdpChecksum], checksum == 0 ? std::uint16_t{0xffff} : checksum);
  return packet;
}

bool UdpForward::send(const IpPacket& packet) {
  const std::span<const std::byte> udp = packet.payload();
  if (packet.protocol != kProtocolUdp || udp.size() < kUdpHeaderLength) return false;
  if (load_be16(udp.data()) != inside_.port || to_ip_address(packet.source()) != inside_.address) {
    return false;
  }
  const HostAddress* client =
      clients_.find({to_ip_address(packet.destination()), load_be16(&udp[kUdpDestinationPort])});
  if (client == nullptr) return false;

  const std::span<const std::byte> datagram = right_datagram(packet);
  if (datagram.empty()) return true;
  const std::span<const std::byte> data = datagram.subspan(kUdpHeaderLength);
  sendto(fd(), data.data(), data.size(), 0, client->get(), client->length);
  return true;
}

}  // namespace hostmodem::link
