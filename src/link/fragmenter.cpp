#include "link/fragmenter.h"

#include <algorithm>

#include "link/byte_order.h"
#include "link/checksum.h"

namespace hostmodem::link {
namespace {

constexpr std::size_t kFragmentUnit = 8;

// RFC: 791 3.1
constexpr std::size_t kIpv4Length = 2;
constexpr std::size_t kIpv4Fragment = 6;
constexpr std::uint16_t kIpv4DontFragment = 0x4000;
constexpr std::uint16_t kIpv4MoreFragments = 0x2000;

// RFC: 8200 3 and 4.5
constexpr std::size_t kIpv6PayloadLength = 4;
constexpr std::size_t kIpv6NextHeader = 6;
constexpr std::size_t kFragmentHeaderLength = 8;
constexpr unsigned kIpv6MoreFragments = 1;

/// Calls `emit` with offset, length and whether more follow, for each piece of `length` bytes of
/// which `room` fit into a packet.
template <typename Emit>
void for_each_piece(std::size_t length, std::size_t room, Emit emit) {
  const std::size_t step = room / kFragmentUnit * kFragmentUnit;
  for (std::size_t offset = 0; offset < length; offset += step) {
    emit(offset, std::min(step, length - offset), offset + step < length);
  }
}

}  // namespace

void Fragmenter::split(const IpPacket& packet, const Receiver& receiver) {
  if (packet.bytes.size() <= mtu_) {
    receiver(packet.bytes);
  } else if (packet.family == Family::kIpv4) {
    split4(packet, receiver);
  } else {
    split6(packet, receiver);
  }
}

void Fragmenter::split4(const IpPacket& packet, const Receiver& receiver) {
  const std::uint16_t flags_and_offset = load_be16(&packet.bytes[kIpv4Fragment]);
  if (packet.header_length != kIpv4HeaderLength || (flags_and_offset & kIpv4DontFragment) != 0) {
    return;
  }
  for_each_piece(
      packet.payload().size(), mtu_ - kIpv4HeaderLength,
      [&](std::size_t offset, std::size_t length, bool more) {
        fragment_.assign(packet.header().begin(), packet.header().end());
        const auto piece = packet.payload().subspan(offset, length);
        fragment_.insert(fragment_.end(), piece.begin(), piece.end());
        store_be16(&fragment_[kIpv4Length], static_cast<std::uint16_t>(fragment_.size()));
        const auto units = static_cast<std::uint16_t>(flags_and_offset + offset / kFragmentUnit);
        store_be16(&fragment_[kIpv4Fragment],
                   more ? static_cast<std::uint16_t>(units | kIpv4MoreFragments) : units);
        write_ipv4_checksum(std::span(fragment_).first(kIpv4HeaderLength));
        receiver(fragment_);
      });
}

void Fragmenter::split6(const IpPacket& packet, const Receiver& receiver) {
  if (packet.protocol == kProtocolIpv6Fragment) return;
  const std::uint32_t identification = next_identification_++;
  for_each_piece(packet.payload().size(), mtu_ - kIpv6HeaderLength - kFragmentHeaderLength,
                 [&](std::size_t offset, std::size_t length, bool more) {
                   fragment_.assign(packet.header().begin(), packet.header().end());
                   fragment_.resize(kIpv6HeaderLength + kFragmentHeaderLength);
                   store_be16(&fragment_[kIpv6PayloadLength],
                              static_cast<std::uint16_t>(kFragmentHeaderLength + length));
                   fragment_[kIpv6NextHeader] = std::byte{kProtocolIpv6Fragment};
                   std::byte* header = &fragment_[kIpv6HeaderLength];
                   header[0] = static_cast<std::byte>(packet.protocol);
                   header[1] = std::byte{0};
                   // The offset is in units of 8, and stands 3 bits to the left: it is the offset
                   // in bytes.
                   store_be16(header + 2, static_cast<std::uint16_t>(
                                              offset | (more ? kIpv6MoreFragments : 0U)));
                   store_be32(header + 4, identification);
                   const auto piece = packet.payload().subspan(offset, length);
                   fragment_.insert(fragment_.end(), piece.begin(), piece.end());
                   receiver(fragment_);
                 });
}

}  // namespace hostmodem::link
