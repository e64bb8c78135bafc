#pragma once

#include <initializer_list>
#include <ostream>
#include <vector>

namespace hostmodem::test {

/// What ends a call from outside.
enum class Ending {
  kClose,        ///< nrf_close()
  kDataStopped,  ///< nrf_socket_data_enabled_set(false)
  kNetworkLost,  ///< AT+CFUN=0
  kShutdown,     ///< nrf_modem_shutdown()
  kFault,        ///< hostmodem_modem_fault()
};

/// What every call on a socket gives from then on.
[[nodiscard]] int error_after(Ending ending);

/// What nrf_poll() reports for a socket from then on.
[[nodiscard]] short events_after(Ending ending);

/// "Close", as in the name of a test.
std::ostream& operator<<(std::ostream& out, Ending ending);

}  // namespace hostmodem::test
