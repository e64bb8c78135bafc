#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "e2e/modem_test.h"
#include "support/certificates.h"
#include "support/host_peer.h"
#include "support/servers.h"

namespace hostmodem::test {

inline constexpr nrf_sec_tag_t kTag = 42;
inline constexpr nrf_sec_tag_t kOtherTag = 43;

/// TLS against `openssl s_server`.
class Tls : public ModemTest {
 protected:
  using Credential = Modem::Credential;

  void SetUp() override { start("", Modem::Start::kOffline); }

  Outcome set(Socket& socket, int option, const void* value, std::size_t length) {
    return api().setsockopt(socket.fd(), NRF_SOL_SECURE, option, value,
                            static_cast<std::uint32_t>(length));
  }
  void set_tags(Socket& socket, const std::vector<nrf_sec_tag_t>& tags) {
    ASSERT_EQ(set(socket, NRF_SO_SEC_TAG_LIST, tags.data(), tags.size() * sizeof tags[0]),
              gives(0));
  }
  void set_hostname(Socket& socket, const std::string& name) {
    ASSERT_EQ(set(socket, NRF_SO_SEC_HOSTNAME, name.data(), name.size()), gives(0));
  }
  void set_verify(Socket& socket, nrf_sec_peer_verify_t level) {
    ASSERT_EQ(set(socket, NRF_SO_SEC_PEER_VERIFY, &level, sizeof level), gives(0));
  }
  void set_suites(Socket& socket, const std::vector<nrf_sec_cipher_t>& suites) {
    ASSERT_EQ(
        set(socket, NRF_SO_SEC_CIPHERSUITE_LIST, suites.data(), suites.size() * sizeof suites[0]),
        gives(0));
  }

  /// Registers the modem, and opens a socket for which the peer must be server.test by `tags`.
  Socket online_socket(const std::vector<nrf_sec_tag_t>& tags = {kTag}) {
    modem().go_online();
    Socket socket = tls();
    if (!tags.empty()) set_tags(socket, tags);
    set_hostname(socket, "server.test");
    return socket;
  }

  /// The lines of the server come back reversed.
  static void expect_conversation(Socket& socket) {
    EXPECT_EQ(socket.send("hello\n"), gives(6));
    EXPECT_EQ(receive_all(socket, 6), "olleh\n");
  }

  const Identity root_ = make_root();
  const Identity other_root_ = make_root("another root");
  const Identity identity_ = make_server(root_, "server.test");
};

}  // namespace hostmodem::test
