#include "ip/raw_endpoint.h"

#include <algorithm>

namespace hostmodem::ip {
namespace {

// What one endpoint may hold unread, as a host's default receive buffer; a packet costs more than
// its bytes.
constexpr std::size_t kMaxQueuedBytes = 212992;
constexpr std::size_t kOverhead = 256;

std::size_t load16(std::span<const std::byte> packet, std::size_t at) {
  return std::to_integer<std::size_t>(packet[at]) << 8 |
         std::to_integer<std::size_t>(packet[at + 1]);
}

/// The family of a packet whose lengths are right.
std::optional<Family> family_of(std::span<const std::byte> packet) {
  constexpr std::size_t kHeader4 = 20;
  constexpr std::size_t kHeader6 = 40;
  if (packet.empty()) return std::nullopt;
  switch (std::to_integer<int>(packet[0]) >> 4) {
    case 4: {
      const std::size_t header = (std::to_integer<std::size_t>(packet[0]) & 0x0f) * 4;
      if (packet.size() < kHeader4 || header < kHeader4 || header > packet.size() ||
          load16(packet, 2) != packet.size()) {
        return std::nullopt;
      }
      return Family::kIpv4;
    }
    case 6:
      if (packet.size() < kHeader6 || load16(packet, 4) + kHeader6 != packet.size()) {
        return std::nullopt;
      }
      return Family::kIpv6;
    default:
      return std::nullopt;
  }
}

}  // namespace

RawEndpoint::RawEndpoint(Interface& interface) : Endpoint(interface) { interface.add_raw(*this); }

RawEndpoint::~RawEndpoint() {
  if (interface() != nullptr) interface()->remove_raw(*this);
}

void RawEndpoint::on_interface_lost() { interface()->remove_raw(*this); }

Result<std::size_t> RawEndpoint::send(std::span<const std::byte> packet) {
  if (const auto open = can_send(); !open) return fail(open.error());
  const auto family = family_of(packet);
  if (!family) return fail(Errno::kInval);
  if (!interface()->has(*family)) return fail(Errno::kNetUnreach);
  if (packet.size() > interface()->mtu()) return fail(Errno::kMsgSize);
  interface()->send(packet);
  return packet.size();
}

Result<std::size_t> RawEndpoint::receive(std::span<std::byte> buffer, bool peek) {
  if (arrived_.empty()) return fail(failure().value_or(Errno::kAgain));
  const std::vector<std::byte>& packet = arrived_.front();
  const std::size_t length = packet.size();
  std::copy_n(packet.begin(), std::min(length, buffer.size()), buffer.begin());
  if (!peek) {
    queued_ -= length + kOverhead;
    arrived_.pop_front();
  }
  return length;
}

void RawEndpoint::take(std::span<const std::byte> packet) {
  if (queued_ + packet.size() + kOverhead > kMaxQueuedBytes) return;
  queued_ += packet.size() + kOverhead;
  arrived_.emplace_back(packet.begin(), packet.end());
  signal(kArrival);
}

}  // namespace hostmodem::ip
