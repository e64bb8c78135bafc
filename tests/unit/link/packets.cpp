#include "unit/link/packets.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace hostmodem::link::testing {
namespace {

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;

void put16(Packet& packet, std::size_t value) {
  packet.push_back(static_cast<std::byte>(value >> 8 & 0xff));
  packet.push_back(static_cast<std::byte>(value & 0xff));
}

void put32(Packet& packet, std::uint32_t value) {
  put16(packet, value >> 16);
  put16(packet, value & 0xffff);
}

void put(Packet& packet, std::span<const std::byte> bytes) {
  packet.insert(packet.end(), bytes.begin(), bytes.end());
}

void put(Packet& packet, const IpAddress& address) { put(packet, std::as_bytes(address.bytes())); }

std::uint16_t get16(std::span<const std::byte> bytes, std::size_t at) {
  if (at + 2 > bytes.size()) throw std::runtime_error("packet is too short");
  return static_cast<std::uint16_t>(std::to_integer<unsigned>(bytes[at]) << 8 |
                                    std::to_integer<unsigned>(bytes[at + 1]));
}

std::uint32_t get32(std::span<const std::byte> bytes, std::size_t at) {
  return std::uint32_t{get16(bytes, at)} << 16 | get16(bytes, at + 2);
}

void set16(Packet& packet, std::size_t at, std::uint16_t value) {
  packet[at] = static_cast<std::byte>(value >> 8);
  packet[at + 1] = static_cast<std::byte>(value & 0xff);
}

IpAddress address_at(std::span<const std::byte> packet, std::size_t at, bool is_v4) {
  if (is_v4) {
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), packet.data() + at, bytes.size());
    return IpAddress::v4(bytes);
  }
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), packet.data() + at, bytes.size());
  return IpAddress::v6(bytes);
}

Packet pseudo_header(const IpAddress& source, const IpAddress& destination, std::uint8_t protocol,
                     std::span<const std::byte> payload) {
  Packet bytes;
  put(bytes, source);
  put(bytes, destination);
  put32(bytes, static_cast<std::uint32_t>(payload.size()));
  put32(bytes, protocol);
  put(bytes, payload);
  return bytes;
}

struct Ip {
  IpAddress source;
  IpAddress destination;
  std::span<const std::byte> payload;
};

Ip read_ip(std::span<const std::byte> packet, std::uint8_t protocol) {
  if (protocol_of(packet) != protocol) throw std::runtime_error("another protocol");
  Ip ip;
  if (std::to_integer<unsigned>(packet[0]) >> 4 == 4) {
    if (packet[0] != std::byte{0x45}) throw std::runtime_error("IPv4 options");
    if (get16(packet, 2) != packet.size()) throw std::runtime_error("wrong IPv4 length");
    if (reference_checksum(packet.first(20)) != 0) throw std::runtime_error("wrong IPv4 checksum");
    ip = {address_at(packet, 12, true), address_at(packet, 16, true), packet.subspan(20)};
  } else {
    if (get16(packet, 4) + 40U != packet.size()) throw std::runtime_error("wrong IPv6 length");
    ip = {address_at(packet, 8, false), address_at(packet, 24, false), packet.subspan(40)};
  }
  if (reference_checksum(pseudo_header(ip.source, ip.destination, protocol, ip.payload)) != 0) {
    throw std::runtime_error("wrong transport checksum");
  }
  return ip;
}

}  // namespace

Packet to_bytes(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::string to_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::uint16_t reference_checksum(std::span<const std::byte> bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = std::to_integer<std::uint32_t>(bytes[i]);
    sum += i % 2 == 0 ? byte << 8 : byte;
    sum = (sum & 0xffff) + (sum >> 16);
  }
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

void renew_ipv4_checksum(Packet& packet) {
  set16(packet, 10, 0);
  set16(packet, 10, reference_checksum(std::span(packet).first(20)));
}

Packet make_ip(const IpAddress& source, const IpAddress& destination, std::uint8_t protocol,
               std::span<const std::byte> payload) {
  Packet packet;
  if (source.is_v4()) {
    put16(packet, 0x4500);
    put16(packet, 20 + payload.size());
    put32(packet, 0x12340000);  // identification, no fragment
    put16(packet, 0x4000U + protocol);
    put16(packet, 0);
    put(packet, source);
    put(packet, destination);
    renew_ipv4_checksum(packet);
  } else {
    put32(packet, 0x60000000);
    put16(packet, payload.size());
    put16(packet, static_cast<std::size_t>(protocol) << 8 | 64);
    put(packet, source);
    put(packet, destination);
  }
  put(packet, payload);
  return packet;
}

Packet make(const Tcp& tcp) {
  Packet segment;
  put16(segment, tcp.source.port);
  put16(segment, tcp.destination.port);
  put32(segment, tcp.sequence);
  put32(segment, tcp.acknowledgement);
  put16(segment, (20 + tcp.options.size()) / 4 << 12 | tcp.flags);
  put16(segment, tcp.window);
  put16(segment, 0);
  put16(segment, tcp.urgent);
  put(segment, tcp.options);
  put(segment, tcp.payload);
  set16(segment, 16,
        reference_checksum(
            pseudo_header(tcp.source.address, tcp.destination.address, kTcp, segment)));
  return make_ip(tcp.source.address, tcp.destination.address, kTcp, segment);
}

Packet make(const Udp& udp) {
  Packet datagram;
  put16(datagram, udp.source.port);
  put16(datagram, udp.destination.port);
  put16(datagram, 8 + udp.payload.size());
  put16(datagram, 0);
  put(datagram, udp.payload);
  set16(datagram, 6,
        reference_checksum(
            pseudo_header(udp.source.address, udp.destination.address, kUdp, datagram)));
  return make_ip(udp.source.address, udp.destination.address, kUdp, datagram);
}

std::uint8_t protocol_of(std::span<const std::byte> packet) {
  if (packet.size() < 20) throw std::runtime_error("packet is too short");
  const bool is_v4 = std::to_integer<unsigned>(packet[0]) >> 4 == 4;
  return std::to_integer<std::uint8_t>(packet[is_v4 ? 9 : 6]);
}

Tcp read_tcp(std::span<const std::byte> packet) {
  const Ip ip = read_ip(packet, kTcp);
  const std::size_t header = static_cast<std::size_t>(get16(ip.payload, 12)) >> 12 << 2;
  if (header < 20 || header > ip.payload.size()) throw std::runtime_error("wrong TCP offset");
  const auto options = ip.payload.subspan(20, header - 20);
  const auto payload = ip.payload.subspan(header);
  return {.source = {ip.source, get16(ip.payload, 0)},
          .destination = {ip.destination, get16(ip.payload, 2)},
          .sequence = get32(ip.payload, 4),
          .acknowledgement = get32(ip.payload, 8),
          .flags = static_cast<std::uint8_t>(get16(ip.payload, 12) & 0xff),
          .window = get16(ip.payload, 14),
          .urgent = get16(ip.payload, 18),
          .options = Packet(options.begin(), options.end()),
          .payload = Packet(payload.begin(), payload.end())};
}

Udp read_udp(std::span<const std::byte> packet) {
  const Ip ip = read_ip(packet, kUdp);
  const auto payload = ip.payload.subspan(8);
  return {.source = {ip.source, get16(ip.payload, 0)},
          .destination = {ip.destination, get16(ip.payload, 2)},
          .payload = Packet(payload.begin(), payload.end())};
}

}  // namespace hostmodem::link::testing
