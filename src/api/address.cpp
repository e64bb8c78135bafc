#include "api/address.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace hostmodem::api {

Result<SocketAddress> from_c(const nrf_sockaddr* address, nrf_socklen_t length) {
  if (address == nullptr) return fail(Errno::kFault);
  if (length < offsetof(nrf_sockaddr, sa_data)) return fail(Errno::kInval);
  // The caller's structure may be of either type and lie anywhere: read by copy.
  int family = 0;
  std::memcpy(&family, reinterpret_cast<const char*>(address) + offsetof(nrf_sockaddr, sa_family),
              sizeof family);
  if (family == NRF_AF_INET) {
    if (length != sizeof(nrf_sockaddr_in)) return fail(Errno::kInval);
    nrf_sockaddr_in given;
    std::memcpy(&given, address, sizeof given);
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &given.sin_addr, bytes.size());
    return SocketAddress{IpAddress::v4(bytes), nrf_ntohs(given.sin_port)};
  }
  if (family == NRF_AF_INET6) {
    if (length != sizeof(nrf_sockaddr_in6)) return fail(Errno::kInval);
    nrf_sockaddr_in6 given;
    std::memcpy(&given, address, sizeof given);
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &given.sin6_addr, bytes.size());
    return SocketAddress{IpAddress::v6(bytes), nrf_ntohs(given.sin6_port)};
  }
  return fail(Errno::kAfNoSupport);
}

nrf_socklen_t to_c(const SocketAddress& address, AddressStorage& storage) {
  const auto bytes = address.address.bytes();
  if (address.address.is_v4()) {
    storage.v4 = nrf_sockaddr_in{};
    storage.v4.sin_len = sizeof(nrf_sockaddr_in);
    storage.v4.sin_family = NRF_AF_INET;
    storage.v4.sin_port = nrf_htons(address.port);
    std::memcpy(&storage.v4.sin_addr, bytes.data(), bytes.size());
    return sizeof(nrf_sockaddr_in);
  }
  storage.v6 = nrf_sockaddr_in6{};
  storage.v6.sin6_len = sizeof(nrf_sockaddr_in6);
  storage.v6.sin6_family = NRF_AF_INET6;
  storage.v6.sin6_port = nrf_htons(address.port);
  std::memcpy(&storage.v6.sin6_addr, bytes.data(), bytes.size());
  return sizeof(nrf_sockaddr_in6);
}

void store_address(const SocketAddress& from, nrf_sockaddr* address, nrf_socklen_t* length) {
  if (address == nullptr || length == nullptr) return;
  AddressStorage storage;
  const nrf_socklen_t true_length = to_c(from, storage);
  std::memcpy(address, &storage, std::min(*length, true_length));
  *length = true_length;
}

}  // namespace hostmodem::api
