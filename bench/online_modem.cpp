#include "online_modem.h"

#include <hostmodem.h>
#include <nrf_modem.h>
#include <nrf_modem_at.h>

#include <chrono>
#include <cstring>
#include <semaphore>
#include <stdexcept>

#include "connection.h"

namespace hostmodem::bench {
namespace {

std::counting_semaphore<> registered(0);

void on_notification(const char* notification) {
  if (std::strncmp(notification, "+CEREG: 1", 9) == 0) registered.release();
}

void on_fault(nrf_modem_fault_info* /*fault*/) {}

/// `result` is that of an AT or lifecycle function.
void require_success(int result, const char* what) {
  if (result == 0) return;
  throw std::runtime_error(std::string(what) + ": " +
                           (result < 0 ? hostmodem_errno_name(result)
                                       : "error " + std::to_string(nrf_modem_at_err(result))));
}

}  // namespace

OnlineModem::OnlineModem(const std::string& authority_pem) {
  nrf_modem_init_params params{};
  params.fault_handler = on_fault;
  require_success(nrf_modem_init(&params), "nrf_modem_init");
  try {
    while (registered.try_acquire()) {  // of the modem before this one
    }
    require_success(nrf_modem_at_notif_handler_set(on_notification), "notification handler");
    if (!authority_pem.empty()) {
      require_success(
          nrf_modem_at_printf("AT%%CMNG=0,%u,0,\"%s\"", kSecurityTag, authority_pem.c_str()),
          "AT%CMNG");
    }
    require_success(nrf_modem_at_printf("AT%%CMNG=0,%u,3,\"%s\"", kPskTag, kPsk), "AT%CMNG");
    require_success(nrf_modem_at_printf("AT%%CMNG=0,%u,4,\"%s\"", kPskTag, kPskIdentity),
                    "AT%CMNG");
    require_success(nrf_modem_at_printf("AT+CEREG=1"), "AT+CEREG=1");
    require_success(nrf_modem_at_printf("AT+CFUN=1"), "AT+CFUN=1");
    if (!registered.try_acquire_for(std::chrono::seconds(kPatience))) {
      throw std::runtime_error("the modem does not register");
    }
  } catch (...) {
    nrf_modem_shutdown();
    throw;
  }
}

OnlineModem::~OnlineModem() { nrf_modem_shutdown(); }

}  // namespace hostmodem::bench
