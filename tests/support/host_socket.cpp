#include "support/host_socket.h"

#include <netinet/in.h>

#include <cstring>

namespace hostmodem::test {

HostAddress to_host_address(const Endpoint& endpoint) {
  HostAddress result;
  if (endpoint.family == Family::kIpv4) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(endpoint.port);
    std::memcpy(&address.sin_addr, endpoint.ip.data(), sizeof address.sin_addr);
    std::memcpy(&result.storage, &address, sizeof address);
    result.length = sizeof address;
  } else {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(endpoint.port);
    std::memcpy(&address.sin6_addr, endpoint.ip.data(), sizeof address.sin6_addr);
    std::memcpy(&result.storage, &address, sizeof address);
    result.length = sizeof address;
  }
  return result;
}

Endpoint from_host_address(const HostAddress& from) {
  Endpoint endpoint;
  if (from.storage.ss_family == AF_INET) {
    sockaddr_in address{};
    std::memcpy(&address, &from.storage, sizeof address);
    endpoint.port = ntohs(address.sin_port);
    std::memcpy(endpoint.ip.data(), &address.sin_addr, sizeof address.sin_addr);
  } else {
    sockaddr_in6 address{};
    std::memcpy(&address, &from.storage, sizeof address);
    endpoint.family = Family::kIpv6;
    endpoint.port = ntohs(address.sin6_port);
    std::memcpy(endpoint.ip.data(), &address.sin6_addr, sizeof address.sin6_addr);
  }
  return endpoint;
}

FileDescriptor host_socket(Family family, int type) {
  const int domain = family == Family::kIpv4 ? AF_INET : AF_INET6;
  return FileDescriptor(checked(socket(domain, type | SOCK_CLOEXEC, 0), "socket"));
}

std::pair<FileDescriptor, Endpoint> host_socket_on_loopback(Family family, int type) {
  FileDescriptor fd = host_socket(family, type);
  HostAddress address = to_host_address(loopback(family, 0));
  checked(bind(fd.get(), address.get(), address.length), "bind");
  checked(getsockname(fd.get(), address.get(), &address.length), "getsockname");
  return {std::move(fd), from_host_address(address)};
}

}  // namespace hostmodem::test
