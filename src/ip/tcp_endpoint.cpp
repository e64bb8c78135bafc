#include "ip/tcp_endpoint.h"

#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/tcp.h>

#include <algorithm>
#include <utility>

#include "ip/local_address.h"
#include "ip/lwip_address.h"
#include "ip/lwip_error.h"

namespace hostmodem::ip {

/// What lwIP calls. Each only records what happened (Stack: theory of operation).
struct TcpEndpoint::Lwip {
  static TcpEndpoint& of(void* arg) { return *static_cast<TcpEndpoint*>(arg); }

  static err_t connected(void* arg, tcp_pcb* pcb, err_t) {
    of(arg).state_ = State::kConnected;
    of(arg).last_acknowledged_ = pcb->lastack;
    of(arg).signal(kProgress);
    return ERR_OK;
  }

  static err_t receive(void* arg, tcp_pcb*, pbuf* data, err_t) {
    TcpEndpoint& endpoint = of(arg);
    if (data == nullptr) {
      endpoint.end_ = true;
    } else {
      endpoint.available_ += data->tot_len;
      endpoint.arrived_.push_back(data);
    }
    endpoint.signal(kArrival);
    return ERR_OK;
  }

  static err_t sent(void* arg, tcp_pcb* pcb, u16_t) {
    of(arg).last_acknowledged_ = pcb->lastack;
    of(arg).signal(kProgress);
    return ERR_OK;
  }

  static void failed(void* arg, err_t error) {
    TcpEndpoint& endpoint = of(arg);
    endpoint.pcb_ = nullptr;  // lwIP has freed it
    const bool was_connecting = endpoint.state_ == State::kConnecting;
    endpoint.state_ = State::kFailed;
    switch (error) {
      case ERR_RST:
        endpoint.fail_with(was_connecting ? Errno::kConnRefused : Errno::kConnReset);
        break;
      case ERR_ABRT:
        endpoint.fail_with(Errno::kTimedOut);  // lwIP gave up retransmitting
        break;
      default:
        endpoint.fail_with(was_connecting ? Errno::kConnRefused : to_errno(error));
        break;
    }
  }
};

Result<std::unique_ptr<TcpEndpoint>> TcpEndpoint::create(Interface& interface, Family family) {
  if (!interface.has(family)) return fail(Errno::kNetUnreach);
  trim_time_wait();
  tcp_pcb* pcb = tcp_new_ip_type(family == Family::kIpv4 ? IPADDR_TYPE_V4 : IPADDR_TYPE_V6);
  if (pcb == nullptr) return fail(Errno::kNoBufs);
  return std::unique_ptr<TcpEndpoint>(new TcpEndpoint(interface, family, pcb));
}

TcpEndpoint::TcpEndpoint(Interface& interface, Family family, tcp_pcb* pcb)
    : Endpoint(interface), family_(family), pcb_(pcb), local_{IpAddress::any(family), 0} {
  tcp_bind_netif(pcb, &interface.lwip());
  attach();
}

TcpEndpoint::~TcpEndpoint() {
  if (pcb_ != nullptr) {
    tcp_pcb* pcb = std::exchange(pcb_, nullptr);
    tcp_arg(pcb, nullptr);
    tcp_recv(pcb, nullptr);
    tcp_sent(pcb, nullptr);
    tcp_err(pcb, nullptr);
    // Unread data shows as a closed window, which lwIP answers with a reset.
    if (tcp_close(pcb) != ERR_OK) tcp_abort(pcb);
  }
  clear();
}

void TcpEndpoint::attach() {
  tcp_arg(pcb_, this);
  tcp_recv(pcb_, &Lwip::receive);
  tcp_sent(pcb_, &Lwip::sent);
  tcp_err(pcb_, &Lwip::failed);
}

void TcpEndpoint::take(tcp_pcb* connected) {
  state_ = State::kConnected;
  peer_ = {from_lwip(connected->remote_ip), connected->remote_port};
  last_acknowledged_ = connected->lastack;
  note_local();
}

void TcpEndpoint::on_interface_lost() {
  if (pcb_ == nullptr) return;
  tcp_pcb* pcb = std::exchange(pcb_, nullptr);
  tcp_arg(pcb, nullptr);
  tcp_err(pcb, nullptr);
  tcp_abort(pcb);
  state_ = State::kFailed;
}

// RFC: 1122 4.2.3.9 lets a connection that is made survive them all. One that is being made ends,
// as on Linux, if the error is about the SYN in question (RFC: 5927 4.1).
void TcpEndpoint::on_icmp_error(const IcmpError& error) {
  if (pcb_ == nullptr || state_ != State::kConnecting || error.protocol != kProtocolTcp ||
      error.local.port != pcb_->local_port || error.peer != peer_ ||
      error.sequence != pcb_->lastack) {
    return;
  }
  tcp_pcb* pcb = std::exchange(pcb_, nullptr);
  tcp_arg(pcb, nullptr);
  tcp_err(pcb, nullptr);
  tcp_abort(pcb);
  state_ = State::kFailed;
  fail_with(error.reason);
}

void TcpEndpoint::clear() {
  for (pbuf* data : arrived_) pbuf_free(data);
  arrived_.clear();
  available_ = 0;
}

Status TcpEndpoint::bind(const SocketAddress& local, bool reuse) {
  if (pcb_ == nullptr) return fail(failure().value_or(Errno::kInval));
  if (pcb_->local_port != 0) return fail(Errno::kInval);
  const auto checked = check_local(*interface(), family_, local.address);
  if (!checked) return checked;
  if (reuse) ip_set_option(pcb_, SOF_REUSEADDR);
  const IpAddress own = bound_address(*interface(), local.address);
  const ip_addr_t address = to_lwip(own, interface()->lwip());
  const auto bound = bind_port(interface()->stack(), local.port,
                               [&](std::uint16_t port) { return tcp_bind(pcb_, &address, port); });
  if (bound) local_ = {local.address, pcb_->local_port};
  return bound;
}

Status TcpEndpoint::connect(const SocketAddress& peer) {
  if (pcb_ == nullptr) return fail(failure().value_or(Errno::kInval));
  if (peer.address.family() != family_) return fail(Errno::kAfNoSupport);
  if (state_ == State::kConnecting) return fail(Errno::kAlready);
  if (state_ == State::kConnected) return fail(Errno::kIsConn);
  if (const auto open = can_send(); !open) return open;
  if (pcb_->local_port == 0) {
    const SocketAddress local{source_for(*interface(), peer.address), 0};
    if (const auto bound = bind(local, false); !bound) return bound;
  }
  const ip_addr_t address = to_lwip(peer.address, interface()->lwip());
  peer_ = peer;  // first: the packet that leaves at once is this endpoint's
  if (const err_t error = tcp_connect(pcb_, &address, peer.port, &Lwip::connected);
      error != ERR_OK) {
    return fail(to_errno(error));
  }
  note_local();
  state_ = State::kConnecting;
  return {};
}

Result<std::size_t> TcpEndpoint::send(std::span<const std::byte> data) {
  if (pcb_ == nullptr) return fail(failure().value_or(Errno::kPipe));
  if (state_ == State::kConnecting) return fail(Errno::kAgain);
  if (state_ != State::kConnected) return fail(Errno::kNotConn);
  std::size_t count = std::min<std::size_t>(data.size(), tcp_sndbuf(pcb_));
  if (count == 0) return fail(Errno::kAgain);
  const auto write = [&] {
    return tcp_write(pcb_, data.data(), static_cast<u16_t>(count), TCP_WRITE_FLAG_COPY);
  };
  err_t error = write();
  // What would be more segments than the queue has room for (a peer may want them tiny) is refused
  // as a whole: less of it may do.
  while (error == ERR_MEM && count > 1) {
    count /= 2;
    error = write();
  }
  if (error == ERR_MEM) return fail(Errno::kAgain);
  if (error != ERR_OK) return fail(to_errno(error));
  tcp_output(pcb_);
  return count;
}

Result<std::size_t> TcpEndpoint::receive(std::span<std::byte> buffer, bool peek) {
  if (arrived_.empty()) {
    if (end_) return std::size_t{0};
    if (failure()) return fail(*failure());
    return fail(state_ == State::kIdle ? Errno::kNotConn : Errno::kAgain);
  }
  std::size_t copied = 0;
  std::size_t skip = offset_;
  for (const pbuf* data : arrived_) {
    if (copied == buffer.size()) break;
    const std::size_t count = std::min<std::size_t>(buffer.size() - copied, data->tot_len - skip);
    pbuf_copy_partial(data, &buffer[copied], static_cast<u16_t>(count), static_cast<u16_t>(skip));
    copied += count;
    skip = 0;
  }
  if (!peek) consume(copied);
  return copied;
}

void TcpEndpoint::consume(std::size_t count) {
  available_ -= count;
  std::size_t left = count;
  while (left > 0) {
    pbuf* first = arrived_.front();
    const std::size_t rest = first->tot_len - offset_;
    if (left < rest) {
      offset_ += left;
      break;
    }
    left -= rest;
    offset_ = 0;
    arrived_.pop_front();
    pbuf_free(first);
  }
  // Opens the window again; lwIP tells the peer when that is worth a segment.
  while (pcb_ != nullptr && count > 0) {
    const auto step = static_cast<u16_t>(std::min<std::size_t>(count, 0xffff));
    tcp_recved(pcb_, step);
    count -= step;
  }
}

bool TcpEndpoint::writable() const {
  return pcb_ != nullptr && state_ == State::kConnected && tcp_sndbuf(pcb_) > TCP_SNDLOWAT &&
         tcp_sndqueuelen(pcb_) < TCP_SNDQUEUELOWAT;
}

std::size_t TcpEndpoint::send_room() const {
  if (pcb_ == nullptr || state_ != State::kConnected) return 0;
  return tcp_sndqueuelen(pcb_) < TCP_SND_QUEUELEN ? tcp_sndbuf(pcb_) : 0;
}

bool TcpEndpoint::acknowledged() const {
  return pcb_ == nullptr || (pcb_->unsent == nullptr && pcb_->unacked == nullptr);
}

std::optional<std::uint32_t> TcpEndpoint::position() const {
  if (pcb_ == nullptr || state_ != State::kConnected) return std::nullopt;
  return pcb_->snd_lbb;
}

bool TcpEndpoint::acknowledged(std::uint32_t position) const {
  return static_cast<std::int32_t>(last_acknowledged_ - position) >= 0;
}

void TcpEndpoint::acknowledge() {
  if (pcb_ == nullptr || (pcb_->flags & TF_ACK_DELAY) == 0) return;
  tcp_ack_now(pcb_);
  tcp_output(pcb_);
}

bool TcpEndpoint::sends_from(std::uint8_t protocol, std::uint16_t port) const {
  return protocol == kProtocolTcp && pcb_ != nullptr && pcb_->local_port == port;
}

void TcpEndpoint::note_local() { local_ = {from_lwip(pcb_->local_ip), pcb_->local_port}; }

}  // namespace hostmodem::ip
