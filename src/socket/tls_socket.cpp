#include "socket/tls_socket.h"

#include <algorithm>

#include "base/log.h"

namespace hostmodem::socket {
namespace {

// RFC: 5246 6.2.1
constexpr std::size_t kMaxRecord = 16384;
// Header, initialisation vector, MAC and padding of the suite that adds most (AES-CBC, SHA-384).
constexpr std::size_t kMaxRecordOverhead = 5 + 16 + 48 + 16;
// Below this a record is mostly overhead.
constexpr std::size_t kLeastRoom = 512;

}  // namespace

TlsSocket::TlsSocket(const Kind& kind, const Environment& environment)
    : StreamSocket(kind, environment), records_(*this) {}

std::shared_ptr<StreamSocket> TlsSocket::make_accepted() const {
  const auto accepted = std::make_shared<TlsSocket>(kind(), environment());
  accepted->secure_settings = secure_settings;
  accepted->secure_settings.role = secure::Role::kServer;
  return accepted;
}

/// The client's first message may have come already.
void TlsSocket::on_accepted() { on_event(0); }

Result<const secure::Agreement*> TlsSocket::agreement() {
  if (!handshake_done_) return fail(Errno::kNotConn);
  return &session_->agreement();
}

void TlsSocket::abandon_connect() {
  if (session_) session_->give_up(Errno::kTimedOut);
  StreamSocket::abandon_connect();
}

void TlsSocket::drop() {
  if (handshake_done_ && established()) session_->shutdown();
  forget_connection();
  StreamSocket::drop();
}

void TlsSocket::forget_connection() {
  session_.reset();
  handshake_done_ = false;
  StreamSocket::forget_connection();
}

void TlsSocket::on_event(ip::Events events) {
  if (StreamSocket::established() && !handshake_done_) {
    const auto advanced = advance();
    if (advanced) {
      handshake_done_ = true;
    } else if (advanced.error() != Errno::kAgain) {
      // A failure of the endpoint itself is told by the base.
      if (!endpoint()->failure()) end_connection(advanced.error());
    }
  } else if (established()) {
    static_cast<void>(flush());  // a failure is told by the next operation
  }
  StreamSocket::on_event(events);
}

Status TlsSocket::flush() {
  if (!established()) return {};
  return session_->flush();
}

Status TlsSocket::advance() {
  if (!session_) {
    secure::Settings settings = secure_settings;
    settings.peer_address = endpoint()->peer().to_string();
    auto session = secure::Session::create(settings, environment().credentials, records_,
                                           environment().shared);
    if (!session) return fail(session.error());
    session_ = std::move(*session);
  }
  return session_->handshake();
}

bool TlsSocket::established() const { return handshake_done_ && StreamSocket::established(); }

bool TlsSocket::settled() const { return session_ != nullptr && StreamSocket::established(); }

bool TlsSocket::connecting() const {
  return StreamSocket::connecting() || (StreamSocket::established() && !handshake_done_);
}

Result<std::size_t> TlsSocket::send_data(std::span<const std::byte> data) {
  // Only what the endpoint has room for once it is encrypted: what was taken has left this socket,
  // and outlives a close.
  const std::size_t room = endpoint()->send_room();
  if (room < kLeastRoom) return fail(Errno::kAgain);
  const std::size_t records = room / kMaxRecord + 1;
  return session_->send(data.first(std::min(data.size(), room - records * kMaxRecordOverhead)));
}

Result<std::size_t> TlsSocket::receive_data(std::span<std::byte> buffer, bool peek) {
  // An accepted connection may have ended before its handshake could begin.
  if (!session_) return fail(Errno::kNotConn);
  return session_->receive(buffer, peek);
}

bool TlsSocket::readable() { return session_->readable(); }

Result<std::size_t> TlsSocket::Records::send(std::span<const std::byte> data) {
  return socket_.endpoint()->send(data);
}

Result<std::size_t> TlsSocket::Records::receive(std::span<std::byte> buffer) {
  return socket_.endpoint()->receive(buffer, false);
}

}  // namespace hostmodem::socket
