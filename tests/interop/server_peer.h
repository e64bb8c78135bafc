#pragma once

#include <cstdint>
#include <memory>

#include "interop/matrix.h"
#include "interop/secrets.h"
#include "support/socket.h"

namespace hostmodem::test::interop {

/// A server, for hostmodem as a client. What it finds wrong fails the test.
class ServerPeer {
 public:
  ServerPeer() = default;
  ServerPeer(const ServerPeer&) = delete;
  ServerPeer& operator=(const ServerPeer&) = delete;
  virtual ~ServerPeer() = default;

  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// Some KiB both ways, several records of them.
  virtual void converse(Socket& socket) = 0;
  /// The peer used this suite, where it says so; after the conversation.
  virtual void expect_suite(const secure::SuiteRow& suite) = 0;
  /// Ends the connection, and has the peer end it too.
  virtual void end(Socket& socket) = 0;
};

/// Starts the server of a row, which allows the row's suite alone.
[[nodiscard]] std::unique_ptr<ServerPeer> start_server(const Row& row, const Secrets& secrets);

}  // namespace hostmodem::test::interop
