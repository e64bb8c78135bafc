#include "interop/matrix.h"

#include <algorithm>
#include <array>

namespace hostmodem::test::interop {
namespace {

using secure::Authentication;
using secure::SuiteRow;

constexpr std::array kProtocols = {Protocol::kTls};

constexpr std::array kPeers = {
    Peer{Program::kOpensslServer, Protocol::kTls, Role::kClient, "OpensslServer",
         "openssl s_server", "openssl", "lines, which come back reversed", "output"},
    Peer{Program::kGnutlsServer, Protocol::kTls, Role::kClient, "GnutlsServer",
         "gnutls-serv --echo", "gnutls-bin", "lines, which come back", "output"},
    Peer{Program::kNginx, Protocol::kTls, Role::kClient, "Nginx", "nginx", "nginx-light",
         "an HTTP request, which comes back as a page", "the page, as `$ssl_cipher`"},
    Peer{Program::kMosquitto, Protocol::kTls, Role::kClient, "Mosquitto", "mosquitto", "mosquitto",
         "MQTT: messages, to which the sender subscribed", ""},
    Peer{Program::kOpensslClient, Protocol::kTls, Role::kServer, "OpensslClient",
         "openssl s_client", "openssl", "lines", "output"},
    Peer{Program::kGnutlsClient, Protocol::kTls, Role::kServer, "GnutlsClient", "gnutls-cli",
         "gnutls-bin", "lines", "output"},
};

bool is_psk(const SuiteRow& /*suite*/, Key key) { return key == Key::kPsk; }

constexpr std::array kObstacles = {
    Obstacle{Program::kNginx, Protocol::kTls, is_psk,
             "nginx has no setting for a PSK: the handshake is refused"},
};

constexpr std::array kRsaKeys = {Key::kRsa2048};
constexpr std::array kEcdsaKeys = {Key::kP256, Key::kP384};
constexpr std::array kPskKeys = {Key::kPsk};

const Obstacle* obstacle(const Peer& peer, const SuiteRow& suite, Key key) {
  const auto* const found = std::ranges::find_if(kObstacles, [&](const Obstacle& candidate) {
    return candidate.program == peer.program && candidate.protocol == peer.protocol &&
           candidate.stands_at(suite, key);
  });
  return found == kObstacles.end() ? nullptr : found;
}

}  // namespace

std::string Row::name() const { return std::string(suite->name) + "_" + std::string(name_of(key)); }

std::span<const Protocol> protocols() { return kProtocols; }

std::span<const Peer> peers() { return kPeers; }

std::string_view name_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::kTls:
      return "TLS";
  }
  return {};
}

std::string_view name_of(Role role) { return role == Role::kClient ? "Client" : "Server"; }

std::string_view name_of(Key key) {
  switch (key) {
    case Key::kRsa2048:
      return "RSA2048";
    case Key::kP256:
      return "P256";
    case Key::kP384:
      return "P384";
    case Key::kPsk:
      return "PSK";
  }
  return {};
}

std::span<const Key> keys_of(const SuiteRow& suite) {
  switch (suite.authentication) {
    case Authentication::kRsa:
      return kRsaKeys;
    case Authentication::kEcdsa:
      return kEcdsaKeys;
    case Authentication::kPsk:
      return kPskKeys;
  }
  return {};
}

std::vector<Row> rows() {
  std::vector<Row> rows;
  for (const Peer& peer : kPeers) {
    for (const SuiteRow& suite : secure::suites()) {
      for (const Key key : keys_of(suite)) {
        rows.push_back({&peer, &suite, key, obstacle(peer, suite, key)});
      }
    }
  }
  return rows;
}

}  // namespace hostmodem::test::interop
