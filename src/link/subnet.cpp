#include "link/subnet.h"

#include <algorithm>

namespace hostmodem::link {
namespace {

// RFC: 791 3.2, RFC: 8200 5; the upper end is libslirp's.
constexpr std::size_t kSmallestMtu4 = 576;
constexpr std::size_t kSmallestMtu6 = 1280;
constexpr std::size_t kLargestMtu = 65521;

std::size_t prefix_length(const IpAddress& network) {
  return network.is_v4() ? kPrefixLength4 : kPrefixLength6;
}

}  // namespace

bool is_subnet(const IpAddress& network) {
  const auto machine = network.bytes().subspan(prefix_length(network));
  return std::all_of(machine.begin(), machine.end(), [](auto byte) { return byte == 0; });
}

bool is_inside(const IpAddress& address, const IpAddress& network) {
  if (address.family() != network.family() || address == network) return false;
  const auto prefix = network.bytes().first(prefix_length(network));
  return std::equal(prefix.begin(), prefix.end(), address.bytes().begin());
}

bool is_possible_mtu(std::size_t mtu, bool ipv6) {
  return mtu <= kLargestMtu && mtu >= (ipv6 ? kSmallestMtu6 : kSmallestMtu4);
}

}  // namespace hostmodem::link
