#include <gtest/gtest.h>

#include <algorithm>

#include "interop/conversation.h"
#include "interop/server_peers.h"
#include "interop/wording.h"
#include "support/servers.h"

namespace hostmodem::test::interop {
namespace {

Transport transport(Protocol protocol) {
  return protocol == Protocol::kTls ? Transport::kTcp : Transport::kUdp;
}

std::unique_ptr<OpensslServer> openssl_server(const Row& row, const Secrets& secrets,
                                              std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"-cipher", openssl_list(*row.suite)});
  const Transport below = transport(row.peer->protocol);
  if (secrets.key != Key::kPsk) {
    return std::make_unique<OpensslServer>(secrets.identity, arguments, below);
  }
  arguments.insert(arguments.end(), {"-psk", Secrets::kPskInHex});
  return std::make_unique<OpensslServer>(arguments, below);
}

class OpensslPeer final : public ServerPeer {
 public:
  OpensslPeer(const Row& row, const Secrets& secrets)
      : server_(openssl_server(row, secrets, OpensslServer::kReverse)) {}

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

/// The server has no conversation of its own over DTLS: the test is at its console.
class OpensslDtlsPeer final : public ServerPeer {
 public:
  OpensslDtlsPeer(const Row& row, const Secrets& secrets)
      : server_(openssl_server(row, secrets, OpensslServer::kConsole)) {}

  std::uint16_t port() const override { return server_->port(); }

  void converse(Socket& socket) override {
    for (int turn = 0; turn < kTurns; ++turn) {
      const std::string line = datagram(turn) + "\n";
      send_all(socket, line);
      server_->process().wait_for_output(line);
      const std::string answer = datagram(turn + kTurns) + "\n";
      server_->process().write_input(answer);
      EXPECT_EQ(receive_all(socket, answer.size()), answer);
    }
  }

  void expect_suite(const secure::SuiteRow& suite) override {
    EXPECT_EQ(server_->process().wait_for_line("CIPHER is "), suite.openssl_name);
  }

  void end(Socket& socket) override {
    // When it is told to end, it closes its socket before it could say so.
    EXPECT_EQ(socket.close(), gives(0));
    server_->process().wait_for_output("DONE");
  }

 private:
  std::unique_ptr<OpensslServer> server_;
};

class GnutlsPeer final : public ServerPeer {
 public:
  GnutlsPeer(const Row& row, const Secrets& secrets)
      : datagrams_(row.peer->protocol == Protocol::kDtls) {
    const std::string priority = gnutls_priority(*row.suite, row.peer->protocol);
    const Transport below = transport(row.peer->protocol);
    if (secrets.key == Key::kPsk) {
      server_ = std::make_unique<GnutlsServer>(Secrets::kPskIdentity, Secrets::kPskInHex, priority,
                                               below);
    } else {
      server_ = std::make_unique<GnutlsServer>(secrets.identity, priority, below);
    }
  }

  std::uint16_t port() const override { return server_->port(); }

  void converse(Socket& socket) override {
    for (int turn = 0; turn < kTurns; ++turn) {
      const std::string line = (datagrams_ ? datagram(turn) : text(turn)) + "\n";
      send_all(socket, line);
      EXPECT_EQ(receive_all(socket, line.size()), line);
    }
  }

  void expect_suite(const secure::SuiteRow& suite) override {
    EXPECT_EQ(server_->process().wait_for_line("Selected cipher suite: "), gnutls_name(suite));
  }

  void end(Socket& socket) override {
    EXPECT_EQ(socket.close(), gives(0));
    server_->process().wait_for_output("Close notify - was received");
  }

 private:
  const bool datagrams_;
  std::unique_ptr<GnutlsServer> server_;
};

}  // namespace

ServerPeerPtr start_openssl(const Row& row, const Secrets& secrets) {
  return std::make_unique<OpensslPeer>(row, secrets);
}

ServerPeerPtr start_openssl_dtls(const Row& row, const Secrets& secrets) {
  return std::make_unique<OpensslDtlsPeer>(row, secrets);
}

ServerPeerPtr start_gnutls(const Row& row, const Secrets& secrets) {
  return std::make_unique<GnutlsPeer>(row, secrets);
}

}  // namespace hostmodem::test::interop
