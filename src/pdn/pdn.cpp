#include "pdn/pdn.h"

#include <utility>

#include "link/router_link.h"
#include "link/slirp_link.h"
#include "link/tun_link.h"

namespace hostmodem::pdn {
namespace {

constexpr std::uint16_t kDnsPort = 53;

/// fe80::15, alone on its link.
constexpr IpAddress kLinkLocal =
    IpAddress::v6({0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x15});

}  // namespace

Result<std::unique_ptr<Pdn>> Pdn::create(PdnId id, const Apn& apn, ip::Stack& stack,
                                         TimerQueue& timers, std::optional<EsmCause> cause,
                                         const Bearer::Radio& radio, Tap* tap) {
  std::unique_ptr<Pdn> pdn(new Pdn(id, apn));
  pdn->cause_ = cause;
  link::SlirpNetwork network = link::SlirpNetwork::for_pdn(id);
  network.ipv4 = apn.ipv4;
  network.ipv6 = apn.ipv6;
  if (apn.ipv4) pdn->address4_ = network.guest4;
  if (apn.ipv6) pdn->address6_ = network.guest6;
  pdn->dns_servers_ = apn.dns;

  if (const auto linked = pdn->make_link(network, timers); !linked) return fail(linked.error());
  pdn->bearer_ = std::make_unique<Bearer>(id, *pdn->link_, radio);
  // First: what the interface says when it comes up is seen.
  pdn->set_tap(tap);
  pdn->make_interface(stack, static_cast<std::uint16_t>(network.mtu));
  return pdn;
}

void Pdn::make_interface(ip::Stack& stack, std::uint16_t mtu) {
  ip::Interface::Addresses addresses;
  addresses.v4 = address4_;
  addresses.v6 = address6_;
  if (address6_) addresses.link_local = kLinkLocal;
  link::Link& below = *link_;
  Bearer& bearer = *bearer_;
  interface_ = std::make_unique<ip::Interface>(
      stack, addresses, mtu,
      ip::Interface::Downlayer{
          [&bearer](std::span<const std::byte> packet) { bearer.send(packet); },
          [&below] { below.flush(); },
          [this](bool on) {
            interface_takes_offload_ = on;
            set_offload();
          }});
  bearer.set_interface(interface_.get());
  below.set_receiver([&bearer](std::span<const std::byte> packet) { bearer.receive(packet); });
}

void Pdn::set_tap(Tap* tap) {
  tapped_ = tap != nullptr;
  bearer_->set_tap(tap);
  if (tapped_) tap->on_network(*this);
  set_offload();
}

void Pdn::set_offload() {
  link_->set_offload(interface_takes_offload_ && !tapped_ && !bearer_->packets_are_of_the_air());
}

Status Pdn::make_link(const link::SlirpNetwork& network, TimerQueue& timers) {
  Result<std::unique_ptr<link::Link>> made;
  switch (apn_.link) {
    case LinkKind::kSlirp:
      made = link::make_slirp_link(network, timers);
      if (apn_.dns.empty()) {
        if (apn_.ipv4) dns_servers_.push_back({network.nameserver4, kDnsPort});
        if (apn_.ipv6) dns_servers_.push_back({network.nameserver6, kDnsPort});
      }
      break;
    case LinkKind::kTun: {
      link::TunNetwork tun = link::TunNetwork::for_pdn(apn_.tun, id_);
      tun.ipv4 = apn_.ipv4;
      tun.ipv6 = apn_.ipv6;
      made = link::make_tun_link(tun);
      break;
    }
    case LinkKind::kPipe:
    case LinkKind::kNone: {  // a pipe that nobody holds the other end of
      auto pipe = std::make_unique<link::PipeLink>();
      if (apn_.link == LinkKind::kPipe) pipe_ = pipe.get();
      made = std::move(pipe);
      break;
    }
  }
  if (!made) return fail(made.error());
  if (apn_.ipv6 && apn_.router_lifetime > std::chrono::seconds::zero()) {
    made =
        std::make_unique<link::RouterLink>(std::move(*made), network.prefix6, apn_.router_lifetime);
  }
  link_ = std::make_unique<link::ImpairedLink>(std::move(*made), timers);
  return {};
}

Result<SocketAddress> Pdn::add_forward(link::PortForward::Transport transport,
                                       const SocketAddress& outside, std::uint16_t port) {
  const auto& own = outside.address.is_v4() ? address4_ : address6_;
  if (!own) return fail(Errno::kNetUnreach);
  auto added = link_->add_forward({transport, outside, {*own, port}});
  if (added) forwards_.push_back({transport, *added});
  return added;
}

void Pdn::remove_forward(link::PortForward::Transport transport, const SocketAddress& outside) {
  link_->remove_forward(transport, outside);
  std::erase(forwards_, Forward{transport, outside});
}

void Pdn::control_rate(TimerQueue& timers, std::function<void()> changed) {
  if (!apn_.rate_limits) return;
  bearer_->set_rate_control(&rate_control_.emplace(*apn_.rate_limits, timers, std::move(changed)));
}

void Pdn::refresh_address(TimerQueue& timers, radio::Rrc* rrc, AddressRefresh::Listener listener) {
  if (!address6_ || apn_.router_lifetime == std::chrono::seconds::zero()) return;
  const AddressRefresh::Lease lease{id_, *address6_, kLinkLocal, apn_.router_lifetime};
  bearer_->set_address_refresh(
      &address_refresh_.emplace(lease, *bearer_, timers, rrc, std::move(listener)));
}

bool Pdn::suspend() {
  tapped_ = false;
  bearer_->set_tap(nullptr);
  for (const Forward& forward : std::exchange(forwards_, {})) {
    link_->remove_forward(forward.transport, forward.outside);
  }
  bearer_->set_rate_control(nullptr);
  rate_control_.reset();
  bearer_->set_address_refresh(nullptr);
  address_refresh_.reset();
  bearer_->clear();
  return interface_->suspend();
}

void Pdn::resume() {
  serial_ = ++last_serial;
  interface_->resume();
}

}  // namespace hostmodem::pdn
