#include "dns/resolver.h"

#include <algorithm>
#include <utility>

#include "nrf_gai_errors.h"

namespace hostmodem::dns {
namespace {

constexpr std::uint16_t kDnsPort = 53;

std::vector<Family> families_of(const ip::Interface& interface, const Request& request) {
  if (request.family) return {*request.family};
  std::vector<Family> families;
  for (const Family family : {Family::kIpv6, Family::kIpv4}) {
    if (interface.has(family)) families.push_back(family);
  }
  return families;
}

/// The addresses of the first family that has any.
Outcome known_outcome(const std::vector<IpAddress>& addresses, const std::vector<Family>& families,
                      const Request& request) {
  Outcome outcome{0, std::nullopt, {}, request.name};
  for (const Family family : families) {
    std::copy_if(addresses.begin(), addresses.end(), std::back_inserter(outcome.addresses),
                 [&](const IpAddress& address) { return address.family() == family; });
    if (!outcome.addresses.empty()) return outcome;
  }
  return {NRF_EAI_NODATA, std::nullopt};
}

}  // namespace

Outcome numeric_outcome(const Request& request) {
  return {0, std::nullopt, {*request.numeric}, request.name};
}

std::unique_ptr<Lookup> Resolver::start(ip::Interface& interface,
                                        const std::vector<SocketAddress>& servers,
                                        const Request& request) {
  if (request.numeric) return std::make_unique<Lookup>(timers_, numeric_outcome(request));
  auto families = families_of(interface, request);
  if (const auto* known = hosts_.find(request.name); known != nullptr) {
    return std::make_unique<Lookup>(timers_, known_outcome(*known, families, request));
  }
  return std::make_unique<Lookup>(timers_, interface, reachable(interface, servers), request.name,
                                  std::move(families));
}

void Resolver::set_fallback(Family family, std::optional<IpAddress> server) {
  if (server) {
    fallbacks_[family] = *server;
  } else {
    fallbacks_.erase(family);
  }
}

std::vector<SocketAddress> Resolver::reachable(const ip::Interface& interface,
                                               std::vector<SocketAddress> servers) const {
  for (const auto& [family, address] : fallbacks_) servers.push_back({address, kDnsPort});
  std::erase_if(servers, [&](const SocketAddress& server) {
    return !interface.has(server.address.family());
  });
  return servers;
}

}  // namespace hostmodem::dns
