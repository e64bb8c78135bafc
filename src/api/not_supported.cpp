// The functions that this release does not have: each answers that it is not supported. They stand
// under "Not supported" in the README.

#include "api/gate.h"
#include "nrf_modem_at.h"
#include "nrf_socket.h"

using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Status;
using hostmodem::api::negated;
using hostmodem::api::returned;

namespace {

Status not_supported() { return fail(Errno::kOpNotSupp); }

}  // namespace

HOSTMODEM_API int nrf_getifaddrs(nrf_ifaddrs** /*ifap*/) { return returned(not_supported); }

HOSTMODEM_API void nrf_freeifaddrs(nrf_ifaddrs* /*ifa*/) {}

HOSTMODEM_API int nrf_setdnsaddr(int /*family*/, const void* /*in_addr*/,
                                 nrf_socklen_t /*in_size*/) {
  return returned(not_supported);
}

HOSTMODEM_API int nrf_socket_data_enabled_set(bool /*enabled*/) { return returned(not_supported); }

HOSTMODEM_API bool nrf_socket_data_enabled_get() { return true; }

HOSTMODEM_API int nrf_modem_at_cmd_async(nrf_modem_at_resp_handler_t /*callback*/,
                                         const char* /*fmt*/, ...) {
  return negated(not_supported);
}

HOSTMODEM_API int nrf_modem_at_cmd_custom_set(const nrf_modem_at_cmd_custom* /*custom_commands*/,
                                              size_t /*len*/) {
  return negated(not_supported);
}

HOSTMODEM_API int nrf_modem_at_cmd_filter_set(const nrf_modem_at_cmd_filter* /*filters*/,
                                              size_t /*len*/) {
  return negated(not_supported);
}

HOSTMODEM_API int nrf_modem_at_sem_timeout_set(int /*timeout_ms*/) {
  return negated(not_supported);
}
