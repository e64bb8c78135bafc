#include "interop/client_peer.h"

#include <gtest/gtest.h>

#include "interop/coap.h"
#include "interop/conversation.h"
#include "interop/wording.h"
#include "support/process.h"
#include "support/temporary_directory.h"

namespace hostmodem::test::interop {
namespace {

/// A program whose input is sent, and that writes what it receives to its output.
class LineClient : public ClientPeer {
 public:
  explicit LineClient(const Row& row) : datagrams_(row.peer->protocol == Protocol::kDtls) {}

  void converse(Socket& socket) override {
    for (int turn = 0; turn < kTurns; ++turn) {
      const std::string line = piece(turn) + "\n";
      process_->write_input(line);
      EXPECT_EQ(receive_all(socket, line.size()), line);
      const std::string answer = piece(turn + kTurns) + "\n";
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
  [[nodiscard]] bool datagrams() const { return datagrams_; }
  void start(std::vector<std::string> argv, const std::vector<std::string>& proof) {
    argv.insert(argv.end(), proof.begin(), proof.end());
    process_ = std::make_unique<Process>(argv);
  }
  std::string root_file(const Secrets& secrets) {
    return directory_.write("root.pem", secrets.root);
  }
  [[nodiscard]] Process& process() { return *process_; }

 private:
  [[nodiscard]] std::string piece(int seed) const {
    return datagrams_ ? datagram(seed) : text(seed);
  }

  const bool datagrams_;
  TemporaryDirectory directory_;
  std::unique_ptr<Process> process_;
};

class OpensslClient final : public LineClient {
 public:
  OpensslClient(const Row& row, const Secrets& secrets, std::uint16_t port) : LineClient(row) {
    start({"openssl", "s_client", "-connect", "127.0.0.1:" + std::to_string(port), "-nocommands",
           datagrams() ? "-dtls1_2" : "-tls1_2", "-cipher", openssl_list(*row.suite)},
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
  GnutlsClient(const Row& row, const Secrets& secrets, std::uint16_t port) : LineClient(row) {
    std::vector<std::string> argv = {
        "gnutls-cli", "127.0.0.1", "--port",     std::to_string(port),
        "--debug",    "4",         "--priority", gnutls_priority(*row.suite, row.peer->protocol)};
    if (datagrams()) argv.emplace_back("--udp");
    start(argv, secrets.key == Key::kPsk
                    ? std::vector<std::string>{"--pskusername", Secrets::kPskIdentity, "--pskkey",
                                               Secrets::kPskInHex}
                    : std::vector<std::string>{"--x509cafile", root_file(secrets),
                                               "--verify-hostname", Secrets::kServerName});
  }

  void expect_suite(const secure::SuiteRow& suite) override {
    EXPECT_EQ(process().wait_for_line("Selected cipher suite: "), gnutls_name(suite));
  }
};

/// `coap-client`, which puts something and writes the answer to its output.
class CoapClient final : public ClientPeer {
 public:
  CoapClient(const Row& row, const Secrets& secrets, std::uint16_t port) {
    std::vector<std::string> argv = {row.peer->program == Program::kCoapClientOpenssl
                                         ? "coap-client-openssl"
                                         : "coap-client-gnutls",
                                     "-m", "put", "-e", kRequest};
    const std::vector<std::string> proof =
        secrets.key == Key::kPsk
            ? std::vector<std::string>{"-k", Secrets::kPsk, "-u", Secrets::kPskIdentity}
            : std::vector<std::string>{"-R", directory_.write("root.pem", secrets.root)};
    argv.insert(argv.end(), proof.begin(), proof.end());
    argv.push_back("coaps://127.0.0.1:" + std::to_string(port) + "/resource");
    process_ = std::make_unique<Process>(argv);
  }

  void converse(Socket& socket) override {
    const coap::Message request = coap::read(socket.recv(kLongestDatagram).data);
    EXPECT_EQ(request.type, coap::Type::kConfirmable);
    EXPECT_EQ(request.code, coap::kPut);
    EXPECT_EQ(request.payload, kRequest);
    send_all(socket, coap::write({.type = coap::Type::kAcknowledgement,
                                  .code = coap::kChanged,
                                  .id = request.id,
                                  .token = request.token,
                                  .payload = datagram(0)}));
    process_->wait_for_output(datagram(0));
  }

  void expect_suite(const secure::SuiteRow& /*suite*/) override {
    // It does not say, and cannot be told.
  }

  void end(Socket& socket) override {
    expect_end(socket);
    EXPECT_EQ(process_->wait_for_end(), 0) << process_->output();
  }

 private:
  static constexpr const char* kRequest = "something to put";

  TemporaryDirectory directory_;
  std::unique_ptr<Process> process_;
};

}  // namespace

std::unique_ptr<ClientPeer> start_client(const Row& row, const Secrets& secrets,
                                         std::uint16_t port) {
  switch (row.peer->program) {
    case Program::kOpensslClient:
      return std::make_unique<OpensslClient>(row, secrets, port);
    case Program::kGnutlsClient:
      return std::make_unique<GnutlsClient>(row, secrets, port);
    case Program::kCoapClientOpenssl:
    case Program::kCoapClientGnutls:
      return std::make_unique<CoapClient>(row, secrets, port);
    default:
      throw std::logic_error(std::string(row.peer->name) + " is no client");
  }
}

}  // namespace hostmodem::test::interop
