#include <cassert>

#include "link/slirp_link.h"
#include "link/subnet.h"

namespace hostmodem::link {
namespace {

constexpr unsigned kLargestPdn = 250;
constexpr unsigned kFirstSubnet = 2;

IpAddress address4(unsigned subnet, std::uint8_t host) {
  return IpAddress::v4({10, 0, static_cast<std::uint8_t>(subnet), host});
}

IpAddress address6(unsigned subnet, std::uint8_t host) {
  return IpAddress::v6(
      {0xfd, 0, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(subnet), 0, 0, 0, 0, 0, 0, 0, host});
}

bool is_valid(const IpAddress& network, const IpAddress& host, const IpAddress& nameserver,
              const IpAddress& guest) {
  return is_subnet(network) && is_inside(host, network) && is_inside(nameserver, network) &&
         is_inside(guest, network) && host != nameserver && host != guest && nameserver != guest;
}

}  // namespace

SlirpNetwork SlirpNetwork::for_pdn(unsigned number) {
  assert(number <= kLargestPdn);
  const unsigned subnet = kFirstSubnet + number;
  SlirpNetwork network;
  network.network4 = address4(subnet, 0);
  network.host4 = address4(subnet, 2);
  network.nameserver4 = address4(subnet, 3);
  network.guest4 = address4(subnet, 15);
  network.prefix6 = address6(subnet, 0);
  network.host6 = address6(subnet, 2);
  network.nameserver6 = address6(subnet, 3);
  network.guest6 = address6(subnet, 0x15);
  return network;
}

bool SlirpNetwork::valid() const {
  if ((!ipv4 && !ipv6) || !is_possible_mtu(mtu, ipv6)) return false;
  if (ipv4 && (!network4.is_v4() || !is_valid(network4, host4, nameserver4, guest4) ||
               guest4.bytes()[3] == 255)) {
    return false;
  }
  return !ipv6 || (prefix6.is_v6() && is_valid(prefix6, host6, nameserver6, guest6));
}

}  // namespace hostmodem::link
