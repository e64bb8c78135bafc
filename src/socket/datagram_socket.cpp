#include "socket/datagram_socket.h"

#include <algorithm>
#include <utility>

#include "nrf_socket.h"

namespace hostmodem::socket {

Status DatagramSocket::ensure_endpoint() {
  if (closed()) return fail(Errno::kBadF);
  if (dead_) return fail(Errno::kNetDown);
  if (endpoint_) return {};
  const auto network = interface();
  if (!network) return fail(network.error());
  auto created = ip::UdpEndpoint::create(**network, kind().family);
  if (!created) return fail(created.error());
  endpoint_ = std::move(*created);
  on_keep_open_changed();
  endpoint_->set_event_handler([this](ip::Events events) { on_event(events); });
  return {};
}

void DatagramSocket::on_event(ip::Events events) {
  int occurred = 0;
  if (opening_ && (events & ip::kProgress) != 0) opening_->renew();
  if ((events & ip::kArrival) != 0) occurred |= on_arrival();
  if (const auto error = endpoint_->take_error()) occurred |= on_network_error(*error);
  if (const auto failure = endpoint_->failure(); failure && !dead_) {
    dead_ = failure == Errno::kNetDown;
    set_pending(*failure);
    occurred |= NRF_POLLERR;
  }
  notify(static_cast<PollEvents>(occurred));
}

PollEvents DatagramSocket::on_arrival() { return NRF_POLLIN; }

PollEvents DatagramSocket::on_network_error(Errno error) {
  set_pending(error);
  return NRF_POLLERR;
}

Status DatagramSocket::bind(const SocketAddress& local) {
  if (const auto ready = ensure_endpoint(); !ready) return ready;
  if (endpoint_->local().port != 0) return fail(Errno::kInval);  // POSIX: bound already
  if (const auto done = endpoint_->bind(local, options.reuse_address); !done) return done;
  opening_ = open_port(pdn::PortOpening::Transport::kUdp, endpoint_->local());
  return {};
}

Status DatagramSocket::connect(const SocketAddress& peer) {
  if (const auto ready = ensure_endpoint(); !ready) return ready;
  return endpoint_->connect(peer);
}

Result<std::size_t> DatagramSocket::send(std::span<const std::byte> data,
                                         const std::optional<SocketAddress>& to) {
  if (!to && !connected()) {
    return fail(closed() ? Errno::kBadF : dead_ ? Errno::kNetDown : Errno::kDestAddrReq);
  }
  if (const auto ready = ensure_endpoint(); !ready) return fail(ready.error());
  if (const auto error = take_error()) return fail(*error);
  const SocketAddress& peer = to ? *to : *endpoint_->peer();
  if (const auto may = may_send(peer); !may) return fail(may.error());
  return endpoint_->send(data, peer);
}

Result<Socket::Received> DatagramSocket::receive(std::span<std::byte> buffer, bool peek) {
  if (const auto ready = ensure_endpoint(); !ready) return fail(ready.error());
  if (const auto error = take_error()) return fail(*error);
  const auto datagram = endpoint_->receive(buffer, peek);
  if (!datagram) return fail(datagram.error());
  return Received{std::min(buffer.size(), datagram->length), datagram->from};
}

PollEvents DatagramSocket::events() {
  if (closed()) return NRF_POLLNVAL;
  if (dead_) return NRF_POLLERR;
  int result = NRF_POLLOUT;
  if (has_pending()) result |= NRF_POLLERR;
  if (endpoint_ && endpoint_->readable()) result |= NRF_POLLIN;
  return static_cast<PollEvents>(result);
}

bool DatagramSocket::connected() const { return endpoint_ && endpoint_->peer().has_value(); }

bool DatagramSocket::carries(const pdn::Flow& flow) const {
  return flow.transport == pdn::Flow::Transport::kUdp && endpoint_ &&
         kind().family == flow.peer.address.family() && endpoint_->local().port == flow.port;
}

bool DatagramSocket::bound() const { return endpoint_ && endpoint_->local().port != 0; }

void DatagramSocket::on_keep_open_changed() {
  if (endpoint_) endpoint_->set_keep_open(options.keep_open);
}

Status DatagramSocket::delivered() {
  if (closed()) return fail(Errno::kBadF);
  const auto status = passed(departure_);
  return status || !dead_ ? status : fail(Errno::kNetDown);
}

void DatagramSocket::drop() {
  opening_.reset();
  endpoint_.reset();
}

}  // namespace hostmodem::socket
