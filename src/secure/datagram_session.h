#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/timers.h"
#include "secure/cookie.h"
#include "secure/datagram_wire.h"
#include "secure/tls_session.h"

namespace hostmodem::secure {

/// DTLS 1.2 over datagrams.
///
/// Theory of operation: the wire keeps the retransmission timer and has the owner call handshake()
/// when it is due. OpenSSL gives up after twelve retransmissions of a flight; a client without a
/// limit starts from the beginning then, which the server takes for a client that was restarted
/// (RFC: 6347 4.2.8).
///
/// A server is in one of two states: first each datagram is judged by itself, and what is no
/// ClientHello with the right cookie leaves nothing behind but, perhaps, a HelloVerifyRequest on
/// its way to the client; with the right cookie the handshake begins, and it is proven().
class DatagramSession final : public TlsSession {
 public:
  DatagramSession(const Settings& settings, DatagramTransport& transport, TimerQueue& timers);

  Status handshake() override;
  Status flush() override { return {}; }
  Result<std::size_t> send(std::span<const std::byte> data) override;
  Result<std::size_t> receive(std::span<std::byte> buffer, bool peek) override;
  bool readable() override { return peer_ended() || failure().has_value(); }
  [[nodiscard]] bool proven() const override { return proven_; }

  /// For OpenSSL.
  static int on_make_cookie(SSL* ssl, unsigned char* cookie, unsigned int* size);
  static int on_check_cookie(SSL* ssl, const unsigned char* cookie, unsigned int size);

 private:
  Status set_up_protocol() override;
  static std::optional<Cookie> cookie_of(const SSL* ssl);
  [[nodiscard]] Status retransmit();
  [[nodiscard]] std::size_t max_message() const;

  DatagramWire& wire_;
  Timer limit_;
  bool due_ = false;        ///< the retransmission timer came
  bool timed_out_ = false;  ///< the limit came
  bool proven_;
};

}  // namespace hostmodem::secure
