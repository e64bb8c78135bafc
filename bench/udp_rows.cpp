#include "rows.h"

namespace hostmodem::bench {

std::vector<Row> udp_rows(const Peer& peer) {
  constexpr std::size_t kDatagram = 64;
  constexpr double kMicro = 1e-6;

  const auto send = [&peer](Connect connect) {
    return [&peer, connect](Seconds time) { return uplink(connect, kDatagram, peer.sunk(), time); };
  };
  const auto ping = [](Connect connect) {
    return [connect](Seconds time) { return round_trip(connect, kDatagram, time) / kMicro; };
  };
  const Port sink = peer.port(Service::kUdpSink);
  const Port echo = peer.port(Service::kUdpEcho);
  return {
      {"UDP uplink, 64 bytes", "1/s", Better::kHigher, send(modem_udp(sink)),
       send(kernel_udp(sink))},
      {"UDP round trip, 64 bytes", "us", Better::kLower, ping(modem_udp(echo)),
       ping(kernel_udp(echo))},
  };
}

}  // namespace hostmodem::bench
