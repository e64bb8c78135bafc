#include "socket/tls_socket.h"

#include "base/log.h"

namespace hostmodem::socket {

TlsSocket::TlsSocket(const Kind& kind, const Environment& environment)
    : StreamSocket(kind, environment), records_(*this) {}

Status TlsSocket::listen(int /*backlog*/) {
  log::error("socket: TLS servers are not supported");
  return fail(Errno::kOpNotSupp);
}

void TlsSocket::abandon_connect() {
  session_.reset();
  StreamSocket::abandon_connect();
}

Result<std::uint16_t> TlsSocket::cipher_suite() {
  if (!handshake_done_) return fail(Errno::kNotConn);
  return session_->agreement().suite;
}

void TlsSocket::drop() {
  if (handshake_done_ && established()) session_->shutdown();
  session_.reset();
  handshake_done_ = false;
  StreamSocket::drop();
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
  }
  StreamSocket::on_event(events);
}

Status TlsSocket::advance() {
  if (!session_) {
    auto session = secure::Session::create(secure_settings, environment().credentials, records_);
    if (!session) return fail(session.error());
    session_ = std::move(*session);
  }
  return session_->handshake();
}

bool TlsSocket::established() const { return handshake_done_ && StreamSocket::established(); }

bool TlsSocket::connecting() const {
  return StreamSocket::connecting() || (StreamSocket::established() && !handshake_done_);
}

Result<std::size_t> TlsSocket::send_data(std::span<const std::byte> data) {
  return session_->send(data);
}

Result<std::size_t> TlsSocket::receive_data(std::span<std::byte> buffer, bool peek) {
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
