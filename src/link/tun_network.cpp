#include <utility>

#include "link/slirp_link.h"
#include "link/subnet.h"
#include "link/tun_link.h"

namespace hostmodem::link {
namespace {

bool is_valid(const IpAddress& network, const IpAddress& host, const IpAddress& guest) {
  return is_subnet(network) && is_inside(host, network) && is_inside(guest, network) &&
         host != guest;
}

}  // namespace

TunNetwork TunNetwork::for_pdn(std::string name, unsigned number) {
  const SlirpNetwork same = SlirpNetwork::for_pdn(number);
  TunNetwork network;
  network.name = std::move(name);
  network.network4 = same.network4;
  network.host4 = same.host4;
  network.guest4 = same.guest4;
  network.prefix6 = same.prefix6;
  network.host6 = same.host6;
  network.guest6 = same.guest6;
  return network;
}

bool TunNetwork::valid() const {
  if ((!ipv4 && !ipv6) || !is_possible_mtu(mtu, ipv6)) return false;
  if (ipv4 && (!network4.is_v4() || !is_valid(network4, host4, guest4))) return false;
  return !ipv6 || (prefix6.is_v6() && is_valid(prefix6, host6, guest6));
}

}  // namespace hostmodem::link
