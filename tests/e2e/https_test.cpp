// HTTPS, with nginx and dnsmasq as the world: by hand, and by the example application.

#include <gmock/gmock.h>

#include "e2e/modem_test.h"
#include "support/certificates.h"
#include "support/host_peer.h"
#include "support/paths.h"
#include "support/process.h"
#include "support/servers.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kName[] = "server.test";

std::string request(const std::string& page) {
  return "GET /" + page + " HTTP/1.1\r\nHost: " + kName + "\r\nConnection: close\r\n\r\n";
}

class Https : public ModemTest {
 protected:
  const Identity root_ = make_root();
  NginxServer server_{make_server(root_, kName),
                      {{"greeting", "Hello from nginx.\n"}, {"large", pattern(1024 * 1024)}}};
  DnsServer dns_{{"--host-record=server.test,10.0.2.2,fd00:0:0:2::2"}};
};

// A connection to the server, by its name.
class HttpsByHand : public Https {
 protected:
  void SetUp() override {
    start(dns_.configuration(), Modem::Start::kOffline);
    modem().provision(7, Modem::Credential::kRootCa, root_.certificate);
    modem().go_online();
  }

  Socket connect(int family) {
    nrf_addrinfo hints{};
    hints.ai_family = family;
    hints.ai_socktype = NRF_SOCK_STREAM;
    nrf_addrinfo* found = nullptr;
    const std::string port = std::to_string(server_.port());
    EXPECT_EQ(nrf_getaddrinfo(kName, port.c_str(), &hints, &found), 0);
    Socket socket = open_socket(api(), found->ai_family, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2);
    const nrf_sec_tag_t tag = 7;
    EXPECT_EQ(api().setsockopt(socket.fd(), NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST, &tag, sizeof tag),
              gives(0));
    EXPECT_EQ(
        api().setsockopt(socket.fd(), NRF_SOL_SECURE, NRF_SO_SEC_HOSTNAME, kName, sizeof kName - 1),
        gives(0));
    EXPECT_EQ(api().connect(socket.fd(), found->ai_addr, found->ai_addrlen), gives(0));
    nrf_freeaddrinfo(found);
    return socket;
  }
};

TEST_F(HttpsByHand, GetsAPage) {
  for (const int family : {NRF_AF_INET, NRF_AF_INET6}) {
    Socket socket = connect(family);
    const std::string text = request("greeting");
    EXPECT_EQ(socket.send(text), gives(static_cast<std::int64_t>(text.size())));

    const std::string response = receive_all(socket, 100'000);

    EXPECT_THAT(response, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(response, EndsWith("\r\n\r\nHello from nginx.\n"));
  }
}

TEST_F(HttpsByHand, GetsALargePage) {
  Socket socket = connect(NRF_AF_INET);
  const std::string text = request("large");
  EXPECT_EQ(socket.send(text), gives(static_cast<std::int64_t>(text.size())));

  const std::string response = receive_all(socket, 4 * 1024 * 1024);

  EXPECT_THAT(response.substr(0, 200), StartsWith("HTTP/1.1 200 OK\r\n"));
  const std::string page = pattern(1024 * 1024);
  ASSERT_GT(response.size(), page.size());
  EXPECT_TRUE(response.ends_with("\r\n\r\n" + page));
}

TEST_F(HttpsByHand, GetsALargePageWithoutBlocking) {
  Socket socket = connect(NRF_AF_INET6);
  socket.set_nonblocking();
  send_all_polling(socket, request("large"));

  const std::string response = receive_all_polling(socket, 4 * 1024 * 1024);

  EXPECT_TRUE(response.ends_with("\r\n\r\n" + pattern(1024 * 1024)));
}

TEST_F(HttpsByHand, GetsManyPagesOneAfterTheOther) {
  for (int i = 0; i < 20; ++i) {
    Socket socket = connect(i % 2 == 0 ? NRF_AF_INET : NRF_AF_INET6);
    const std::string text = request("greeting");
    ASSERT_EQ(socket.send(text), gives(static_cast<std::int64_t>(text.size())));
    ASSERT_THAT(receive_all(socket, 100'000), EndsWith("Hello from nginx.\n"));
  }
}

// The application examples/https_client.c, as it was built.
class HttpsExample : public Https {
 protected:
  int run(const std::string& name, const Identity& authority, const std::string& page) {
    const std::string configuration = directory_.write("modem.toml", dns_.configuration());
    const std::string ca = directory_.write("ca.pem", authority.certificate);
    Process client({HOSTMODEM_EXAMPLES_DIR "/https_client", name, std::to_string(server_.port()),
                    ca, "/" + page},
                   {"HOSTMODEM_CONFIG=" + configuration});
    const int status = client.wait_for_end();
    output_ = client.output();
    return status;
  }

  [[nodiscard]] const std::string& output() const { return output_; }

 private:
  TemporaryDirectory directory_;
  std::string output_;
};

TEST_F(HttpsExample, GetsAPage) {
  EXPECT_EQ(run(kName, root_, "greeting"), 0) << output();

  EXPECT_THAT(output(), HasSubstr("HTTP/1.1 200 OK"));
  EXPECT_THAT(output(), HasSubstr("Hello from nginx."));
}

TEST_F(HttpsExample, RefusesAServerOfAnotherAuthorityAndSaysWhy) {
  EXPECT_NE(run(kName, make_root("another root"), "greeting"), 0);

  EXPECT_THAT(output(), HasSubstr("NRF_ECONNREFUSED"));
  EXPECT_THAT(output(), HasSubstr("issuer")) << "the log of the modem says why";
  EXPECT_THAT(output(), Not(HasSubstr("Hello from nginx.")));
}

TEST_F(HttpsExample, FailsForANameThatDoesNotExist) {
  EXPECT_NE(run("missing.test", root_, "greeting"), 0);

  EXPECT_THAT(output(), HasSubstr("NRF_EAI_NONAME"));
}

TEST_F(HttpsExample, FailsForAPageThatDoesNotExist) {
  EXPECT_NE(run(kName, root_, "missing"), 0);

  EXPECT_THAT(output(), HasSubstr("HTTP/1.1 404"));
}

}  // namespace
}  // namespace hostmodem::test
