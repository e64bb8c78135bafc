#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/ip_address.h"
#include "base/timers.h"
#include "dns/hosts.h"
#include "dns/lookup.h"
#include "dns/request.h"
#include "ip/interface.h"
#include "pdn/pdn.h"

namespace hostmodem::dns {

/// What a numeric request comes to; it needs no packet data network. `request.numeric` has a value.
[[nodiscard]] Outcome numeric_outcome(const Request& request);

/// Starts lookups: decides whether a name needs a query, whom to ask, and for which families.
///
/// Thread: under the modem lock.
class Resolver {
 public:
  Resolver(TimerQueue& timers, Hosts hosts) : timers_(timers), hosts_(std::move(hosts)) {}

  /// The lookup may be done already: a numeric name, a name of the hosts, no name server. Any
  /// number of lookups may be under way. Without a family in the request IPv6 is asked before IPv4,
  /// as far as the interface has them. The caller lets the stack settle afterwards.
  [[nodiscard]] std::unique_ptr<Lookup> start(pdn::Pdn& pdn, const Request& request) {
    return start(pdn.interface(), pdn.dns_servers(), request);
  }

  /// The same with the servers named.
  [[nodiscard]] std::unique_ptr<Lookup> start(ip::Interface& interface,
                                              const std::vector<SocketAddress>& servers,
                                              const Request& request);

  /// The application's own server of a family, which is asked after those of the network; nullopt
  /// removes it. Lookups that are under way keep what they have.
  void set_fallback(Family family, std::optional<IpAddress> server);

 private:
  [[nodiscard]] std::vector<SocketAddress> reachable(const ip::Interface& interface,
                                                     std::vector<SocketAddress> servers) const;

  TimerQueue& timers_;
  Hosts hosts_;
  std::map<Family, IpAddress> fallbacks_;
};

}  // namespace hostmodem::dns
