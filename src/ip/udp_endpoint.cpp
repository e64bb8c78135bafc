#include "ip/udp_endpoint.h"

#include <lwip/pbuf.h>
#include <lwip/udp.h>

#include <algorithm>

#include "ip/local_address.h"
#include "ip/lwip_address.h"
#include "ip/lwip_error.h"

namespace hostmodem::ip {
namespace {

// lwIP counts a packet with its IPv6 header in 16 bits.
constexpr std::size_t kMaxDatagram6 = 65487;

}  // namespace

/// What lwIP calls.
struct UdpEndpoint::Lwip {
  static void receive(void* arg, udp_pcb*, pbuf* data, const ip_addr_t* from, u16_t port) {
    auto& endpoint = *static_cast<UdpEndpoint*>(arg);
    if (endpoint.queued_ + data->tot_len + kUnreadOverhead > kMaxUnread) {
      pbuf_free(data);
      return;
    }
    endpoint.queued_ += data->tot_len + kUnreadOverhead;
    endpoint.arrived_.push_back({data, SocketAddress{from_lwip(*from), port}});
    endpoint.signal(kArrival);
  }
};

Result<std::unique_ptr<UdpEndpoint>> UdpEndpoint::create(Interface& interface, Family family) {
  if (!interface.has(family)) return fail(Errno::kNetUnreach);
  udp_pcb* pcb = udp_new_ip_type(family == Family::kIpv4 ? IPADDR_TYPE_V4 : IPADDR_TYPE_V6);
  if (pcb == nullptr) return fail(Errno::kNoBufs);
  return std::unique_ptr<UdpEndpoint>(new UdpEndpoint(interface, family, pcb));
}

UdpEndpoint::UdpEndpoint(Interface& interface, Family family, udp_pcb* pcb)
    : Endpoint(interface), family_(family), pcb_(pcb) {
  udp_bind_netif(pcb, &interface.lwip());
  udp_recv(pcb, &Lwip::receive, this);
}

UdpEndpoint::~UdpEndpoint() {
  on_interface_lost();
  clear();
}

void UdpEndpoint::on_interface_lost() {
  if (pcb_ != nullptr) udp_remove(pcb_);
  pcb_ = nullptr;
}

// RFC: 1122 4.1.3.3. Only a connected endpoint can tell whom it is about.
void UdpEndpoint::on_icmp_error(const IcmpError& error) {
  if (pcb_ == nullptr || error.protocol != kProtocolUdp || error.local.port != pcb_->local_port ||
      error.peer != peer_) {
    return;
  }
  error_ = error.reason;
  signal(kError);
}

void UdpEndpoint::clear() {
  for (const Arrival& arrival : arrived_) pbuf_free(arrival.data);
  arrived_.clear();
}

Status UdpEndpoint::bind(const SocketAddress& local, bool reuse) {
  if (pcb_ == nullptr) return fail(Errno::kNetDown);
  if (pcb_->local_port != 0) return fail(Errno::kInval);
  const auto checked = check_local(*interface(), family_, local.address);
  if (!checked) return checked;
  if (reuse) ip_set_option(pcb_, SOF_REUSEADDR);
  const IpAddress own = bound_address(*interface(), local.address);
  const ip_addr_t address = to_lwip(own, interface()->lwip());
  any_ = local.address.is_any();
  return bind_port(interface()->stack(), local.port,
                   [&](std::uint16_t port) { return udp_bind(pcb_, &address, port); });
}

Status UdpEndpoint::connect(const SocketAddress& peer) {
  if (pcb_ == nullptr) return fail(Errno::kNetDown);
  if (peer.address.family() != family_) return fail(Errno::kAfNoSupport);
  if (pcb_->local_port == 0) {
    const SocketAddress local{source_for(*interface(), peer.address), 0};
    if (const auto bound = bind(local, false); !bound) return bound;
  }
  const ip_addr_t address = to_lwip(peer.address, interface()->lwip());
  if (const err_t error = udp_connect(pcb_, &address, peer.port); error != ERR_OK) {
    return fail(to_errno(error));
  }
  peer_ = peer;
  return {};
}

Result<std::size_t> UdpEndpoint::send(std::span<const std::byte> data, const SocketAddress& to) {
  if (const auto open = can_send(); !open) return fail(open.error());
  if (to.address.family() != family_) return fail(Errno::kAfNoSupport);
  if (data.size() > (family_ == Family::kIpv4 ? kMaxDatagram : kMaxDatagram6)) {
    return fail(Errno::kMsgSize);
  }
  if (pcb_->local_port == 0) {
    const SocketAddress local{source_for(*interface(), to.address), 0};
    if (const auto bound = bind(local, false); !bound) {
      return fail(bound.error());
    }
  }
  pbuf* packet = pbuf_alloc(PBUF_TRANSPORT, static_cast<u16_t>(data.size()), PBUF_RAM);
  if (packet == nullptr) return fail(Errno::kNoBufs);
  std::copy(data.begin(), data.end(), static_cast<std::byte*>(packet->payload));
  const ip_addr_t address = to_lwip(to.address, interface()->lwip());
  const err_t error = udp_sendto(pcb_, packet, &address, to.port);
  pbuf_free(packet);
  if (error != ERR_OK) return fail(to_errno(error));
  return data.size();
}

Result<UdpEndpoint::Datagram> UdpEndpoint::receive(std::span<std::byte> buffer, bool peek) {
  if (arrived_.empty()) return fail(failure().value_or(Errno::kAgain));
  const Arrival arrival = arrived_.front();
  const auto wanted = std::min<std::size_t>(buffer.size(), arrival.data->tot_len);
  pbuf_copy_partial(arrival.data, buffer.data(), static_cast<u16_t>(wanted), 0);
  const Datagram datagram{arrival.data->tot_len, arrival.from};
  if (!peek) {
    queued_ -= datagram.length + kUnreadOverhead;
    arrived_.pop_front();
    pbuf_free(arrival.data);
  }
  return datagram;
}

std::size_t UdpEndpoint::largest_unfragmented() const {
  constexpr std::size_t kUdpHeader = 8;
  constexpr std::size_t kIpv4Header = 20;
  constexpr std::size_t kIpv6Header = 40;
  constexpr std::size_t kLeastMtu = 1280;  // of an Interface
  const std::size_t mtu = interface() != nullptr ? interface()->mtu() : kLeastMtu;
  return mtu - (family_ == Family::kIpv4 ? kIpv4Header : kIpv6Header) - kUdpHeader;
}

bool UdpEndpoint::sends_from(std::uint8_t protocol, std::uint16_t port) const {
  return protocol == kProtocolUdp && pcb_ != nullptr && pcb_->local_port == port;
}

SocketAddress UdpEndpoint::local() const {
  if (pcb_ == nullptr) return {IpAddress::any(family_), 0};
  return {any_ ? IpAddress::any(family_) : from_lwip(pcb_->local_ip), pcb_->local_port};
}

}  // namespace hostmodem::ip
