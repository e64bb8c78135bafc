#include "interop/server_peer.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "interop/conversation.h"
#include "interop/mqtt.h"
#include "interop/wording.h"
#include "support/servers.h"

namespace hostmodem::test::interop {
namespace {

using ::testing::HasSubstr;

/// Makes a server that takes either a certificate or a PSK.
template <typename Server>
std::unique_ptr<Server> with_proof(const Secrets& secrets, const std::string& suites) {
  if (secrets.key != Key::kPsk) return std::make_unique<Server>(secrets.identity, suites);
  return std::make_unique<Server>(Secrets::kPskIdentity, Secrets::kPskInHex, suites);
}

class OpensslPeer final : public ServerPeer {
 public:
  OpensslPeer(const Row& row, const Secrets& secrets) {
    std::vector<std::string> arguments = {"-rev", "-cipher", openssl_list(*row.suite)};
    if (secrets.key == Key::kPsk) {
      arguments.insert(arguments.end(), {"-psk", Secrets::kPskInHex});
      server_ = std::make_unique<OpensslServer>(arguments);
    } else {
      server_ = std::make_unique<OpensslServer>(secrets.identity, arguments);
    }
  }

  std::uint16_t port() const override { return server_->port(); }

  void converse(Socket& socket) override {
    for (int turn = 0; turn < kTurns; ++turn) {
      std::string line = text(turn);
      send_all(socket, line + "\n");
      std::ranges::reverse(line);
      EXPECT_EQ(receive_all(socket, line.size() + 1), line + "\n");
    }
  }

  void expect_suite(const secure::SuiteRow& suite) override {
    EXPECT_EQ(server_->process().wait_for_line("Ciphersuite: "), suite.openssl_name);
  }

  void end(Socket& socket) override {
    send_all(socket, "CLOSE\n");
    expect_end(socket);
    server_->process().wait_for_output("CONNECTION CLOSED");
  }

 private:
  std::unique_ptr<OpensslServer> server_;
};

class GnutlsPeer final : public ServerPeer {
 public:
  GnutlsPeer(const Row& row, const Secrets& secrets)
      : server_(with_proof<GnutlsServer>(secrets, gnutls_priority(*row.suite, "TLS1.2"))) {}

  std::uint16_t port() const override { return server_->port(); }

  void converse(Socket& socket) override {
    for (int turn = 0; turn < kTurns; ++turn) {
      const std::string line = text(turn) + "\n";
      send_all(socket, line);
      EXPECT_EQ(receive_all(socket, line.size()), line);
    }
  }

  void expect_suite(const secure::SuiteRow& suite) override {
    const GnutlsWords words = gnutls_words(suite);
    Process& process = server_->process();
    EXPECT_EQ(process.wait_for_line("- Key Exchange: "), words.key_exchange);
    EXPECT_EQ(process.wait_for_line("- Cipher: "), words.cipher);
    EXPECT_EQ(process.wait_for_line("- MAC: "), words.mac);
  }

  void end(Socket& socket) override {
    EXPECT_EQ(socket.close(), gives(0));
    server_->process().wait_for_output("Close notify - was received");
  }

 private:
  std::unique_ptr<GnutlsServer> server_;
};

class NginxPeer final : public ServerPeer {
 public:
  // What it is asked with is in its answer; records of 1 KiB make that several.
  NginxPeer(const Row& row, const Secrets& secrets)
      : server_(secrets.key == Key::kPsk ? make_self_signed({.common_name = Secrets::kServerName})
                                         : secrets.identity,
                {},
                "ssl_ciphers " + openssl_list(*row.suite) +
                    "; ssl_buffer_size 1k; large_client_header_buffers 4 32k;"
                    "location = /echo { return 200 \"$ssl_cipher\\n$http_text\"; }") {}

  std::uint16_t port() const override { return server_.port(); }

  void converse(Socket& socket) override {
    const std::string sent = text(0) + text(1);
    send_all(socket,
             "GET /echo HTTP/1.1\r\nHost: server.test\r\nConnection: close\r\nText: " + text(0));
    send_all(socket, text(1) + "\r\n\r\n");
    for (std::string more = "?"; !more.empty(); answer_ += more) more = socket.recv(4096).data;
    EXPECT_THAT(answer_, HasSubstr("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer_, HasSubstr("\n" + sent));
  }

  void expect_suite(const secure::SuiteRow& suite) override {
    EXPECT_THAT(answer_, HasSubstr("\r\n\r\n" + std::string(suite.openssl_name) + "\n"));
  }

  void end(Socket& socket) override { expect_end(socket); }

 private:
  NginxServer server_;
  std::string answer_;
};

class MosquittoPeer final : public ServerPeer {
 public:
  MosquittoPeer(const Row& row, const Secrets& secrets)
      : broker_(with_proof<MosquittoBroker>(secrets, openssl_list(*row.suite))) {}

  std::uint16_t port() const override { return broker_->port(); }

  void converse(Socket& socket) override {
    exchange(socket, mqtt::connect("modem"), mqtt::connack());
    exchange(socket, mqtt::subscribe("topic"), mqtt::suback());
    for (int turn = 0; turn < kTurns; ++turn) {
      const std::string message = mqtt::publish("topic", text(turn));
      exchange(socket, message, message);
    }
  }

  void expect_suite(const secure::SuiteRow& /*suite*/) override {
    // It does not say; it was started with this suite alone.
  }

  void end(Socket& socket) override {
    send_all(socket, mqtt::disconnect());
    expect_end(socket);
    broker_->process().wait_for_output("Client modem disconnected.");
  }

 private:
  static void exchange(Socket& socket, const std::string& packet, const std::string& answer) {
    send_all(socket, packet);
    EXPECT_EQ(receive_all(socket, answer.size()), answer);
  }

  std::unique_ptr<MosquittoBroker> broker_;
};

}  // namespace

std::unique_ptr<ServerPeer> start_server(const Row& row, const Secrets& secrets) {
  switch (row.peer->program) {
    case Program::kOpensslServer:
      return std::make_unique<OpensslPeer>(row, secrets);
    case Program::kGnutlsServer:
      return std::make_unique<GnutlsPeer>(row, secrets);
    case Program::kNginx:
      return std::make_unique<NginxPeer>(row, secrets);
    case Program::kMosquitto:
      return std::make_unique<MosquittoPeer>(row, secrets);
    case Program::kOpensslClient:
    case Program::kGnutlsClient:
      break;
  }
  throw std::logic_error(std::string(row.peer->name) + " is no server");
}

}  // namespace hostmodem::test::interop
