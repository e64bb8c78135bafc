#include "link/router_link.h"

#include <utility>

#include "link/router_discovery.h"

namespace hostmodem::link {

RouterLink::RouterLink(std::unique_ptr<Link> below, const IpAddress& prefix,
                       std::chrono::seconds lifetime)
    : below_(std::move(below)), prefix_(prefix), lifetime_(lifetime) {
  below_->set_receiver([this](std::span<const std::byte> packet) { receive(packet); });
}

void RouterLink::send(std::span<const std::byte> packet) {
  const auto parsed = IpPacket::parse(packet);
  if (!parsed || !is_router_solicitation(*parsed)) return below_->send(packet);
  receive(make_router_advertisement(to_ip_address(parsed->source()), prefix_, lifetime_));
}

}  // namespace hostmodem::link
