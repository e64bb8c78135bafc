#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "pipe.h"

namespace hostmodem::secure {

/// How a client is set up. It verifies nothing.
struct ClientOptions {
  int min_version = TLS1_2_VERSION;
  int max_version = TLS1_2_VERSION;
  std::string suites = "ALL:COMPLEMENTOFALL:!eNULL:!aNULL";  ///< an OpenSSL cipher list
};

/// A client of the test's own: plain OpenSSL over the near end of a pipe.
class ClientPeer {
 public:
  ClientPeer(const ClientOptions& options, Pipe& pipe);

  /// Does what can be done now: takes what came, goes on with the handshake, and sends.
  void step();

  /// Encrypts `data`, and sends it.
  void write(std::string_view data);

  /// Asks for a new handshake.
  void renegotiate();

  /// The last alert that the server sent, in words; empty when none came.
  [[nodiscard]] const std::string& alert() const { return alert_; }

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  void give();

  Pipe& pipe_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  std::string alert_;
};

}  // namespace hostmodem::secure
