// The application examples/tls_server.c, and the host's clients.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/certificates.h"
#include "support/host_peer.h"
#include "support/paths.h"
#include "support/ports.h"
#include "support/process.h"
#include "support/temporary_directory.h"

namespace hostmodem::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TlsServerExample : public ::testing::Test {
 protected:
  /// Runs the example. It ends when it has served one client.
  [[nodiscard]] Process start(const std::vector<std::string>& client_authority = {}) const {
    std::vector<std::string> argv = {
        HOSTMODEM_EXAMPLES_DIR "/tls_server", "-n", "1", std::to_string(port_), certificate_, key_};
    argv.insert(argv.end(), client_authority.begin(), client_authority.end());
    return Process(argv, {"HOSTMODEM_CONFIG=/dev/null"});
  }

  void wait_until_listening(Process& server) const {
    server.wait_for_output("listening at port " + std::to_string(port_));
  }

  /// `openssl s_client`, for which the server must be server.test.
  [[nodiscard]] Process s_client(const std::vector<std::string>& arguments = {}) const {
    std::vector<std::string> argv = {
        "openssl",          "s_client",    "-connect",   "127.0.0.1:" + std::to_string(port_),
        "-CAfile",          authority_,    "-quiet",     "-verify_return_error",
        "-verify_hostname", "server.test", "-no_ign_eof"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return Process(argv);
  }

  [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
    return directory_.write(name, text);
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] const std::string& authority() const { return authority_; }

 private:
  TemporaryDirectory directory_;
  const std::uint16_t port_ = unused_port();
  const Identity root_ = make_root();
  const Identity identity_ = make_server(root_, "server.test");
  const std::string authority_ = directory_.write("root.pem", root_.certificate);
  const std::string certificate_ = directory_.write("server.pem", identity_.certificate);
  const std::string key_ = directory_.write("server.key", identity_.key);
};

/// Two lines and their echoes; the client leaves then.
void converse(Process& client) {
  client.write_input("hello\n");
  client.wait_for_output("hello\n");
  client.write_input("goodbye\n");
  client.wait_for_output("hello\ngoodbye\n");
  client.end_input();
  EXPECT_EQ(client.wait_for_end(), 0) << client.output();
}

TEST_F(TlsServerExample, EchoesTheLinesOfOpenssl) {
  Process server = start();
  wait_until_listening(server);
  Process client = s_client();

  converse(client);

  EXPECT_EQ(server.wait_for_end(), 0) << server.output();
  EXPECT_THAT(server.output(), HasSubstr("\nserved\n"));
}

TEST_F(TlsServerExample, EchoesTheLinesOfGnutls) {
  Process server = start();
  wait_until_listening(server);
  Process client({"gnutls-cli", "--x509cafile", authority(), "--verify-hostname", "server.test",
                  "--port", std::to_string(port()), "127.0.0.1"});

  client.write_input("hello\n");
  client.wait_for_output("hello\n");
  client.end_input();

  EXPECT_EQ(client.wait_for_end(), 0) << client.output();
  EXPECT_EQ(server.wait_for_end(), 0) << server.output();
}

TEST_F(TlsServerExample, EchoesTheRequestOfCurl) {
  Process server = start();
  wait_until_listening(server);
  const std::string url = "https://server.test:" + std::to_string(port()) + "/page";
  // What comes back has no header, as in HTTP/0.9.
  Process curl({"curl", "--silent", "--no-buffer", "--noproxy", "*", "--http0.9", "--cacert",
                authority(), "--resolve", "server.test:" + std::to_string(port()) + ":127.0.0.1",
                url});

  curl.wait_for_output("GET /page HTTP/1.1");
}

TEST_F(TlsServerExample, ServesOnlyClientsOfItsAuthorityWhenItHasOne) {
  const Identity authority = make_root("client root");
  const Identity client = make_client(authority);
  Process server = start({write("client_root.pem", authority.certificate)});
  wait_until_listening(server);

  Process stranger = s_client();
  EXPECT_NE(stranger.wait_for_end(), 0);
  server.wait_for_output("recv: NRF_ECONNREFUSED");
  server.wait_for_output("not served to its end");
  Process known = s_client(
      {"-cert", write("client.pem", client.certificate), "-key", write("client.key", client.key)});
  converse(known);

  EXPECT_EQ(server.wait_for_end(), 0) << server.output();
}

TEST_F(TlsServerExample, LeavesAClientWhoseLineHasNoEnd) {
  Process server = start();
  wait_until_listening(server);
  Process client = s_client();

  client.write_input(std::string(600, 'x'));

  server.wait_for_output("the line is longer than 512 bytes");
  server.wait_for_output("not served to its end");
}

TEST_F(TlsServerExample, LeavesAClientThatDoesNotSpeakTls) {
  Process server = start();
  wait_until_listening(server);
  HostConnection client = connect_from_host(loopback(Family::kIpv4, port()));

  client.send("GET / HTTP/1.0\r\n\r\n");

  server.wait_for_output("recv: NRF_ECONNREFUSED");
}

TEST_F(TlsServerExample, NamesTheFileThatItCannotRead) {
  Process server(
      {HOSTMODEM_EXAMPLES_DIR "/tls_server", "1234", "/no/certificate.pem", "/no/key.pem"},
      {"HOSTMODEM_CONFIG=/dev/null"});

  EXPECT_EQ(server.wait_for_end(), 1);
  EXPECT_THAT(server.output(), HasSubstr("/no/certificate.pem: No such file"));
}

class TlsServerExampleUsage : public ::testing::TestWithParam<std::vector<std::string>> {};

INSTANTIATE_TEST_SUITE_P(Wrong, TlsServerExampleUsage,
                         ::testing::Values(std::vector<std::string>{},
                                           std::vector<std::string>{"65536", "c", "k"},
                                           std::vector<std::string>{"https", "c", "k"},
                                           std::vector<std::string>{"-n", "0", "443", "c", "k"},
                                           std::vector<std::string>{"443", "c", "k", "a", "more"}));

TEST_P(TlsServerExampleUsage, IsTold) {
  std::vector<std::string> argv = {HOSTMODEM_EXAMPLES_DIR "/tls_server"};
  argv.insert(argv.end(), GetParam().begin(), GetParam().end());
  Process server(argv);

  EXPECT_EQ(server.wait_for_end(), 1);
  EXPECT_THAT(server.output(), HasSubstr("usage: tls_server [-n COUNT] PORT"));
}

TEST(TlsServerExampleHelp, IsGiven) {
  Process help({HOSTMODEM_EXAMPLES_DIR "/tls_server", "--help"});
  EXPECT_EQ(help.wait_for_end(), 0);
  EXPECT_THAT(help.output(), HasSubstr("usage: tls_server [-n COUNT] PORT"));
}

}  // namespace
}  // namespace hostmodem::test
