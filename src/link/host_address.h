#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include "base/ip_address.h"

namespace hostmodem::link {

in_addr to_in_addr(const IpAddress& address);    // of an IPv4 address
in6_addr to_in6_addr(const IpAddress& address);  // of an IPv6 address

/// An address and port as the host's socket calls take and give them; an IPv6 address keeps its
/// scope.
struct HostAddress {
  /// Room for whichever the host fills in.
  HostAddress() : length(sizeof(storage)) {}
  explicit HostAddress(const SocketAddress& address);

  /// Of what the host filled in; the family is one of ours.
  [[nodiscard]] SocketAddress to_socket_address() const;

  [[nodiscard]] sockaddr* get() { return &storage.any; }
  [[nodiscard]] const sockaddr* get() const { return &storage.any; }

  union {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6{};
  } storage;
  socklen_t length;
};

}  // namespace hostmodem::link
