#include "socket/dtls_socket.h"

#include <algorithm>
#include <array>
#include <utility>

#include "nrf_socket.h"
#include "secure/suites.h"

namespace hostmodem::socket {
namespace {

// RFC: 5246 6.2.1
constexpr std::size_t kMaxMessage = 16384;

// Clients whose handshakes a server goes on with at a time. One more takes the oldest one's place.
constexpr std::size_t kMostCandidates = 8;

constexpr PollEvents kFailed = NRF_POLLIN | NRF_POLLOUT | NRF_POLLERR | NRF_POLLHUP;

}  // namespace

/// Whether it waits for a client.
bool DtlsSocket::serving() const {
  return secure_settings.role == secure::Role::kServer && !association_ && !failure_ &&
         endpoint() != nullptr && endpoint()->local().port != 0;
}

bool DtlsSocket::connecting() const {
  return accepting_ || (association_ && !established_ && !failure_);
}

Status DtlsSocket::connect(const SocketAddress& peer) {
  if (closed()) return fail(Errno::kBadF);
  if (dead()) return fail(Errno::kNetDown);
  if (connecting()) return fail(Errno::kAlready);
  if (established_) return fail(Errno::kIsConn);
  if (const auto error = take_error()) return fail(*error);
  forget_connection();
  if (const auto connected = DatagramSocket::connect(peer); !connected) return connected;
  endpoint()->set_unheard(loses_connect_to(peer));
  if (secure_settings.role == secure::Role::kServer) {
    accepting_ = true;
    return fail(Errno::kInProgress);
  }
  auto association = Association::create(*this, *endpoint(), peer, secure_settings, environment());
  if (!association) return fail(association.error());
  association_ = std::move(*association);
  static_cast<void>(advance(*association_));  // There is no answer yet.
  return fail(Errno::kInProgress);
}

Status DtlsSocket::connect_result() {
  if (closed()) return fail(Errno::kBadF);
  if (dead()) return fail(Errno::kNetDown);
  if (failure_) {
    take_error();
    return fail(*failure_);
  }
  if (connecting()) return fail(Errno::kAgain);
  if (!established_) return fail(Errno::kNotConn);
  return {};
}

void DtlsSocket::abandon_connect() {
  if (association_) association_->session().give_up(Errno::kTimedOut);
  forget_connection();
  notify(0);
}

void DtlsSocket::forget_connection() {
  if (endpoint() != nullptr) endpoint()->set_unheard(false);
  association_.reset();
  candidates_.clear();
  failure_.reset();
  established_ = false;
  accepting_ = false;
}

Result<std::size_t> DtlsSocket::send(std::span<const std::byte> data,
                                     const std::optional<SocketAddress>& to) {
  if (closed()) return fail(Errno::kBadF);
  if (dead()) return fail(Errno::kNetDown);
  if (const auto error = take_error()) return fail(*error);
  if (failure_ && established_) return fail(Errno::kPipe);
  if (!established_) return fail(to || connecting() ? Errno::kNotConn : Errno::kDestAddrReq);
  if (to && *to != association_->peer()) return fail(Errno::kIsConn);
  if (saved_) return fail(Errno::kProto);
  if (const auto may = may_send(association_->peer()); !may) return fail(may.error());
  return association_->session().send(data);
}

Result<Socket::Received> DtlsSocket::receive(std::span<std::byte> buffer, bool peek) {
  if (closed()) return fail(Errno::kBadF);
  if (dead()) return fail(Errno::kNetDown);
  if (saved_) return fail(Errno::kProto);
  // What there was no room for before.
  if (const PollEvents occurred = take_datagrams(); occurred != 0) notify(occurred);
  if (!messages_.empty()) {
    const std::vector<std::byte>& message = messages_.front();
    const std::size_t count = std::min(buffer.size(), message.size());
    std::copy_n(message.begin(), count, buffer.begin());
    if (!peek) {
      queued_ -= message.size() + ip::kUnreadOverhead;
      messages_.pop_front();
    }
    return Received{count, std::nullopt};
  }
  if (const auto error = take_error()) return fail(*error);
  if (ended_ || (failure_ && established_)) return Received{};
  return fail(connecting() || connected() || serving() ? Errno::kAgain : Errno::kNotConn);
}

PollEvents DtlsSocket::events() {
  if (closed()) return NRF_POLLNVAL;
  if (dead()) return NRF_POLLERR;
  int result = has_pending() ? NRF_POLLERR : 0;
  if (!messages_.empty() || ended_) result |= NRF_POLLIN;
  if (ended_) result |= NRF_POLLHUP;
  if (failure_ && established_) result |= NRF_POLLIN | NRF_POLLOUT | NRF_POLLHUP;
  if (failure_ && has_pending()) result |= NRF_POLLOUT | NRF_POLLHUP;
  if (connected()) result |= NRF_POLLOUT;
  return static_cast<PollEvents>(result);
}

Result<const secure::Agreement*> DtlsSocket::agreement() {
  if (!established_ || !association_) return fail(Errno::kNotConn);
  return &association_->session().agreement();
}

Status DtlsSocket::save_connection() {
  if (!connected() || ended_ || saved_) return fail(Errno::kInval);
  const secure::SuiteRow* const suite =
      secure::find_suite(association_->session().agreement().suite);
  if (suite == nullptr || !suite->aead) return fail(Errno::kInval);
  if (environment().shared == nullptr) return fail(Errno::kNoMem);
  auto place = environment().shared->take_saved_place();
  if (!place) return fail(place.error());
  saved_ = std::move(*place);
  notify(0);
  return {};
}

Status DtlsSocket::load_connection() {
  if (!saved_) return fail(Errno::kInval);
  saved_.reset();
  notify(take_datagrams());
  return {};
}

void DtlsSocket::drop() {
  if (connected()) association_->session().shutdown();
  forget_connection();
  saved_.reset();
  messages_.clear();
  DatagramSocket::drop();
}

PollEvents DtlsSocket::on_arrival() { return take_datagrams(); }

/// The peer's host says that nobody listens, or the network that it is not reached.
PollEvents DtlsSocket::on_network_error(Errno error) {
  if (connecting() && association_) return end_connection(error);
  return DatagramSocket::on_network_error(error);
}

void DtlsSocket::on_due(Association& association) {
  if (!established_) notify(advance(association));
}

PollEvents DtlsSocket::take_datagrams() {
  int occurred = 0;
  while (endpoint() != nullptr && !saved_ && queued_ < ip::kMaxUnread) {
    const auto next = endpoint()->receive({}, true);
    if (!next) break;
    std::vector<std::byte> datagram(next->length);
    static_cast<void>(endpoint()->receive(datagram, false));
    Association* const association = association_with(next->from);
    if (association == nullptr) continue;
    association->deliver(std::move(datagram));
    occurred |= established_ ? take_messages() : advance(*association);
  }
  return static_cast<PollEvents>(occurred);
}

/// Whose datagram that is: nullptr when it is nobody's.
Association* DtlsSocket::association_with(const SocketAddress& peer) {
  if (association_) return association_->peer() == peer && !failure_ ? association_.get() : nullptr;
  const auto known = std::ranges::find_if(
      candidates_, [&](const auto& candidate) { return candidate->peer() == peer; });
  if (known != candidates_.end()) return known->get();
  return serving() ? add_candidate(peer) : nullptr;
}

/// A session for a client that is new. Credentials that cannot be used end the server.
Association* DtlsSocket::add_candidate(const SocketAddress& peer) {
  auto candidate = Association::create(*this, *endpoint(), peer, secure_settings, environment());
  if (!candidate) {
    notify(end_connection(candidate.error()));
    return nullptr;
  }
  if (candidates_.size() == kMostCandidates) candidates_.pop_front();
  return candidates_.emplace_back(std::move(*candidate)).get();
}

/// Goes on with a handshake. The association may be gone afterwards.
PollEvents DtlsSocket::advance(Association& association) {
  const auto done = association.session().handshake();
  if (done) return establish(association);
  const bool over = done.error() != Errno::kAgain;
  if (&association == association_.get()) return over ? end_connection(done.error()) : PollEvents{};
  if (over || !association.session().proven()) {
    std::erase_if(candidates_, [&](const auto& one) { return one.get() == &association; });
  }
  return 0;
}

/// The handshake is done: this is the peer, and nobody else.
PollEvents DtlsSocket::establish(Association& association) {
  for (auto& candidate : candidates_) {
    if (candidate.get() == &association) association_ = std::move(candidate);
  }
  candidates_.clear();
  static_cast<void>(endpoint()->connect(association_->peer()));
  accepting_ = false;
  established_ = true;
  return static_cast<PollEvents>(NRF_POLLOUT | take_messages());
}

PollEvents DtlsSocket::take_messages() {
  int occurred = 0;
  std::array<std::byte, kMaxMessage> buffer;
  while (!ended_) {
    const auto count = association_->session().receive(buffer, false);
    if (!count && count.error() == Errno::kAgain) break;
    if (!count) return static_cast<PollEvents>(occurred | end_connection(count.error()));
    if (*count == 0) {
      ended_ = true;
      return static_cast<PollEvents>(occurred | NRF_POLLIN | NRF_POLLHUP);
    }
    occurred |= NRF_POLLIN;
    queued_ += *count + ip::kUnreadOverhead;
    messages_.emplace_back(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(*count));
  }
  return static_cast<PollEvents>(occurred);
}

PollEvents DtlsSocket::end_connection(Errno reason) {
  failure_ = reason;
  accepting_ = false;
  if (!established_) association_.reset();
  candidates_.clear();
  set_pending(reason);
  return kFailed;
}

}  // namespace hostmodem::socket
