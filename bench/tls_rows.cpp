#include "rows.h"

namespace hostmodem::bench {

std::vector<Row> tls_rows(const Peer& peer, const Certificates& certificates) {
  constexpr std::size_t kWrite = 64 * 1024;
  constexpr double kMega = 1e6;

  const auto handshake = [](Connect connect) {
    return [connect](Seconds time) { return connections(connect, time); };
  };
  const auto send = [&peer](Connect connect) {
    return [&peer, connect](Seconds time) {
      return uplink(connect, kWrite, peer.sunk(), time) / kMega;
    };
  };
  const auto receive = [](Connect connect) {
    return [connect](Seconds time) { return downlink(connect, time) / kMega; };
  };
  const auto openssl = [&certificates](Port port) {
    return openssl_tls(port, certificates.authority);
  };
  const Port sink = peer.port(Service::kTlsSink);
  const Port source = peer.port(Service::kTlsSource);
  const Port close = peer.port(Service::kTlsClose);
  return {
      {"TLS full handshakes", "1/s", Better::kHigher, handshake(modem_tls(close)),
       handshake(openssl(close))},
      {"TLS uplink", "MB/s", Better::kHigher, send(modem_tls(sink)), send(openssl(sink))},
      {"TLS downlink", "MB/s", Better::kHigher, receive(modem_tls(source)),
       receive(openssl(source))},
  };
}

}  // namespace hostmodem::bench
