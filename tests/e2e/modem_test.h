#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "support/modem_fixture.h"
#include "support/socket.h"
#include "support/socket_api.h"

namespace hostmodem::test {

/// A test with a modem, through the C API alone.
class ModemTest : public ::testing::Test {
 protected:
  /// Starts the modem, after the end of the one before; see the constructor of Modem.
  void start(const std::string& configuration = "", Modem::Start start = Modem::Start::kOnline) {
    modem_.reset();
    modem_ = std::make_unique<Modem>(configuration, start);
  }

  [[nodiscard]] Modem& modem() { return *modem_; }
  [[nodiscard]] SocketApi& api() { return *api_; }

  /// Throw when there is none.
  [[nodiscard]] Socket tcp(Family family = Family::kIpv4) {
    return open_socket(*api_, number(family), NRF_SOCK_STREAM, NRF_IPPROTO_TCP);
  }
  [[nodiscard]] Socket udp(Family family = Family::kIpv4) {
    return open_socket(*api_, number(family), NRF_SOCK_DGRAM, NRF_IPPROTO_UDP);
  }
  [[nodiscard]] Socket tls(Family family = Family::kIpv4) {
    return open_socket(*api_, number(family), NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2);
  }
  [[nodiscard]] Socket dtls(Family family = Family::kIpv4) {
    return open_socket(*api_, number(family), NRF_SOCK_DGRAM, NRF_SPROTO_DTLS1v2);
  }

  /// A TLS socket that trusts anybody.
  [[nodiscard]] Socket trusting_tls() {
    Socket socket = tls();
    const nrf_sec_peer_verify_t none = NRF_SO_SEC_PEER_VERIFY_NONE;
    EXPECT_EQ(
        api_->setsockopt(socket.fd(), NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY, &none, sizeof none),
        gives(0));
    return socket;
  }

  /// Where the modem finds a port of the host's loopback, and its own.
  [[nodiscard]] Endpoint host(std::uint16_t port, Family family = Family::kIpv4) const {
    return api_->host(family, port);
  }
  [[nodiscard]] Endpoint self(std::uint16_t port, Family family = Family::kIpv4) const {
    return api_->self(family, port);
  }

 private:
  static int number(Family family) { return family == Family::kIpv4 ? NRF_AF_INET : NRF_AF_INET6; }

  std::unique_ptr<Modem> modem_;
  std::unique_ptr<SocketApi> api_ = make_modem_calls();
};

}  // namespace hostmodem::test
