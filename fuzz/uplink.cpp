#include "uplink.h"

#include <algorithm>

#include "hostmodem.h"
#include "modem.h"
#include "promise.h"

namespace hostmodem::fuzz {
namespace {

bool is_own(const IpAddress& address) {
  return address == IpAddress::parse(Modem::kOwn4) || address == IpAddress::parse(Modem::kOwn6) ||
         address == IpAddress::parse(Modem::kLinkLocal);
}

constexpr std::size_t kIcmpHeader = 8;

unsigned get16(std::span<const std::byte> bytes, std::size_t at) {
  return std::to_integer<unsigned>(bytes[at]) << 8 | std::to_integer<unsigned>(bytes[at + 1]);
}

void add32(std::span<std::byte> bytes, std::size_t at, std::uint32_t offset) {
  const std::span<std::byte> number = bytes.subspan(at, 4);
  const std::uint32_t sum = (get16(number, 0) << 16 | get16(number, 2)) + offset;
  for (std::size_t i = 0; i < 4; ++i) {
    number[i] = static_cast<std::byte>(sum >> (24 - 8 * i) & 0xff);
  }
}

}  // namespace

Uplink::Uplink() {
  hostmodem_pipe_handler_set(
      [](int, const void* packet, size_t length, void* uplink) {
        static_cast<Uplink*>(uplink)->take({static_cast<const std::byte*>(packet), length});
      },
      this);
}

Uplink::~Uplink() { hostmodem_pipe_handler_set(nullptr, nullptr); }

void Uplink::take(std::span<const std::byte> packet) {
  const auto ip = test::parse_ip(packet);
  require(ip.has_value(), "the modem sends whole IP packets");
  require(is_own(ip->from), "the modem sends from its own addresses");
  const auto segment = test::parse_tcp(packet);
  if (!segment) return;
  const auto length = static_cast<std::uint32_t>(segment->payload.size()) +
                      ((segment->flags & test::kSyn) != 0 ? 1 : 0) +
                      ((segment->flags & test::kFin) != 0 ? 1 : 0);
  const std::uint32_t end = segment->sequence + length;
  Expected& expected = flows_[{segment->from.port, segment->to.port}];
  expected.last = segment->sequence;
  // What is sent again takes nothing back.
  const bool news = static_cast<std::int32_t>(end - expected.acknowledgement) > 0;
  if (news || (segment->flags & test::kSyn) != 0) expected.acknowledgement = end;
  if ((segment->flags & test::kAck) != 0) expected.sequence = segment->acknowledgement;
}

const Uplink::Expected* Uplink::find(unsigned port, unsigned peer_port) const {
  const auto flow = flows_.find({port, peer_port});
  return flow == flows_.end() ? nullptr : &flow->second;
}

void Uplink::number(test::Bytes& packet) const {
  const auto ip = test::parse_ip(packet);
  if (!ip) return;
  const auto header = static_cast<std::size_t>(ip->payload.data() - packet.data());
  const std::span<std::byte> rest = std::span(packet).subspan(header, ip->payload.size());
  if (test::parse_tcp(packet)) {
    if (const Expected* expected = find(get16(rest, 2), get16(rest, 0))) {
      add32(rest, 4, expected->sequence);
      add32(rest, 8, expected->acknowledgement);
    }
    return;
  }
  if (ip->protocol != test::kIcmp && ip->protocol != test::kIcmpv6) return;
  const std::size_t about = kIcmpHeader + (ip->protocol == test::kIcmp ? 20 : 40);
  if (rest.size() < about + 8) return;
  if (const Expected* expected = find(get16(rest, about), get16(rest, about + 2))) {
    add32(rest, about + 4, expected->last);
  }
}

}  // namespace hostmodem::fuzz
