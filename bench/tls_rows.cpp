#include <array>
#include <string>

#include "rows.h"

namespace hostmodem::bench {
namespace {

constexpr double kMega = 1e6;

struct Protection {
  const char* name;
  Suite suite;
};

/// One suite for each way in which the modem's suites protect records; who proves what in the
/// handshake makes no difference after it.
constexpr std::array kProtections = {
    Protection{"AES-128-GCM", {0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256", false}},
    Protection{"AES-256-GCM", {0xc030, "ECDHE-RSA-AES256-GCM-SHA384", false}},
    Protection{"AES-128-CCM-8", {0xc0a8, "PSK-AES128-CCM8", true}},
    Protection{"AES-128-CBC, SHA-256", {0xc023, "ECDHE-ECDSA-AES128-SHA256", false}},
    Protection{"AES-256-CBC, SHA-384", {0xc024, "ECDHE-ECDSA-AES256-SHA384", false}},
    Protection{"AES-128-CBC, SHA-1", {0xc009, "ECDHE-ECDSA-AES128-SHA", false}},
    Protection{"AES-256-CBC, SHA-1", {0xc00a, "ECDHE-ECDSA-AES256-SHA", false}},
};

Measure handshakes(const Connect& connect) {
  return [connect](Seconds time) { return connections(connect, time); };
}

Measure bulk_uplink(const Connect& connect, const Peer& peer) {
  constexpr std::size_t kWrite = 64 * 1024;
  return
      [&peer, connect](Seconds time) { return uplink(connect, kWrite, peer.sunk(), time) / kMega; };
}

Measure bulk_downlink(const Connect& connect) {
  return [connect](Seconds time) { return downlink(connect, time) / kMega; };
}

}  // namespace

std::vector<Row> tls_rows(const Peer& peer, const Certificates& certificates) {
  const auto openssl = [&certificates](Port port, Secure how = {}) {
    return openssl_tls(port, certificates.authority, how);
  };
  const Port sink = peer.port(Service::kTlsSink);
  const Port source = peer.port(Service::kTlsSource);
  const Port close = peer.port(Service::kTlsClose);
  const Port ticket = peer.port(Service::kTlsResume);
  const Port datagrams = peer.port(Service::kDtlsClose);
  constexpr Secure kResume{.resume = true};
  constexpr Secure kDtls{.datagrams = true};
  std::vector<Row> rows = {
      {"TLS full handshakes", "1/s", Better::kHigher, handshakes(modem_tls(close)),
       handshakes(openssl(close))},
      {"TLS resumed handshakes", "1/s", Better::kHigher, handshakes(modem_tls(ticket, kResume)),
       handshakes(openssl(ticket, kResume))},
      {"DTLS full handshakes", "1/s", Better::kHigher, handshakes(modem_tls(datagrams, kDtls)),
       handshakes(openssl(datagrams, kDtls))},
      {"TLS downlink", "MB/s", Better::kHigher, bulk_downlink(modem_tls(source)),
       bulk_downlink(openssl(source))},
  };
  for (const Protection& protection : kProtections) {
    const Secure how{.suite = &protection.suite};
    rows.push_back({std::string("TLS uplink, ") + protection.name, "MB/s", Better::kHigher,
                    bulk_uplink(modem_tls(sink, how), peer),
                    bulk_uplink(openssl(sink, how), peer)});
  }
  return rows;
}

}  // namespace hostmodem::bench
