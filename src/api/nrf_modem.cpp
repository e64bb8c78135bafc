#include "nrf_modem.h"

#include "api/gate.h"
#include "base/log.h"

using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Status;

namespace {

hostmodem::Modem::FaultHandler on_fault(nrf_modem_fault_handler_t handler) {
  if (handler == nullptr) return {};
  return [handler](std::uint32_t reason, std::uint32_t program_counter) {
    nrf_modem_fault_info info{.reason = reason, .program_counter = program_counter};
    handler(&info);
  };
}

}  // namespace

HOSTMODEM_API int nrf_modem_init(const nrf_modem_init_params* init_params) {
  return hostmodem::api::negated([&]() -> Status {
    if (init_params == nullptr) return fail(Errno::kFault);
    const auto started = hostmodem::api::start_modem(on_fault(init_params->fault_handler));
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
