#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ip_address.h"
#include "base/timers.h"
#include "ip/interface.h"
#include "ip/stack.h"
#include "link/impaired_link.h"
#include "link/pipe_link.h"
#include "link/slirp_link.h"
#include "pdn/address_refresh.h"
#include "pdn/bearer.h"
#include "pdn/context.h"
#include "pdn/rate_control.h"
#include "pdn/tap.h"

namespace hostmodem::pdn {

/// What carries a PDN's packets to the world.
enum class LinkKind { kSlirp, kTun, kPipe, kNone };

/// An access point that the network knows.
struct Apn {
  std::string name;  ///< empty: the default
  bool ipv4 = true;
  bool ipv6 = true;
  /// Empty: the link's own (slirp: the host's resolver; others: none).
  std::vector<SocketAddress> dns;
  LinkKind link = LinkKind::kSlirp;
  std::string tun;  ///< the interface of the host; when the link is one
  std::optional<RateLimits> rate_limits = std::nullopt;  ///< nullopt: as much uplink as one likes
  /// Of IPv6 addresses, as the router says, up to 65535 s; zero: as long as the PDN.
  std::chrono::seconds router_lifetime{0};

  bool operator==(const Apn&) const = default;
};

/// One active packet data network: addresses, DNS servers, an interface of the IP stack and the
/// link below it, with the radio in between.
///
/// Thread: under the modem lock.
class Pdn {
 public:
  /// Errors are those of the link. `cause` is why it has less families than were asked for; `radio`
  /// must outlive it. `tap`: see set_tap().
  static Result<std::unique_ptr<Pdn>> create(PdnId id, const Apn& apn, ip::Stack& stack,
                                             TimerQueue& timers,
                                             std::optional<EsmCause> cause = std::nullopt,
                                             const Bearer::Radio& radio = {}, Tap* tap = nullptr);
  ~Pdn() = default;
  Pdn(const Pdn&) = delete;
  Pdn& operator=(const Pdn&) = delete;

  [[nodiscard]] PdnId id() const { return id_; }
  [[nodiscard]] const Apn& apn() const { return apn_; }
  /// Why it has one family only although two were asked for: kIpv4Only, kIpv6Only.
  [[nodiscard]] std::optional<EsmCause> cause() const { return cause_; }
  /// Of no two PDNs, also of one number, the same; resume() makes it another.
  [[nodiscard]] std::uint64_t serial() const { return serial_; }
  [[nodiscard]] std::uint16_t mtu() const { return interface_->mtu(); }
  [[nodiscard]] ip::Interface& interface() { return *interface_; }
  [[nodiscard]] Bearer& bearer() { return *bearer_; }
  [[nodiscard]] link::ImpairedLink& link() { return *link_; }
  /// What is below the impairment when that is a pipe, else nullptr.
  [[nodiscard]] link::PipeLink* pipe() { return pipe_; }
  [[nodiscard]] const std::optional<IpAddress>& address4() const { return address4_; }
  [[nodiscard]] const std::optional<IpAddress>& address6() const { return address6_; }
  /// Lets the host reach a port of the modem at `outside` (port 0: any free one); returns where.
  /// The forward lasts until remove_forward() or the end of the PDN. kOpNotSupp: the link has no
  /// host on its other side; kNetUnreach: no address of that family; else what the host says to
  /// listening there (kAddrInUse, kAcces, kAddrNotAvail, ...).
  Result<SocketAddress> add_forward(link::PortForward::Transport transport,
                                    const SocketAddress& outside, std::uint16_t port);
  void remove_forward(link::PortForward::Transport transport, const SocketAddress& outside);

  /// Who sees the packets from now on, and is told of this network; nullptr: nobody. It is borrowed
  /// until suspend(), or the next one.
  void set_tap(Tap* tap);

  /// The network controls the uplink from now on, as the access point says; until suspend().
  /// `changed`: it blocks uplink now, or does not any more.
  void control_rate(TimerQueue& timers, std::function<void()> changed);
  /// nullptr: the network does not.
  [[nodiscard]] const RateControl* rate_control() const {
    return rate_control_ ? &*rate_control_ : nullptr;
  }

  /// From now on until suspend() its IPv6 address is refreshed, if the access point gives it for a
  /// time only. `rrc`, `listener`: as in AddressRefresh.
  void refresh_address(TimerQueue& timers, radio::Rrc* rrc, AddressRefresh::Listener listener);
  /// nullptr: it is not.
  [[nodiscard]] AddressRefresh* address_refresh() {
    return address_refresh_ ? &*address_refresh_ : nullptr;
  }

  /// What passed, each way, since the last take_traffic().
  [[nodiscard]] const TrafficCounters& traffic() const { return bearer_->traffic(); }
  TrafficCounters take_traffic() { return bearer_->take_traffic(); }

  /// The PDN goes, but for the endpoints that keep open: they wait for resume(). Forwards end, the
  /// link rests, nobody taps it. False when there are none, and the PDN is of no use any more.
  bool suspend();
  void resume();

  /// Those of the APN, or the link's own; in the order in which they are asked.
  [[nodiscard]] const std::vector<SocketAddress>& dns_servers() const { return dns_servers_; }

 private:
  Pdn(PdnId id, Apn apn) : id_(id), serial_(++last_serial), apn_(std::move(apn)) {}
  Status make_link(const link::SlirpNetwork& network, TimerQueue& timers);
  void make_interface(ip::Stack& stack, std::uint16_t mtu);
  void set_offload();

  static inline std::uint64_t last_serial = 0;  // under the modem lock

  PdnId id_;
  std::uint64_t serial_;
  Apn apn_;
  std::optional<EsmCause> cause_;
  std::optional<IpAddress> address4_;
  std::optional<IpAddress> address6_;
  std::vector<SocketAddress> dns_servers_;
  std::unique_ptr<link::ImpairedLink> link_;
  link::PipeLink* pipe_ = nullptr;
  bool tapped_ = false;
  bool interface_takes_offload_ = true;
  std::optional<RateControl> rate_control_;
  std::unique_ptr<Bearer> bearer_;
  std::unique_ptr<ip::Interface> interface_;
  std::optional<AddressRefresh> address_refresh_;
  struct Forward {
    link::PortForward::Transport transport;
    SocketAddress outside;
    bool operator==(const Forward&) const = default;
  };
  std::vector<Forward> forwards_;
};

}  // namespace hostmodem::pdn
