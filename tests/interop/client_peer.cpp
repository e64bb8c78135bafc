#include "interop/client_peer.h"

#include <gmock/gmock.h>

#include "interop/conversation.h"
#include "interop/wording.h"
#include "support/process.h"
#include "support/temporary_directory.h"

namespace hostmodem::test::interop {
namespace {

/// A program whose input is sent, and that writes what it receives to its output.
class LineClient : public ClientPeer {
 public:
  void converse(Socket& socket) override {
    for (int turn = 0; turn < kTurns; ++turn) {
      const std::string line = text(turn) + "\n";
      process_->write_input(line);
      EXPECT_EQ(receive_all(socket, line.size()), line);
      const std::string answer = text(turn + kTurns) + "\n";
      send_all(socket, answer);
      process_->wait_for_output(answer);
    }
  }

  void end(Socket& socket) override {
    process_->end_input();
    expect_end(socket);
    EXPECT_EQ(socket.close(), gives(0));
    EXPECT_EQ(process_->wait_for_end(), 0) << process_->output();
  }

 protected:
  void start(std::vector<std::string> argv, const std::vector<std::string>& proof) {
    argv.insert(argv.end(), proof.begin(), proof.end());
    process_ = std::make_unique<Process>(argv);
  }
  std::string root_file(const Secrets& secrets) {
    return directory_.write("root.pem", secrets.root);
  }
  [[nodiscard]] Process& process() { return *process_; }

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<Process> process_;
};

class OpensslClient final : public LineClient {
 public:
  OpensslClient(const Row& row, const Secrets& secrets, std::uint16_t port) {
    start({"openssl", "s_client", "-connect", "127.0.0.1:" + std::to_string(port), "-nocommands",
           "-tls1_2", "-cipher", openssl_list(*row.suite)},
          secrets.key == Key::kPsk
              ? std::vector<std::string>{"-psk", Secrets::kPskInHex, "-psk_identity",
                                         Secrets::kPskIdentity}
              : std::vector<std::string>{"-CAfile", root_file(secrets), "-verify_hostname",
                                         Secrets::kServerName, "-verify_return_error"});
  }

  void expect_suite(const secure::SuiteRow& suite) override {
    EXPECT_EQ(process().wait_for_line("Cipher is "), suite.openssl_name);
  }
};

class GnutlsClient final : public LineClient {
 public:
  GnutlsClient(const Row& row, const Secrets& secrets, std::uint16_t port) {
    start({"gnutls-cli", "127.0.0.1", "--port", std::to_string(port), "--verbose", "--priority",
           gnutls_priority(*row.suite, "TLS1.2")},
          secrets.key == Key::kPsk
              ? std::vector<std::string>{"--pskusername", Secrets::kPskIdentity, "--pskkey",
                                         Secrets::kPskInHex}
              : std::vector<std::string>{"--x509cafile", root_file(secrets), "--verify-hostname",
                                         Secrets::kServerName});
  }

  void expect_suite(const secure::SuiteRow& suite) override {
    const GnutlsWords words = gnutls_words(suite);
    EXPECT_EQ(process().wait_for_line("- Key Exchange: "), words.key_exchange);
    EXPECT_EQ(process().wait_for_line("- Cipher: "), words.cipher);
    EXPECT_EQ(process().wait_for_line("- MAC: "), words.mac);
  }
};

}  // namespace

std::unique_ptr<ClientPeer> start_client(const Row& row, const Secrets& secrets,
                                         std::uint16_t port) {
  switch (row.peer->program) {
    case Program::kOpensslClient:
      return std::make_unique<OpensslClient>(row, secrets, port);
    case Program::kGnutlsClient:
      return std::make_unique<GnutlsClient>(row, secrets, port);
    default:
      throw std::logic_error(std::string(row.peer->name) + " is no client");
  }
}

}  // namespace hostmodem::test::interop
