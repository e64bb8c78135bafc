#pragma once

#include "interop/server_peer.h"

/// The servers, one by one: start_server() chooses.
namespace hostmodem::test::interop {

using ServerPeerPtr = std::unique_ptr<ServerPeer>;

// Lines, which come back.
[[nodiscard]] ServerPeerPtr start_openssl(const Row& row, const Secrets& secrets);
[[nodiscard]] ServerPeerPtr start_openssl_dtls(const Row& row, const Secrets& secrets);
[[nodiscard]] ServerPeerPtr start_gnutls(const Row& row, const Secrets& secrets);

// Protocols of applications.
[[nodiscard]] ServerPeerPtr start_nginx(const Row& row, const Secrets& secrets);
[[nodiscard]] ServerPeerPtr start_mosquitto(const Row& row, const Secrets& secrets);
[[nodiscard]] ServerPeerPtr start_coap(const Row& row, const Secrets& secrets);

}  // namespace hostmodem::test::interop
