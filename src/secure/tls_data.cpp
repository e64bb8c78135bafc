#include "base/log.h"
#include "secure/failure.h"
#include "secure/tls_session.h"

// What TLS and DTLS sessions share after the handshake.

namespace hostmodem::secure {

Status TlsSession::may_send() const {
  if (failure_) return fail(*failure_);
  if (!established_) return fail(Errno::kNotConn);
  if (closed_ || peer_ended_) return fail(Errno::kPipe);
  return {};
}

void TlsSession::shutdown() {
  if (failure_ || !established_ || closed_) return;
  closed_ = true;
  const OpenSslScope scope;
  // After an unclean end OpenSSL has nothing to say any more, and answers an error.
  static_cast<void>(SSL_shutdown(ssl_.get()));
  static_cast<void>(wire().flush());
}

/// One record's data at most; 0 at the peer's end.
Result<std::size_t> TlsSession::read(std::span<std::byte> buffer, bool peek) {
  if (failure_) return fail(*failure_);
  if (!established_) return fail(Errno::kNotConn);
  if (peer_ended_) return 0;

  const OpenSslScope scope;
  std::size_t count = 0;
  const int result = peek ? SSL_peek_ex(ssl_.get(), buffer.data(), buffer.size(), &count)
                          : SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &count);
  if (result == 1) return count;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return fail(Errno::kAgain);
    case SSL_ERROR_ZERO_RETURN:
      peer_ended_ = true;
      return 0;
    default:
      break;
  }
  if (wire().ended()) {
    log::info("{}: {} closed the connection without close_notify ({})", name(), peer_, tags_);
    peer_ended_ = true;
    return 0;
  }
  return fail(broken());
}

/// The end of an established session by a failure of the transport, the peer or its records.
Errno TlsSession::broken() {
  if (const auto failure = wire().failure()) {
    log::info("{}: connection with {} ended by {} ({})", name(), peer_,
              errno_name(static_cast<int>(*failure)), tags_);
    return die(*failure);
  }
  log::error("{}: connection with {} failed: {} ({})", name(), peer_, explain_failure(ssl_.get()),
             tags_);
  const Errno error = failed_by_alert() ? Errno::kConnReset : Errno::kConnAborted;
  static_cast<void>(wire().flush());  // The alert that tells the peer.
  return die(error);
}

}  // namespace hostmodem::secure
