// TLS sessions that are resumed, as the server sees it.

#include "e2e/tls.h"

namespace hostmodem::test {
namespace {

using ::testing::HasSubstr;

class TlsResumption : public Tls, public ::testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    Tls::SetUp();
    modem().provision(kTag, Credential::kRootCa, root_.certificate);
    modem().go_online();
  }

  /// A status page, which says how the handshake went.
  static std::vector<std::string> server_arguments() {
    std::vector<std::string> arguments = {"-www"};
    if (!GetParam()) arguments.emplace_back("-no_ticket");
    return arguments;
  }

  Socket cached() {
    Socket socket = tls();
    set_tags(socket, {kTag});
    set_hostname(socket, "server.test");
    const nrf_sec_session_cache_t on = NRF_SO_SEC_SESSION_CACHE_ENABLED;
    EXPECT_EQ(set(socket, NRF_SO_SEC_SESSION_CACHE, &on, sizeof on), gives(0));
    return socket;
  }

  static std::string page(Socket& socket) {
    const std::string request = "GET / HTTP/1.0\r\n\r\n";
    EXPECT_EQ(socket.send(request), gives(static_cast<std::int64_t>(request.size())));
    std::string text;
    while (true) {
      const Received part = socket.recv(4096);
      if (part.data.empty()) return text;
      text += part.data;
    }
  }

  int status(Socket& socket) {
    int value = -1;
    nrf_socklen_t length = sizeof value;
    EXPECT_EQ(
        api().getsockopt(socket.fd(), NRF_SOL_SECURE, NRF_SO_SEC_HANDSHAKE_STATUS, &value, &length),
        gives(0));
    return value;
  }
};

INSTANTIATE_TEST_SUITE_P(, TlsResumption, ::testing::Bool(),
                         [](const auto& by) { return by.param ? "ByTicket" : "ByIdentifier"; });

TEST_P(TlsResumption, IsSeenByTheServerUntilTheSessionsAreForgotten) {
  OpensslServer server(identity_, server_arguments());
  const auto expect_handshake = [&](const char* what, int how) {
    Socket socket = cached();
    ASSERT_EQ(socket.connect(host(server.port())), gives(0));
    EXPECT_EQ(status(socket), how);
    EXPECT_THAT(page(socket), HasSubstr(what));
  };
  expect_handshake("New, TLSv1.2", NRF_SO_SEC_HANDSHAKE_STATUS_FULL);
  expect_handshake("Reused, TLSv1.2", NRF_SO_SEC_HANDSHAKE_STATUS_CACHED);
  expect_handshake("Reused, TLSv1.2", NRF_SO_SEC_HANDSHAKE_STATUS_CACHED);

  Socket any = tls();
  const int ignored = 0;
  ASSERT_EQ(set(any, NRF_SO_SEC_SESSION_CACHE_PURGE, &ignored, sizeof ignored), gives(0));
  EXPECT_EQ(any.close(), gives(0));
  expect_handshake("New, TLSv1.2", NRF_SO_SEC_HANDSHAKE_STATUS_FULL);
}

}  // namespace
}  // namespace hostmodem::test
