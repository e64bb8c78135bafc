#include "link/host_address.h"

#include <cstring>
#include <span>

#include "link/ip_packet.h"

namespace hostmodem::link {

in_addr to_in_addr(const IpAddress& address) {
  in_addr result;
  std::memcpy(&result, address.bytes().data(), sizeof(result));
  return result;
}

in6_addr to_in6_addr(const IpAddress& address) {
  in6_addr result;
  std::memcpy(&result, address.bytes().data(), sizeof(result));
  return result;
}

HostAddress::HostAddress(const SocketAddress& address) {
  if (address.address.is_v4()) {
    storage.v4 = {};
    storage.v4.sin_family = AF_INET;
    storage.v4.sin_port = htons(address.port);
    storage.v4.sin_addr = to_in_addr(address.address);
    length = sizeof(storage.v4);
  } else {
    storage.v6.sin6_family = AF_INET6;
    storage.v6.sin6_port = htons(address.port);
    storage.v6.sin6_addr = to_in6_addr(address.address);
    length = sizeof(storage.v6);
  }
}

SocketAddress HostAddress::to_socket_address() const {
  if (storage.any.sa_family == AF_INET) {
    return {to_ip_address(std::as_bytes(std::span(&storage.v4.sin_addr, 1))),
            ntohs(storage.v4.sin_port)};
  }
  return {to_ip_address(std::as_bytes(std::span(&storage.v6.sin6_addr, 1))),
          ntohs(storage.v6.sin6_port)};
}

}  // namespace hostmodem::link
