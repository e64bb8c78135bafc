#include <algorithm>
#include <cassert>

#include "link/slirp_link.h"

namespace hostmodem::link {
namespace {

constexpr unsigned kLargestPdn = 250;
constexpr unsigned kFirstSubnet = 2;

// RFC: 791 3.2, RFC: 8200 5; the upper end is libslirp's.
constexpr std::size_t kSmallestMtu4 = 576;
constexpr std::size_t kSmallestMtu6 = 1280;
constexpr std::size_t kLargestMtu = 65521;

IpAddress address4(unsigned subnet, std::uint8_t host) {
  return IpAddress::v4({10, 0, static_cast<std::uint8_t>(subnet), host});
}

IpAddress address6(unsigned subnet, std::uint8_t host) {
  return IpAddress::v6(
      {0xfd, 0, 0, 0, 0, 0, 0, static_cast<std::uint8_t>(subnet), 0, 0, 0, 0, 0, 0, 0, host});
}

/// Is `address` a host's in the network that `prefix_length` bytes of `network` name?
bool is_inside(const IpAddress& address, const IpAddress& network, std::size_t prefix_length) {
  const auto bytes = address.bytes();
  return address.family() == network.family() && address != network &&
         std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(prefix_length),
                    network.bytes().begin());
}

bool is_valid(const IpAddress& network, std::size_t prefix_length, const IpAddress& host,
              const IpAddress& nameserver, const IpAddress& guest) {
  const auto host_part = network.bytes().subspan(prefix_length);
  return std::all_of(host_part.begin(), host_part.end(), [](auto byte) { return byte == 0; }) &&
         is_inside(host, network, prefix_length) && is_inside(nameserver, network, prefix_length) &&
         is_inside(guest, network, prefix_length) && host != nameserver && host != guest &&
         nameserver != guest;
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
  if (!ipv4 && !ipv6) return false;
  if (mtu > kLargestMtu || mtu < (ipv6 ? kSmallestMtu6 : kSmallestMtu4)) return false;
  if (ipv4 && (!network4.is_v4() || !is_valid(network4, 3, host4, nameserver4, guest4) ||
               guest4.bytes()[3] == 255)) {
    return false;
  }
  return !ipv6 || (prefix6.is_v6() && is_valid(prefix6, 8, host6, nameserver6, guest6));
}

}  // namespace hostmodem::link
