#include "ip/interface.h"

#include <lwip/ip.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/udp.h>

#include <algorithm>
#include <utility>

#include "ip/endpoint.h"
#include "ip/icmp.h"
#include "ip/lwip_address.h"
#include "ip/lwip_port.h"
#include "ip/raw_endpoint.h"
#include "ip/transport.h"

namespace hostmodem::ip {
namespace {

template <typename Pcb>
bool any_at(const Pcb* pcb, std::uint16_t port) {
  for (; pcb != nullptr; pcb = pcb->next) {
    if (pcb->local_port == port) return true;
  }
  return false;
}

/// Does the stack have something at that port?
bool is_taken(std::uint8_t protocol, std::uint16_t port) {
  if (protocol == kProtocolUdp) return any_at(udp_pcbs, port);
  return any_at(tcp_active_pcbs, port) || any_at(tcp_listen_pcbs.listen_pcbs, port) ||
         any_at(tcp_tw_pcbs, port);
}

/// Is the segment exactly half of the sequence space away from what its connection expects? lwIP
/// deems it in front of that and behind it at a time, and aborts.
bool is_opposite(const Transport& tcp, const Ports& ports) {
  constexpr std::uint32_t kHalf = 0x80000000;
  for (const tcp_pcb* pcb = tcp_active_pcbs; pcb != nullptr; pcb = pcb->next) {
    if (pcb->local_port == ports.destination && pcb->remote_port == ports.source &&
        sequence_of(tcp) - pcb->rcv_nxt == kHalf) {
      return true;
    }
  }
  return false;
}

}  // namespace

/// The functions that lwIP calls for an interface.
struct Interface::Lwip {
  static Interface& of(netif* interface) { return *static_cast<Interface*>(interface->state); }

  static err_t init(netif* interface) {
    interface->name[0] = 'p';
    interface->name[1] = 'd';
    interface->output = [](netif* out, pbuf* packet, const ip4_addr_t*) {
      of(out).output(packet);
      return static_cast<err_t>(ERR_OK);
    };
    interface->output_ip6 = [](netif* out, pbuf* packet, const ip6_addr_t*) {
      of(out).output(packet);
      return static_cast<err_t>(ERR_OK);
    };
    return ERR_OK;
  }

  static void set_address6(netif& interface, s8_t index, const IpAddress& address) {
    ip_addr_t lwip = to_lwip(address, interface);
    netif_ip6_addr_set(&interface, index, ip_2_ip6(&lwip));
    // Given by the network, alone on this link: nothing to detect.
    netif_ip6_addr_set_state(&interface, index, IP6_ADDR_PREFERRED);
  }
};

Interface::Interface(Stack& stack, const Addresses& addresses, std::uint16_t mtu, Downlayer down)
    : stack_(stack),
      addresses_(addresses),
      down_(std::move(down)),
      netif_(std::make_unique<netif>()) {
  const ip_addr_t address4 = to_lwip(addresses.v4.value_or(IpAddress::any(Family::kIpv4)));
  ip4_addr_t mask{};
  ip4_addr_t gateway{};
  if (addresses.v4) ip4_addr_set_u32(&mask, IPADDR_BROADCAST);  // /32: the other end is a peer
  netif_add(netif_.get(), ip_2_ip4(&address4), &mask, &gateway, this, &Lwip::init, &ip_input);
  netif_->mtu = mtu;
  netif_->mtu6 = mtu;
  netif_->ip6_autoconfig_enabled = 0;
  netif_set_link_up(netif_.get());
  netif_set_up(netif_.get());
  netif_->rs_count = 0;  // addresses are given: no router is solicited
  if (addresses.link_local) Lwip::set_address6(*netif_, 0, *addresses.link_local);
  if (addresses.v6) Lwip::set_address6(*netif_, 1, *addresses.v6);
  stack_.add(*this);
}

Interface::~Interface() {
  // A network that is gone carries nothing, also not the resets of its connections.
  down_ = {};
  // First the owners learn why, then lwIP drops what it still has on these addresses.
  for (Endpoint* endpoint : std::exchange(endpoints_, {})) endpoint->lose_interface();
  std::erase(stack_.interfaces_, this);
  netif_remove(netif_.get());
  // lwIP leaves behind what was under way to the interface's own address.
  lwip_port::drop_callbacks(netif_.get());
  if (netif_->loop_first != nullptr) pbuf_free(netif_->loop_first);
  for (pbuf* packet : arrived_) pbuf_free(packet);
}

bool Interface::suspend() {
  suspended_ = true;
  unflushed_ = false;
  for (pbuf* packet : std::exchange(arrived_, {})) pbuf_free(packet);
  std::vector<Endpoint*> kept;
  for (Endpoint* endpoint : std::exchange(endpoints_, {})) {
    if (endpoint->keeps_open()) {
      endpoint->signal(kProgress);
      kept.push_back(endpoint);
    } else {
      endpoint->lose_interface();
    }
  }
  endpoints_ = std::move(kept);
  return !endpoints_.empty();
}

void Interface::resume() {
  suspended_ = false;
  for (Endpoint* endpoint : endpoints_) endpoint->signal(kProgress);
}

void Interface::remove(Endpoint& endpoint) {
  endpoint.set_unheard(false);
  std::erase(endpoints_, &endpoint);
}

netif& Interface::lwip() { return *netif_; }

void Interface::add_raw(RawEndpoint& endpoint) {
  raw_.push_back(&endpoint);
  if (raw_.size() == 1 && down_.set_offload) down_.set_offload(false);
}

void Interface::remove_raw(RawEndpoint& endpoint) {
  std::erase(raw_, &endpoint);
  if (raw_.empty() && down_.set_offload) down_.set_offload(true);
}

std::uint16_t Interface::mtu() const { return netif_->mtu; }

void Interface::input(std::span<const std::byte> packet) {
  if (suspended_) return;
  for (RawEndpoint* endpoint : raw_) endpoint->take(packet);
  if (!accepts(packet)) return;
  pbuf* copy = pbuf_alloc(PBUF_RAW, static_cast<u16_t>(packet.size()), PBUF_RAM);
  if (copy == nullptr) return;
  std::copy(packet.begin(), packet.end(), static_cast<std::byte*>(copy->payload));
  arrived_.push_back(copy);
}

bool Interface::accepts(std::span<const std::byte> packet) const {
  constexpr std::size_t kHeader4 = 20;
  constexpr std::size_t kHeader6 = 40;
  if (packet.empty() || packet.size() > 0xffff) return false;
  const auto transport = transport_of(packet);
  if (!transport || transport->protocol == kProtocolUdpLite) return false;
  const auto has_at = [&](std::size_t offset, const std::optional<IpAddress>& address) {
    if (!address) return false;
    const auto bytes = std::as_bytes(address->bytes());
    return std::equal(bytes.begin(), bytes.end(), packet.begin() + static_cast<long>(offset));
  };
  const auto has_own6_at = [&](std::size_t offset) {
    return has_at(offset, addresses_.v6) || has_at(offset, addresses_.link_local);
  };
  switch (std::to_integer<int>(packet[0]) >> 4) {
    case 4:
      return packet.size() >= kHeader4 && has_at(16, addresses_.v4) && !has_at(12, addresses_.v4);
    case 6:
      return packet.size() >= kHeader6 && !has_own6_at(8) &&
             (has_own6_at(24) || (addresses_.v6 && packet[24] == std::byte{0xff}));
    default:
      return false;
  }
}

void Interface::on_icmp_error(const IcmpError& error) {
  for (Endpoint* endpoint : endpoints_) endpoint->on_icmp_error(error);
}

bool Interface::is_unheard(std::span<const std::byte> packet) const {
  const auto transport = transport_of(packet);
  const auto ports = transport ? ports_of(*transport) : std::nullopt;
  return ports && std::ranges::any_of(endpoints_, [&](const Endpoint* endpoint) {
           return endpoint->unheard() && endpoint->sends_from(transport->protocol, ports->source);
         });
}

/// Of a packet that accepts() let in.
bool Interface::is_for_stack(std::span<const std::byte> packet) const {
  const auto transport = transport_of(packet);
  if (is_echo_request(*transport)) {
    const bool v4 = transport->protocol == kProtocolIcmp;
    return stack_.echo_replies.allowed(v4 ? Family::kIpv4 : Family::kIpv6);
  }
  // Addresses are given, and there is one way out. What lwIP believes of a router it also probes.
  if (is_router_advertisement(*transport)) return false;
  if (!has_sound_tcp_header(*transport)) return false;
  const auto ports = ports_of(*transport);
  if (!ports) return true;
  if (transport->protocol == kProtocolTcp && is_opposite(*transport, *ports)) return false;
  if (is_connection_request(*transport) &&
      std::any_of(endpoints_.begin(), endpoints_.end(), [&](const Endpoint* endpoint) {
        return endpoint->refuses_connection_to(ports->destination);
      })) {
    return false;
  }
  return raw_.empty() || is_taken(transport->protocol, ports->destination);
}

bool Interface::pump() {
  bool progress = false;
  if (std::exchange(unflushed_, false) && down_.flush) {
    down_.flush();
    progress = true;
  }
  while (!arrived_.empty()) {
    pbuf* packet = arrived_.front();
    arrived_.pop_front();
    progress = true;
    if (!is_for_stack({static_cast<const std::byte*>(packet->payload), packet->len})) {
      pbuf_free(packet);
      continue;
    }
    // Answers that belong to no endpoint (a reset, an ICMP error) go back where the packet came
    // from: lwIP asks its default route.
    netif_set_default(netif_.get());
    if (netif_->input(packet, netif_.get()) != ERR_OK) pbuf_free(packet);
  }
  return progress;
}

void Interface::output(pbuf* packet) {
  if (packet->next == nullptr) {
    send({static_cast<const std::byte*>(packet->payload), packet->len});
    return;
  }
  std::vector<std::byte> whole(packet->tot_len);
  pbuf_copy_partial(packet, whole.data(), packet->tot_len, 0);
  send(whole);
}

void Interface::send(std::span<const std::byte> packet) {
  if (!down_.send || suspended_) return;
  unflushed_ = true;
  down_.send(packet);
}

}  // namespace hostmodem::ip
