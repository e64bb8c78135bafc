#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pipe.h"
#include "support/certificates.h"

namespace hostmodem::secure {

/// How a server is set up.
struct ServerOptions {
  std::string certificate = {};  ///< PEM, may be followed by its chain
  std::string key = {};          ///< PEM
  std::string second_certificate = {};
  std::string second_key = {};
  int min_version = TLS1_2_VERSION;
  int max_version = TLS1_2_VERSION;
  std::string suites = "ALL:COMPLEMENTOFALL:!eNULL:!aNULL";  ///< an OpenSSL cipher list
  std::string client_ca = {};           ///< PEM; not empty: a client certificate is required
  bool client_optional = false;         ///< it is only asked for
  std::string client_authorities = {};  ///< PEM, those that the request names
  std::string client_algorithms = {};   ///< of signatures, as OpenSSL lists them
  std::vector<unsigned char> client_kinds = {};  ///< of keys: TLS_CT_...
  std::string psk = {};                          ///< bytes
  std::string psk_identity = {};                 ///< the only one that is known
  std::string psk_hint = {};
  bool tickets = true;  ///< session tickets, else session identifiers
};

/// A server of the test's own: plain OpenSSL over the far end of a pipe.
class ServerPeer {
 public:
  ServerPeer(const ServerOptions& options, Pipe& pipe);
  /// Another connection of the same server: it knows the sessions of the one before.
  ServerPeer(const ServerPeer& before, Pipe& pipe);

  /// Does what can be done now: takes what came, goes on with the handshake, reads application
  /// data, and sends what there is room for.
  void step();

  /// Encrypts `data`; step() sends it.
  void write(std::string_view data);

  /// Sends close_notify.
  void close();

  /// Asks the client for a new handshake.
  void renegotiate();

  [[nodiscard]] bool established() const { return established_; }
  [[nodiscard]] bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
  /// The line of the NSS key log that OpenSSL gave the server.
  [[nodiscard]] const std::string& key_line() const { return key_line_; }
  [[nodiscard]] const std::string& received() const { return received_; }
  [[nodiscard]] bool received_close_notify() const;
  [[nodiscard]] std::string sni() const;
  [[nodiscard]] std::string suite() const { return SSL_get_cipher_name(ssl_.get()); }
  /// The common name of the client's certificate; empty without one.
  [[nodiscard]] std::string client_name() const;
  /// The last alert that the client sent, in words; empty when none came.
  [[nodiscard]] const std::string& alert() const { return alert_; }

 private:
  struct FreeSsl {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  void begin();
  void take();
  void give();

  Pipe& pipe_;
  ServerOptions options_;
  std::shared_ptr<SSL_CTX> context_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  bool established_ = false;
  std::string received_;
  std::string key_line_;
  std::string alert_;
};

}  // namespace hostmodem::secure
