#pragma once

#include "base/error.h"
#include "base/ip_address.h"
#include "nrf_socket.h"

/// Between the C API's addresses and the modem's.
namespace hostmodem::api {

/// kFault: NULL. kInval: a length that is not that of the family's structure. kAfNoSupport: neither
/// NRF_AF_INET nor NRF_AF_INET6.
Result<SocketAddress> from_c(const nrf_sockaddr* address, nrf_socklen_t length);

/// Storage for either structure.
union AddressStorage {
  nrf_sockaddr_in v4;
  nrf_sockaddr_in6 v6;
};

/// Fills `storage`; returns the length of the structure.
nrf_socklen_t to_c(const SocketAddress& address, AddressStorage& storage);

/// An address out-parameter: truncated to *length, the true length is returned. NULL: not wanted.
/// POSIX: accept(), recvfrom()
void store_address(const SocketAddress& from, nrf_sockaddr* address, nrf_socklen_t* length);

}  // namespace hostmodem::api
