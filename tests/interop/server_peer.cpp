#include "interop/server_peer.h"

#include <stdexcept>

#include "interop/server_peers.h"

namespace hostmodem::test::interop {

std::unique_ptr<ServerPeer> start_server(const Row& row, const Secrets& secrets) {
  switch (row.peer->program) {
    case Program::kOpensslServer:
      return row.peer->protocol == Protocol::kTls ? start_openssl(row, secrets)
                                                  : start_openssl_dtls(row, secrets);
    case Program::kGnutlsServer:
      return start_gnutls(row, secrets);
    case Program::kNginx:
      return start_nginx(row, secrets);
    case Program::kMosquitto:
      return start_mosquitto(row, secrets);
    case Program::kCoapServerOpenssl:
    case Program::kCoapServerGnutls:
      return start_coap(row, secrets);
    default:
      throw std::logic_error(std::string(row.peer->name) + " is no server");
  }
}

}  // namespace hostmodem::test::interop
