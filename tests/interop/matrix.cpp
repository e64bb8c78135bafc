#include "interop/matrix.h"

#include <algorithm>
#include <array>

namespace hostmodem::test::interop {
namespace {

using secure::Authentication;
using secure::SuiteRow;

constexpr std::array kProtocols = {Protocol::kTls, Protocol::kDtls};

constexpr std::array kPeers = {
    Peer{Program::kOpensslServer, Protocol::kTls, Role::kClient, "OpensslServer",
         "openssl s_server", "openssl", "lines, which come back reversed", "output"},
    Peer{Program::kGnutlsServer, Protocol::kTls, Role::kClient, "GnutlsServer",
         "gnutls-serv --echo", "gnutls-bin", "lines, which come back", "its log"},
    Peer{Program::kNginx, Protocol::kTls, Role::kClient, "Nginx", "nginx", "nginx-light",
         "an HTTP request, which comes back as a page", "the page, as `$ssl_cipher`"},
    Peer{Program::kMosquitto, Protocol::kTls, Role::kClient, "Mosquitto", "mosquitto", "mosquitto",
         "MQTT: messages, to which the sender subscribed", ""},
    Peer{Program::kOpensslClient, Protocol::kTls, Role::kServer, "OpensslClient",
         "openssl s_client", "openssl", "lines", "output"},
    Peer{Program::kGnutlsClient, Protocol::kTls, Role::kServer, "GnutlsClient", "gnutls-cli",
         "gnutls-bin", "lines", "its log"},
    Peer{Program::kOpensslServer, Protocol::kDtls, Role::kClient, "OpensslServer",
         "openssl s_server -dtls1_2", "openssl", "lines", "output"},
    Peer{Program::kGnutlsServer, Protocol::kDtls, Role::kClient, "GnutlsServer",
         "gnutls-serv --udp --echo", "gnutls-bin", "lines, which come back", "its log"},
    Peer{Program::kCoapServerOpenssl, Protocol::kDtls, Role::kClient, "CoapServerOpenssl",
         "coap-server-openssl", "libcoap3-bin", "CoAP: a resource is put, and got", ""},
    Peer{Program::kCoapServerGnutls, Protocol::kDtls, Role::kClient, "CoapServerGnutls",
         "coap-server-gnutls", "libcoap3-bin", "CoAP: a resource is put, and got", ""},
    Peer{Program::kOpensslClient, Protocol::kDtls, Role::kServer, "OpensslClient",
         "openssl s_client -dtls1_2", "openssl", "lines", "output"},
    Peer{Program::kGnutlsClient, Protocol::kDtls, Role::kServer, "GnutlsClient", "gnutls-cli --udp",
         "gnutls-bin", "lines", "its log"},
    Peer{Program::kCoapClientOpenssl, Protocol::kDtls, Role::kServer, "CoapClientOpenssl",
         "coap-client-openssl", "libcoap3-bin", "CoAP: a resource is put", ""},
    Peer{Program::kCoapClientGnutls, Protocol::kDtls, Role::kServer, "CoapClientGnutls",
         "coap-client-gnutls", "libcoap3-bin", "CoAP: a resource is put", ""},
};

bool with_psk(const SuiteRow& suite) { return suite.authentication == Authentication::kPsk; }

bool with_sha384_mac(const SuiteRow& suite) { return suite.name.ends_with("_CBC_SHA384"); }

bool with_sha1_mac(const SuiteRow& suite) { return suite.name.ends_with("_CBC_SHA"); }

bool certificate_with_sha1_mac(const SuiteRow& suite) {
  return !with_psk(suite) && with_sha1_mac(suite);
}

/// OpenSSL counts PSK with AES-CBC and SHA-256 to TLS 1.0, although it is of TLS 1.2.
bool before_tls12_for_openssl(const SuiteRow& suite) {
  return with_sha1_mac(suite) || suite.name == "TLS_PSK_WITH_AES_128_CBC_SHA256";
}

constexpr std::string_view kLibcoapWithOpenssl =
    "libcoap has OpenSSL take the suites that came with TLS 1.2, and no older ones; there is no "
    "option";
constexpr std::string_view kLibcoapWithGnutls =
    "libcoap has GnuTLS take its normal suites, which are without SHA-384 as a MAC; there is no "
    "option";

constexpr std::array kObstacles = {
    Obstacle{Program::kNginx, Protocol::kTls, with_psk, "nginx has no setting for a PSK"},
    Obstacle{Program::kCoapServerOpenssl, Protocol::kDtls, before_tls12_for_openssl,
             kLibcoapWithOpenssl},
    Obstacle{Program::kCoapClientOpenssl, Protocol::kDtls, certificate_with_sha1_mac,
             kLibcoapWithOpenssl},
    Obstacle{Program::kCoapServerGnutls, Protocol::kDtls, with_sha384_mac, kLibcoapWithGnutls},
    Obstacle{Program::kCoapClientGnutls, Protocol::kDtls, with_sha384_mac, kLibcoapWithGnutls},
};

constexpr std::array kRsaKeys = {Key::kRsa2048};
constexpr std::array kEcdsaKeys = {Key::kP256, Key::kP384};
constexpr std::array kPskKeys = {Key::kPsk};

const Obstacle* obstacle(const Peer& peer, const SuiteRow& suite) {
  const auto* const found = std::ranges::find_if(kObstacles, [&](const Obstacle& candidate) {
    return candidate.program == peer.program && candidate.protocol == peer.protocol &&
           candidate.stands_at(suite);
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
    case Protocol::kDtls:
      return "DTLS";
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
        rows.push_back({&peer, &suite, key, obstacle(peer, suite)});
      }
    }
  }
  return rows;
}

}  // namespace hostmodem::test::interop
