#include "nrf_modem.h"

#include "api/gate.h"
#include "base/log.h"

using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Status;

HOSTMODEM_API int nrf_modem_init(const nrf_modem_init_params* init_params) {
  return hostmodem::api::negated([&]() -> Status {
    if (init_params == nullptr) return fail(Errno::kFault);
    const auto started = hostmodem::api::start_modem();
    if (started && init_params->fault_handler == nullptr) {
      hostmodem::log::warning("modem: initialised without a fault handler");
    }
    return started;
  });
}

HOSTMODEM_API int nrf_modem_shutdown() {
  return hostmodem::api::negated([] { return hostmodem::api::stop_modem(); });
}

HOSTMODEM_API bool nrf_modem_is_initialized() { return hostmodem::api::modem_running(); }

HOSTMODEM_API char* nrf_modem_build_version() {
  static char version[] = "hostmodem " HOSTMODEM_VERSION;
  return version;
}
