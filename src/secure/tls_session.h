#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "secure/identity.h"
#include "secure/key_log.h"
#include "secure/openssl.h"
#include "secure/protocol.h"
#include "secure/session.h"
#include "secure/session_cache.h"
#include "secure/tag_credentials.h"
#include "secure/wire.h"

namespace hostmodem::secure {

/// What TLS and DTLS sessions have in common, on either side: how they are made, the handshake, and
/// how they fail. Data are those of StreamSession and DatagramSession.
///
/// Theory of operation: four things decide what a call may do.
///  - established(): the handshake is over; before, there is no data.
///  - closed_: close_notify was sent; nothing more is sent, receiving goes on.
///  - peer_ended_: the peer's close_notify or the transport's end was read; nothing more comes.
///  - failure(): the session is dead of this error. Data that were read before are still given.
class TlsSession : public Session {
 public:
  TlsSession(Protocol protocol, const Settings& settings, std::unique_ptr<Wire> wire);

  /// The rest of the construction, which may fail: the errors of Session::create().
  Status begin(const credentials::Store& store, Shared* shared);

  Status handshake() override;
  void give_up(Errno reason) override;
  void shutdown() override;
  [[nodiscard]] const Agreement& agreement() const override { return agreement_; }

 protected:
  [[nodiscard]] Wire& wire() { return *wire_; }

  /// Sets up a connection from the beginning.
  Status set_up();
  /// What the protocol needs beyond that. kNoMem.
  virtual Status set_up_protocol() { return {}; }

  /// One record's data at most; 0 at the peer's end.
  Result<std::size_t> read(std::span<std::byte> buffer, bool peek);
  /// Why data cannot be sent, whatever they are.
  [[nodiscard]] Status may_send() const;
  /// The end of an established session by a failure of the transport, the peer or its records.
  Errno broken();
  Errno die(Errno error);

  [[nodiscard]] SSL* ssl() const { return ssl_.get(); }
  [[nodiscard]] bool established() const { return established_; }
  [[nodiscard]] bool peer_ended() const { return peer_ended_; }
  [[nodiscard]] std::optional<Errno> failure() const { return failure_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }

  /// How log lines call the protocol, the peer and the security tags.
  [[nodiscard]] std::string_view name() const {
    return protocol_ == Protocol::kTls ? "tls" : "dtls";
  }
  [[nodiscard]] const std::string& peer() const { return peer_; }
  [[nodiscard]] const std::string& tags() const { return tags_; }

 private:
  void resume();
  void keep();
  Status set_suites();
  Status set_identity();
  void set_psk();
  static unsigned int on_psk(SSL* ssl, const char* hint, char* identity, unsigned int identity_size,
                             unsigned char* key, unsigned int key_size);
  static unsigned int on_psk_identity(SSL* ssl, const char* identity, unsigned char* key,
                                      unsigned int key_size);
  static int on_certificate_request(SSL* ssl, void* self);
  void note_used();
  [[nodiscard]] std::string describe_use() const;

  void complete();
  void note_verified();
  Errno refuse(int error);

  const Protocol protocol_;
  const Settings settings_;
  const std::string peer_;
  const std::string tags_;
  TagCredentials credentials_;  ///< until the handshake is over
  CertificateRequest request_ = CertificateRequest::kNone;

  std::shared_ptr<const KeyLog> key_log_;  ///< null: the secrets go nowhere
  const std::unique_ptr<Wire> wire_;       ///< outlives ssl_, which flushes it when it goes
  SslPtr ssl_;

  std::shared_ptr<SessionCache> cache_;  ///< null: nothing is resumed or kept
  std::string cache_key_;

  Agreement offered_;  ///< that of the session that may be resumed
  Agreement agreement_;
  bool established_ = false;
  bool closed_ = false;
  bool peer_ended_ = false;
  std::optional<Errno> failure_;
};

}  // namespace hostmodem::secure
