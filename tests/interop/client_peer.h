#pragma once

#include <cstdint>
#include <memory>

#include "interop/matrix.h"
#include "interop/secrets.h"
#include "support/socket.h"

namespace hostmodem::test::interop {

/// A client, for hostmodem as a server. What it finds wrong fails the test.
class ClientPeer {
 public:
  ClientPeer() = default;
  ClientPeer(const ClientPeer&) = delete;
  ClientPeer& operator=(const ClientPeer&) = delete;
  virtual ~ClientPeer() = default;

  /// Some KiB both ways, several records of them. `socket`: what was accepted.
  virtual void converse(Socket& socket) = 0;
  /// The peer used this suite; after the conversation.
  virtual void expect_suite(const secure::SuiteRow& suite) = 0;
  /// Has the peer end the connection, and ends it too.
  virtual void end(Socket& socket) = 0;
};

/// Starts the client of a row, which offers the row's suite alone and verifies its server. It
/// connects to `port` of 127.0.0.1.
[[nodiscard]] std::unique_ptr<ClientPeer> start_client(const Row& row, const Secrets& secrets,
                                                       std::uint16_t port);

}  // namespace hostmodem::test::interop
