#include <algorithm>

#include "base/log.h"
#include "secure/failure.h"
#include "secure/tls_session.h"

// The data path of a TLS session: sending, receiving, the end.

namespace hostmodem::secure {
namespace {

/// How much is encrypted before the transport is asked to take it: a few full records, so that it
/// can fill its segments, and far below what the wire holds.
constexpr std::size_t kBurst = std::size_t{64} * 1024;

}  // namespace

Status TlsSession::flush() {
  if (failure_) return fail(*failure_);
  Status status = wire_.flush();
  if (!status && status.error() != Errno::kAgain) die(status.error());
  return status;
}

Result<std::size_t> TlsSession::send(std::span<const std::byte> data) {
  if (failure_) return fail(*failure_);
  if (!established_) return fail(Errno::kNotConn);
  if (closed_ || peer_ended_) return fail(Errno::kPipe);
  if (Status status = flush(); !status) return fail(status.error());

  const OpenSslScope scope;
  std::size_t taken = 0;
  while (taken < data.size() && wire_.drained()) {
    // The wire takes whatever OpenSSL writes: this is all or a failure.
    std::size_t written = 0;
    const auto burst = data.subspan(taken, std::min(kBurst, data.size() - taken));
    if (SSL_write_ex(ssl_.get(), burst.data(), burst.size(), &written) != 1) {
      const Errno error = broken();
      return taken > 0 ? Result<std::size_t>(taken) : fail(error);
    }
    taken += written;
    static_cast<void>(wire_.flush());  // A failure is repeated by the next call.
    if (wire_.failure()) break;
  }
  return taken;
}

Result<std::size_t> TlsSession::receive(std::span<std::byte> buffer, bool peek) {
  if (buffer.empty()) return 0;
  if (peek) {
    while (peeked_.size() < buffer.size()) {
      const std::size_t before = peeked_.size();
      peeked_.resize(buffer.size());
      const auto more = read(std::span(peeked_).subspan(before), false);
      peeked_.resize(before + more.value_or(0));
      if (more.value_or(0) > 0) continue;
      if (before == 0) return more;
      break;
    }
    return take_peeked(buffer, true);
  }

  std::size_t received = *take_peeked(buffer, false);
  while (received < buffer.size()) {
    const auto more = read(buffer.subspan(received), false);
    if (more.value_or(0) > 0) {
      received += *more;
      continue;
    }
    if (received == 0) return more;
    break;
  }
  return received;
}

bool TlsSession::readable() {
  if (!peeked_.empty()) return true;
  if (!established_ && !failure_) return false;
  std::byte first{};
  const auto result = read(std::span(&first, 1), true);
  return result || result.error() != Errno::kAgain;
}

void TlsSession::shutdown() {
  if (failure_ || !established_ || closed_) return;
  closed_ = true;
  const OpenSslScope scope;
  // After an unclean end OpenSSL has nothing to say any more, and answers an error.
  static_cast<void>(SSL_shutdown(ssl_.get()));
  static_cast<void>(wire_.flush());
}

/// Moves (or, with `peek`, copies) what was decrypted for an earlier peek.
Result<std::size_t> TlsSession::take_peeked(std::span<std::byte> buffer, bool peek) {
  const std::size_t count = std::min(buffer.size(), peeked_.size());
  const auto end = peeked_.begin() + static_cast<std::ptrdiff_t>(count);
  std::copy(peeked_.begin(), end, buffer.begin());
  if (!peek) peeked_.erase(peeked_.begin(), end);
  return count;
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
  if (wire_.ended()) {
    log::info("tls: {} closed the connection without close_notify ({})", peer_, tags_);
    peer_ended_ = true;
    return 0;
  }
  return fail(broken());
}

/// The end of an established session by a failure of the transport, the peer or its records.
Errno TlsSession::broken() {
  if (wire_.failure()) {
    log::info("tls: connection with {} ended by {} ({})", peer_,
              errno_name(static_cast<int>(*wire_.failure())), tags_);
    return die(*wire_.failure());
  }
  log::error("tls: connection with {} failed: {} ({})", peer_, explain_failure(ssl_.get()), tags_);
  const Errno error = failed_by_alert() ? Errno::kConnReset : Errno::kConnAborted;
  static_cast<void>(wire_.flush());  // The alert that tells the peer.
  return die(error);
}

}  // namespace hostmodem::secure
