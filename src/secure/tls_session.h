#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "secure/openssl.h"
#include "secure/session.h"
#include "secure/session_cache.h"
#include "secure/tag_credentials.h"
#include "secure/wire.h"

namespace hostmodem::secure {

/// Either side of TLS 1.2.
///
/// Theory of operation: four things decide what a call may do.
///  - established_: the handshake is over; before, there is no data.
///  - closed_: close_notify was sent; nothing more is sent, receiving goes on.
///  - peer_ended_: the peer's close_notify or the transport's end was read; nothing more comes.
///  - failure_: the session is dead of this error. Data that were peeked before are still given.
class TlsSession final : public Session {
 public:
  static Result<std::unique_ptr<Session>> create(const Settings& settings,
                                                 const credentials::Store& store,
                                                 Transport& transport, Shared* shared);

  Status handshake() override;
  Status flush() override;
  Result<std::size_t> send(std::span<const std::byte> data) override;
  Result<std::size_t> receive(std::span<std::byte> buffer, bool peek) override;
  bool readable() override;
  void shutdown() override;
  [[nodiscard]] const Agreement& agreement() const override { return agreement_; }

 private:
  TlsSession(const Settings& settings, Transport& transport, TagCredentials credentials);

  Status set_up(const Settings& settings);
  void resume();
  void keep();
  Status set_suites(const Settings& settings);
  Status set_identity();
  void set_psk();
  static unsigned int on_psk(SSL* ssl, const char* hint, char* identity, unsigned int identity_size,
                             unsigned char* key, unsigned int key_size);
  static unsigned int on_psk_identity(SSL* ssl, const char* identity, unsigned char* key,
                                      unsigned int key_size);
  static int on_certificate_request(SSL* ssl, void* self);

  void complete();
  void note_verified(const Agreement& offered);
  Errno refuse();
  Errno die(Errno error);
  Result<std::size_t> read(std::span<std::byte> buffer, bool peek);
  Errno broken();
  Result<std::size_t> take_peeked(std::span<std::byte> buffer, bool peek);

  const std::string hostname_;
  const std::string peer_;  ///< how log lines call the peer
  const std::string tags_;  ///< how log lines call the security tags
  const PeerVerify verify_;
  const Role role_;
  TagCredentials credentials_;  ///< until the handshake is over
  bool lacks_client_ = false;   ///< the peer asked for a certificate and there is none

  Wire wire_;
  SslPtr ssl_;

  std::shared_ptr<SessionCache> cache_;  ///< null: nothing is resumed or kept
  std::string cache_key_;

  Agreement agreement_;
  bool established_ = false;
  bool closed_ = false;
  bool peer_ended_ = false;
  std::optional<Errno> failure_;
  std::vector<std::byte> peeked_;  ///< decrypted for a peek, not yet received
};

}  // namespace hostmodem::secure
