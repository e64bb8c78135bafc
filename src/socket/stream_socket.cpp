#include "socket/stream_socket.h"

#include <algorithm>
#include <utility>

#include "nrf_socket.h"

namespace hostmodem::socket {
namespace {

constexpr int kMaxBacklog = 128;

}  // namespace

Status StreamSocket::ensure_endpoint() {
  if (closed()) return fail(Errno::kBadF);
  if (dead()) return fail(Errno::kNetDown);
  if (endpoint_) return {};
  const auto network = interface();
  if (!network) return fail(network.error());
  auto created = ip::TcpEndpoint::create(**network, kind().family);
  if (!created) return fail(created.error());
  if (bound_) {  // for another attempt to connect
    if (const auto again = (*created)->bind(*bound_, options.reuse_address); !again) return again;
  }
  adopt(std::move(*created));
  return {};
}

void StreamSocket::adopt(std::unique_ptr<ip::TcpEndpoint> endpoint) {
  endpoint_ = std::move(endpoint);
  on_keep_open_changed();
  endpoint_->set_event_handler([this](ip::Events events) { on_event(events); });
}

void StreamSocket::on_event(ip::Events events) {
  if (opening_ && (events & ip::kProgress) != 0) opening_->renew();
  if (established()) was_established_ = true;
  const auto failure = endpoint_   ? endpoint_->failure()
                       : listener_ ? listener_->failure()
                                   : std::nullopt;
  if (failure) note_failure(*failure);

  int occurred = 0;
  if ((events & ip::kArrival) != 0) {
    occurred |= NRF_POLLIN | NRF_POLLHUP;
    note_data();
  }
  if (failure_ && !std::exchange(failure_told_, true)) {
    occurred |= NRF_POLLIN | NRF_POLLOUT | NRF_POLLERR | NRF_POLLHUP;
  }
  if (!std::exchange(was_writable_, writable()) && was_writable_) occurred |= NRF_POLLOUT;
  notify(static_cast<PollEvents>(occurred));
}

void StreamSocket::note_failure(Errno reason) {
  if (failure_) return;
  failure_ = reason;
  set_pending(reason);
}

void StreamSocket::end_connection(Errno reason) {
  note_failure(reason);
  endpoint_.reset();
}

/// A connect that failed, and was reported, leaves the socket as it was before: bound or not.
void StreamSocket::forget_failed_connect() {
  if (!failure_ || has_pending() || dead()) return;
  forget_connection();
  failure_.reset();
  failure_told_ = false;
  was_established_ = false;
  was_writable_ = false;
}

Status StreamSocket::bind(const SocketAddress& local) {
  if (listener_ || connecting() || established()) return fail(Errno::kInval);
  forget_failed_connect();
  if (const auto ready = ensure_endpoint(); !ready) return ready;
  if (endpoint_->local().port != 0) return fail(Errno::kInval);  // POSIX: bound already
  if (const auto done = endpoint_->bind(local, options.reuse_address); !done) return done;
  bound_ = endpoint_->local();
  return {};
}

Status StreamSocket::connect(const SocketAddress& peer) {
  if (closed()) return fail(Errno::kBadF);
  if (listener_) return fail(Errno::kOpNotSupp);
  if (dead()) return fail(Errno::kNetDown);
  if (connecting()) return fail(Errno::kAlready);
  if (established()) return fail(Errno::kIsConn);
  if (const auto error = take_error()) return fail(*error);
  forget_failed_connect();
  if (const auto ready = ensure_endpoint(); !ready) return ready;
  endpoint_->set_unheard(loses_connect_to(peer));
  if (const auto started = endpoint_->connect(peer); !started) return started;
  return fail(Errno::kInProgress);
}

Status StreamSocket::connect_result() {
  if (closed()) return fail(Errno::kBadF);
  if (failure_) {
    take_error();
    return fail(*failure_);
  }
  if (connecting()) return fail(Errno::kAgain);
  if (!established()) return fail(Errno::kNotConn);
  return {};
}

void StreamSocket::abandon_connect() {
  forget_connection();
  notify(0);
}

void StreamSocket::forget_connection() { endpoint_.reset(); }

Status StreamSocket::listen(int backlog) {
  if (connecting() || established()) return fail(Errno::kInval);
  if (dead()) return fail(Errno::kNetDown);
  forget_failed_connect();
  const auto waiting = static_cast<std::size_t>(std::clamp(backlog, 1, kMaxBacklog));
  if (listener_) {
    listener_->set_backlog(waiting);
    return {};
  }
  if (const auto ready = ensure_endpoint(); !ready) return ready;
  auto listener = ip::TcpListener::listen(endpoint_, waiting);
  if (!listener) return fail(listener.error());
  listener_ = std::move(*listener);
  on_keep_open_changed();
  opening_ = open_port(pdn::PortOpening::Transport::kTcp, listener_->local());
  listener_->set_event_handler([this](ip::Events events) { on_event(events); });
  return {};
}

Result<Socket::Accepted> StreamSocket::accept() {
  if (closed()) return fail(Errno::kBadF);
  if (!listener_) return fail(Errno::kInval);
  auto endpoint = listener_->accept();
  if (!endpoint) return fail(endpoint.error());
  const auto accepted = make_accepted();
  const SocketAddress peer = (*endpoint)->peer();
  accepted->adopt(std::move(*endpoint));
  accepted->was_established_ = true;
  accepted->was_writable_ = accepted->writable();
  accepted->options.pdn = options.pdn;
  accepted->options.session_timeout = options.session_timeout;
  accepted->watch_session();
  // What ended the connection before now was told to nobody.
  if (const auto failure = accepted->endpoint_->failure()) accepted->note_failure(*failure);
  accepted->on_accepted();
  return Accepted{accepted, peer};
}

std::shared_ptr<StreamSocket> StreamSocket::make_accepted() const {
  return std::make_shared<StreamSocket>(kind(), environment());
}

Result<std::size_t> StreamSocket::send(std::span<const std::byte> data,
                                       const std::optional<SocketAddress>& to) {
  if (closed()) return fail(Errno::kBadF);
  if (dead()) return fail(Errno::kNetDown);
  if (const auto error = take_error()) return fail(*error);
  if (failure_ && was_established_) return fail(Errno::kPipe);
  if (connecting()) return fail(Errno::kAgain);
  if (!established()) return fail(Errno::kNotConn);
  if (to) return fail(Errno::kIsConn);
  if (const auto open = endpoint_->can_send(); !open) return fail(open.error());
  if (data.empty()) return std::size_t{0};
  if (const auto may = may_send(endpoint_->peer()); !may) return fail(may.error());
  auto sent = send_data(data);
  if (sent) note_data();
  was_writable_ = writable();
  return sent;
}

Result<Socket::Received> StreamSocket::receive(std::span<std::byte> buffer, bool peek) {
  if (closed()) return fail(Errno::kBadF);
  if (dead()) return fail(Errno::kNetDown);
  if (connecting()) return fail(Errno::kAgain);
  if (!established() && !was_established_) return fail(take_error().value_or(Errno::kNotConn));
  if (endpoint_) {
    if (buffer.empty()) return Received{};
    const auto count = receive_data(buffer, peek);
    if (count) return Received{*count, std::nullopt};
    if (count.error() == Errno::kAgain) return fail(Errno::kAgain);
    note_failure(count.error());
  }
  // The connection ended: the reason is told once, then there is just the end.
  if (const auto error = take_error()) return fail(*error);
  return Received{};
}

PollEvents StreamSocket::events() {
  if (closed()) return NRF_POLLNVAL;
  if (dead()) return NRF_POLLERR;
  int result = has_pending() ? NRF_POLLERR : 0;
  if (listener_) return static_cast<PollEvents>(listener_->readable() ? NRF_POLLIN : 0);
  if (failure_) {
    if (was_established_) {
      result |= NRF_POLLIN | NRF_POLLOUT | NRF_POLLHUP;
    } else if (has_pending()) {
      result |= NRF_POLLOUT | NRF_POLLHUP;
    }
  } else if (established()) {
    if (readable()) result |= NRF_POLLIN;
    if (writable()) result |= NRF_POLLOUT;
    if (endpoint_->peer_ended()) result |= NRF_POLLIN | NRF_POLLHUP;
  }
  return static_cast<PollEvents>(result);
}

bool StreamSocket::connected() const { return established(); }

bool StreamSocket::carries(const pdn::Flow& flow) const {
  return flow.transport == pdn::Flow::Transport::kTcp && endpoint_ &&
         endpoint_->local().port == flow.port && endpoint_->peer() == flow.peer;
}

bool StreamSocket::bound() const {
  return listener_ || (endpoint_ && endpoint_->local().port != 0);
}

void StreamSocket::set_session_timeout(Duration timeout) {
  options.session_timeout = timeout;
  if (session_timer_) watch_session();
}

/// Spec: nrf_sockets.rst, "NRF_SO_TCP_SRV_SESSTIMEO". Data only note the time; the timer looks.
void StreamSocket::watch_session() {
  if (!session_timer_) {
    last_data_ = environment().timers.clock().now();
    session_timer_ = std::make_unique<Timer>(environment().timers, [this] { watch_session(); });
  }
  const Duration timeout = options.session_timeout;
  if (timeout == Duration::zero() || !StreamSocket::established()) {
    session_timer_->cancel();
  } else if (environment().timers.clock().now() < last_data_ + timeout) {
    session_timer_->set_at(last_data_ + timeout);
  } else {
    end_connection(Errno::kConnReset);
    on_event(0);
  }
}

void StreamSocket::note_data() {
  if (session_timer_) last_data_ = environment().timers.clock().now();
}

void StreamSocket::on_keep_open_changed() {
  if (endpoint_) endpoint_->set_keep_open(options.keep_open);
  if (listener_) listener_->set_keep_open(options.keep_open);
}

void StreamSocket::drop() {
  session_timer_.reset();
  opening_.reset();
  endpoint_.reset();
  listener_.reset();
}

Status StreamSocket::delivered() {
  if (closed()) return fail(Errno::kBadF);
  if (!followed_ && endpoint_) {
    // Records that found no room are not in the stream yet.
    if (const auto flushed = flush(); !flushed) return flushed;
    followed_ = endpoint_->position();
  }
  if (followed_ && endpoint_ && endpoint_->acknowledged(*followed_)) return {};
  if (failure_) return fail(*failure_);
  return fail(endpoint_ ? Errno::kAgain : Errno::kNotConn);
}

bool StreamSocket::quiet() const { return !endpoint_ || endpoint_->acknowledged(); }

void StreamSocket::acknowledge() {
  if (endpoint_) endpoint_->acknowledge();
}

bool StreamSocket::established() const { return endpoint_ && !failure_ && endpoint_->connected(); }

bool StreamSocket::writable() const { return established() && endpoint_->writable(); }

bool StreamSocket::connecting() const { return endpoint_ && !failure_ && endpoint_->connecting(); }

Result<std::size_t> StreamSocket::send_data(std::span<const std::byte> data) {
  return endpoint_->send(data);
}

Result<std::size_t> StreamSocket::receive_data(std::span<std::byte> buffer, bool peek) {
  return endpoint_->receive(buffer, peek);
}

bool StreamSocket::readable() { return endpoint_->readable(); }

}  // namespace hostmodem::socket
