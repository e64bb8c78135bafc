#include "socket/socket.h"

#include <algorithm>
#include <array>
#include <utility>

#include "pdn/pdn.h"
#include "socket/datagram_socket.h"
#include "socket/dtls_socket.h"
#include "socket/raw_socket.h"
#include "socket/stream_socket.h"
#include "socket/tls_socket.h"

namespace hostmodem::socket {

std::shared_ptr<Socket> Socket::create(const Kind& kind, const Environment& environment) {
  if (kind.raw) return std::make_shared<RawSocket>(kind, environment);
  if (kind.secure && !kind.stream) return std::make_shared<DtlsSocket>(kind, environment);
  if (kind.secure) return std::make_shared<TlsSocket>(kind, environment);
  if (!kind.stream) return std::make_shared<DatagramSocket>(kind, environment);
  return std::make_shared<StreamSocket>(kind, environment);
}

void Socket::close() {
  if (closed_) return;
  closed_ = true;
  party_.reset();
  consumer_.reset();
  drop();
  notify(0);
  poll_callback_.on_close(descriptor_);
}

void Socket::notify(PollEvents occurred) {
  assist(occurred);
  if (delivery_.reporting()) report_delivery();
  changed_.notify();
  if (occurred != 0) poll_callback_.on_events(descriptor_, occurred, events());
  update_readiness();
}

void Socket::set_poll_callback(const std::optional<nrf_pollcb>& setting) {
  if (setting) {
    poll_callback_.set(*setting, events());
  } else {
    poll_callback_.unset();
  }
}

void Socket::expect(radio::Expectation expectation) {
  if (environment_.assistance == nullptr) return;
  if (!party_) party_.emplace(*environment_.assistance, descriptor_);
  if (expectation == radio::Expectation::kNoData) acknowledge();
  party_->expect(expectation);
}

void Socket::note_output() {
  output_under_way_ = party_ && party_->awaits_output();
  assist(0);
}

void Socket::assist(PollEvents occurred) {
  if (!party_) return;
  if (output_under_way_ && quiet()) {
    output_under_way_ = false;
    party_->on_output();
  }
  if ((occurred & NRF_POLLIN) != 0 && party_->awaits_arrival()) {
    acknowledge();
    party_->on_arrival();
  }
}

Result<Delivery::Serial> Socket::begin_delivery(bool waits) {
  const auto serial = delivery_.begin(waits, options.send_timeout);
  if (serial.value_or(0) != 0) follow_output();
  return serial;
}

Status Socket::await_delivery() {
  auto status = delivered();
  // Told by this call; but a PDN that was lost is told by every call.
  if (!status && pending_ == status.error() && pending_ != Errno::kNetDown) take_error();
  return status;
}

void Socket::end_delivery(Delivery::Serial serial, std::optional<std::size_t> taken) {
  if (!taken) return delivery_.end(serial);
  delivery_.report_to_callback(serial, descriptor_, *taken, options.send_timeout);
  if (delivery_.reporting()) report_delivery();
}

void Socket::report_delivery() {
  const auto status = delivered();
  if (status) return delivery_.finish(std::nullopt);
  if (status.error() != Errno::kAgain) delivery_.finish(status.error());
}

std::optional<Errno> Socket::take_error() { return std::exchange(pending_, std::nullopt); }

void Socket::keep_error(Errno error) {
  constexpr std::array kOfTheCall = {Errno::kAgain, Errno::kBadF,    Errno::kShutdown,
                                     Errno::kPerm,  Errno::kNetDown, Errno::kCanceled};
  if (std::find(kOfTheCall.begin(), kOfTheCall.end(), error) == kOfTheCall.end()) pending_ = error;
}

Result<ip::Interface*> Socket::interface() const {
  const auto pdn = environment_.pdns.find(options.pdn);
  if (!pdn) return fail(pdn.error());
  return &(*pdn)->interface();
}

bool Socket::is_own(const IpAddress& address) const {
  const auto network = interface();
  if (!network) return false;
  const ip::Interface::Addresses& own = (*network)->addresses();
  return address == own.v4 || address == own.v6;
}

bool Socket::loses_connect_to(const SocketAddress& peer) {
  if (lose_connect_ && is_own(peer.address)) lose_connect_ = false;
  return lose_connect_;
}

Status Socket::bind_to_pdn(int id) {
  if (id == options.pdn) return {};
  if (id < 0 || id > pdn::kLastPdn || has_network()) return fail(Errno::kInval);
  if (!environment_.pdns.find(static_cast<pdn::PdnId>(id))) return fail(Errno::kInval);
  options.pdn = static_cast<pdn::PdnId>(id);
  on_pdn_changed();
  return {};
}

Status Socket::passed(pdn::Departure& departure) {
  departure.settle();
  switch (departure.state()) {
    case pdn::Departure::State::kWaiting:
      return fail(Errno::kAgain);
    case pdn::Departure::State::kLost:
    case pdn::Departure::State::kNone:
      return fail(Errno::kComm);
    case pdn::Departure::State::kOnAir:
      break;
  }
  return {};
}

pdn::Bearer* Socket::bearer() const {
  const auto pdn = environment_.pdns.find(options.pdn);
  return pdn ? &(*pdn)->bearer() : nullptr;
}

Status Socket::may_send(const std::optional<SocketAddress>& to) const {
  const auto* const below = bearer();
  if (below == nullptr || !below->blocks(options.exceptional)) return {};
  if (to && is_own(to->address)) return {};
  return fail(Errno::kCanceled);
}

std::unique_ptr<pdn::PortOpening> Socket::open_port(pdn::PortOpening::Transport transport,
                                                    const SocketAddress& inside) const {
  return std::make_unique<pdn::PortOpening>(environment_.pdns, options.pdn, transport, inside);
}

}  // namespace hostmodem::socket
