#include "link/reassembler.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "link/byte_order.h"
#include "link/checksum.h"

namespace hostmodem::link {
namespace {

constexpr std::size_t kUnit = 8;
constexpr std::size_t kMostPackets = 8;
constexpr auto kLifetime = std::chrono::seconds(60);  // RFC: 8200 4.5

// RFC: 791 3.1
constexpr std::size_t kIpv4Length = 2;
constexpr std::size_t kIpv4Identification = 4;
constexpr std::size_t kIpv4Fragment = 6;
constexpr std::uint16_t kIpv4MoreFragments = 0x2000;
constexpr std::uint16_t kIpv4Offset = 0x1fff;

// RFC: 8200 3 and 4.5
constexpr std::size_t kIpv6PayloadLength = 4;
constexpr std::size_t kIpv6NextHeader = 6;
constexpr std::size_t kFragmentHeaderLength = 8;
constexpr std::uint16_t kIpv6MoreFragments = 1;
constexpr std::uint16_t kIpv6Offset = 0xfff8;

void append(std::vector<std::byte>& to, std::span<const std::byte> bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

}  // namespace

bool Reassembler::is_fragment(const IpPacket& packet) {
  if (packet.family == Family::kIpv6) return packet.protocol == kProtocolIpv6Fragment;
  return (load_be16(&packet.bytes[kIpv4Fragment]) & (kIpv4MoreFragments | kIpv4Offset)) != 0;
}

std::optional<Reassembler::Fragment> Reassembler::parse(const IpPacket& packet) {
  Fragment fragment;
  append(fragment.key, packet.source());
  append(fragment.key, packet.destination());
  append(fragment.header, packet.header());
  if (packet.family == Family::kIpv4) {
    if (ones_sum(packet.header()) != 0xffff) return std::nullopt;
    fragment.key.push_back(static_cast<std::byte>(packet.protocol));
    append(fragment.key, packet.bytes.subspan(kIpv4Identification, 2));
    const std::uint16_t word = load_be16(&packet.bytes[kIpv4Fragment]);
    fragment.offset = static_cast<std::size_t>(word & kIpv4Offset) * kUnit;
    fragment.more = (word & kIpv4MoreFragments) != 0;
    fragment.data = packet.payload();
  } else {
    if (packet.payload().size() < kFragmentHeaderLength) return std::nullopt;
    const std::byte* header = packet.payload().data();
    fragment.header[kIpv6NextHeader] = header[0];
    append(fragment.key, packet.payload().subspan(4, 4));
    const std::uint16_t word = load_be16(header + 2);
    fragment.offset = word & kIpv6Offset;  // in units of 8, 3 bits to the left
    fragment.more = (word & kIpv6MoreFragments) != 0;
    fragment.data = packet.payload().subspan(kFragmentHeaderLength);
  }
  return fragment;
}

Reassembler::Packet& Reassembler::find(const Fragment& fragment, TimePoint now) {
  packets_.remove_if([now](const Packet& packet) { return packet.expires <= now; });
  const auto it = std::find_if(packets_.begin(), packets_.end(),
                               [&](const Packet& packet) { return packet.key == fragment.key; });
  if (it != packets_.end()) {
    packets_.splice(packets_.end(), packets_, it);
    return packets_.back();
  }
  if (packets_.size() == kMostPackets) packets_.pop_front();
  Packet& packet = packets_.emplace_back();
  packet.key = fragment.key;
  packet.expires = now + kLifetime;
  return packet;
}

/// False when the fragment does not fit the others.
bool Reassembler::place(Packet& packet, const Fragment& fragment) const {
  const std::size_t end = fragment.offset + fragment.data.size();
  if (fragment.data.empty() || (fragment.more && fragment.data.size() % kUnit != 0) ||
      fragment.header.size() + end > capacity_) {
    return false;
  }
  if (!fragment.more) {
    if (packet.length || end < packet.payload.size()) return false;
    packet.length = end;
  }
  if (packet.length && end > *packet.length) return false;

  if (end > packet.payload.size()) {
    packet.payload.resize(end);
    packet.units.resize((end + kUnit - 1) / kUnit);
  }
  for (std::size_t at = fragment.offset; at < end; at += kUnit) {
    if (packet.units[at / kUnit]) return false;
    packet.units[at / kUnit] = true;
  }
  std::copy(fragment.data.begin(), fragment.data.end(),
            packet.payload.begin() + static_cast<std::ptrdiff_t>(fragment.offset));
  packet.arrived += fragment.data.size();
  if (fragment.offset == 0) packet.header = fragment.header;
  return true;
}

IpPacket Reassembler::finish(Packet packet) {
  whole_ = std::move(packet.header);
  const std::size_t header_length = whole_.size();
  append(whole_, packet.payload);
  if ((whole_[0] >> 4) == std::byte{4}) {
    store_be16(&whole_[kIpv4Length], static_cast<std::uint16_t>(whole_.size()));
    store_be16(&whole_[kIpv4Fragment], 0);
    write_ipv4_checksum(std::span(whole_).first(header_length));
    return {Family::kIpv4, whole_, header_length, std::to_integer<std::uint8_t>(whole_[9])};
  }
  store_be16(&whole_[kIpv6PayloadLength], static_cast<std::uint16_t>(packet.payload.size()));
  return {Family::kIpv6, whole_, header_length,
          std::to_integer<std::uint8_t>(whole_[kIpv6NextHeader])};
}

std::optional<IpPacket> Reassembler::add(const IpPacket& packet, TimePoint now) {
  const std::optional<Fragment> fragment = parse(packet);
  if (!fragment) return std::nullopt;
  Packet& found = find(*fragment, now);
  if (!place(found, *fragment)) {
    packets_.pop_back();  // find() moved it there
    return std::nullopt;
  }
  if (!found.length || found.arrived != *found.length) return std::nullopt;
  IpPacket whole = finish(std::move(found));
  packets_.pop_back();
  return whole;
}

}  // namespace hostmodem::link
