#include "race/ending.h"

#include "nrf_socket.h"

namespace hostmodem::test {

int error_after(Ending ending) {
  switch (ending) {
    case Ending::kClose:
    case Ending::kDataStopped:
      break;
    case Ending::kNetworkLost:
      return NRF_ENETDOWN;
    case Ending::kShutdown:
    case Ending::kFault:
      return NRF_ESHUTDOWN;
  }
  return NRF_EBADF;
}

short events_after(Ending ending) {
  return ending == Ending::kNetworkLost ? NRF_POLLERR : NRF_POLLNVAL;
}

std::ostream& operator<<(std::ostream& out, Ending ending) {
  switch (ending) {
    case Ending::kClose:
      return out << "Close";
    case Ending::kDataStopped:
      return out << "DataStopped";
    case Ending::kNetworkLost:
      return out << "NetworkLost";
    case Ending::kShutdown:
      return out << "Shutdown";
    case Ending::kFault:
      return out << "Fault";
  }
  return out;
}

}  // namespace hostmodem::test
