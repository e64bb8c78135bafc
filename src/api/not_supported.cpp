// The functions that this release does not have: each answers that it is not supported. They stand
// under "Not supported" in the README.

#include "api/gate.h"
#include "nrf_modem_at.h"

using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Status;
using hostmodem::api::Call;
using hostmodem::api::negated;
using hostmodem::api::with_modem;

namespace {

Status not_supported() { return fail(Errno::kOpNotSupp); }

/// Of a call that needs a modem: whether there is one comes first.
Status not_supported_by_modem() {
  return with_modem([](Call&) { return not_supported(); });
}

}  // namespace

HOSTMODEM_API int nrf_modem_at_cmd_async(nrf_modem_at_resp_handler_t /*callback*/,
                                         const char* /*fmt*/, ...) {
  return negated(not_supported_by_modem);
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
