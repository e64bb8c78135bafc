#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "nrf_errno.h"
#include "nrf_socket.h"

/// Addresses and their text. Pure functions: they need neither the modem nor its lock. The host's
/// functions do the work; families and errno are the Modem library's.

extern "C" {

const nrf_in_addr nrf_inaddr_any = {};
const nrf_in6_addr nrf_in6addr_any = {};

}  // extern "C"

namespace {

static_assert(sizeof(nrf_in_addr) == sizeof(in_addr));
static_assert(sizeof(nrf_in6_addr) == sizeof(in6_addr));

/// -1 when there is no such family.
int host_family(int family) {
  switch (family) {
    case NRF_AF_INET:
      return AF_INET;
    case NRF_AF_INET6:
      return AF_INET6;
    default:
      return -1;
  }
}

}  // namespace

int nrf_inet_pton(int af, const char* src, void* dst) {
  const int family = host_family(af);
  if (family < 0) {
    errno = NRF_EAFNOSUPPORT;
    return -1;
  }
  if (src == nullptr || dst == nullptr) {
    errno = NRF_EFAULT;
    return -1;
  }
  return inet_pton(family, src, dst);
}

const char* nrf_inet_ntop(int af, const void* src, char* dst, nrf_socklen_t size) {
  const int family = host_family(af);
  if (family < 0) {
    errno = NRF_EAFNOSUPPORT;
    return nullptr;
  }
  if (src == nullptr || dst == nullptr) {
    errno = NRF_EFAULT;
    return nullptr;
  }
  if (inet_ntop(family, src, dst, size) == nullptr) {
    errno = NRF_ENOSPC;
    return nullptr;
  }
  return dst;
}
