#include "socket/raw_socket.h"

#include <algorithm>

#include "nrf_socket.h"

namespace hostmodem::socket {

RawSocket::RawSocket(const Kind& kind, const Environment& environment) : Socket(kind, environment) {
  static_cast<void>(ensure_endpoint());  // without a PDN: later
}

Status RawSocket::ensure_endpoint() {
  if (closed()) return fail(Errno::kBadF);
  if (dead_) return fail(Errno::kNetDown);
  if (endpoint_) return {};
  const auto network = interface();
  if (!network) return fail(network.error());
  endpoint_ = std::make_unique<ip::RawEndpoint>(**network);
  on_keep_open_changed();
  endpoint_->set_event_handler([this](ip::Events /*events*/) {
    if (endpoint_->failure()) {
      dead_ = true;
      set_pending(Errno::kNetDown);
    }
    notify(dead_ ? NRF_POLLERR : NRF_POLLIN);
  });
  return {};
}

void RawSocket::on_keep_open_changed() {
  if (endpoint_) endpoint_->set_keep_open(options.keep_open);
}

void RawSocket::on_pdn_changed() {
  endpoint_.reset();
  static_cast<void>(ensure_endpoint());
}

Result<std::size_t> RawSocket::send(std::span<const std::byte> data,
                                    const std::optional<SocketAddress>& to) {
  if (to) return fail(Errno::kIsConn);
  if (const auto ready = ensure_endpoint(); !ready) return fail(ready.error());
  used_ = true;
  if (const auto may = may_send(std::nullopt); !may) return fail(may.error());
  return endpoint_->send(data);
}

Result<Socket::Received> RawSocket::receive(std::span<std::byte> buffer, bool peek) {
  if (const auto ready = ensure_endpoint(); !ready) return fail(ready.error());
  const auto length = endpoint_->receive(buffer, peek);
  if (!length) return fail(length.error());
  used_ = true;
  return Received{std::min(buffer.size(), *length), std::nullopt};
}

Status RawSocket::delivered() {
  if (closed()) return fail(Errno::kBadF);
  const auto status = passed(departure_);
  return status || !dead_ ? status : fail(Errno::kNetDown);
}

PollEvents RawSocket::events() {
  if (closed()) return NRF_POLLNVAL;
  if (dead_) return NRF_POLLERR;
  static_cast<void>(ensure_endpoint());
  const bool readable = endpoint_ && endpoint_->readable();
  return static_cast<PollEvents>(NRF_POLLOUT | (readable ? NRF_POLLIN : 0));
}

}  // namespace hostmodem::socket
