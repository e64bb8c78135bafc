#include "rows.h"

namespace hostmodem::bench {

std::vector<Row> tcp_rows(const Peer& peer) {
  constexpr std::size_t kWrite = 64 * 1024;
  constexpr double kMega = 1e6;
  constexpr double kMicro = 1e-6;

  const auto send = [&peer](Connect connect) {
    return [&peer, connect](Seconds time) {
      return uplink(connect, kWrite, peer.sunk(), time) / kMega;
    };
  };
  const auto receive = [](Connect connect) {
    return [connect](Seconds time) { return downlink(connect, time) / kMega; };
  };
  const auto ping = [](Connect connect) {
    return [connect](Seconds time) { return round_trip(connect, 1, time) / kMicro; };
  };
  const auto churn = [](Connect connect) {
    return [connect](Seconds time) { return connections(connect, time); };
  };
  const auto take = [&peer](Listen listen) {
    return
        [&peer, listen](Seconds time) { return accepts(listen, peer.port(Service::kDial), time); };
  };
  const Port sink = peer.port(Service::kSink);
  const Port source = peer.port(Service::kSource);
  const Port echo = peer.port(Service::kEcho);
  const Port close = peer.port(Service::kClose);
  return {
      {"TCP uplink", "MB/s", Better::kHigher, send(modem_tcp(sink)), send(kernel_tcp(sink))},
      {"TCP downlink", "MB/s", Better::kHigher, receive(modem_tcp(source)),
       receive(kernel_tcp(source))},
      {"TCP round trip, 1 byte", "us", Better::kLower, ping(modem_tcp(echo)),
       ping(kernel_tcp(echo))},
      {"TCP connections", "1/s", Better::kHigher, churn(modem_tcp(close)),
       churn(kernel_tcp(close))},
      {"TCP accepts", "1/s", Better::kHigher, take(modem_listener()), take(kernel_listener())},
  };
}

}  // namespace hostmodem::bench
