#include "rows.h"

namespace hostmodem::bench {

std::vector<Row> poll_rows(const Peer& peer) {
  constexpr double kNano = 1e-9;
  constexpr double kMicro = 1e-6;

  const auto ready = [](Connect connect) {
    return [connect](Seconds time) { return poll_ready(connect, time) / kNano; };
  };
  const auto wake_up = [](Connect connect) {
    return [connect](Seconds time) { return poll_wake_up(connect, time) / kMicro; };
  };
  const Port echo = peer.port(Service::kUdpEcho);
  const Port later = peer.port(Service::kUdpLater);
  return {
      {"Poll, ready", "ns", Better::kLower, ready(modem_udp(echo)), ready(kernel_udp(echo))},
      {"Poll, wake-up", "us", Better::kLower, wake_up(modem_udp(later)),
       wake_up(kernel_udp(later))},
  };
}

}  // namespace hostmodem::bench
