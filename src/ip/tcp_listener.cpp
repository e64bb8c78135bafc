#include "ip/tcp_listener.h"

#include <lwip/priv/tcp_priv.h>
#include <lwip/tcp.h>

#include <utility>

#include "ip/lwip_address.h"
#include "ip/lwip_error.h"

namespace hostmodem::ip {

/// What lwIP calls.
struct TcpListener::Lwip {
  static err_t accept(void* arg, tcp_pcb* pcb, err_t error) {
    auto& listener = *static_cast<TcpListener*>(arg);
    if (pcb == nullptr || error != ERR_OK) return ERR_VAL;
    std::unique_ptr<TcpEndpoint> endpoint(
        new TcpEndpoint(*listener.interface(), listener.family_, pcb));
    endpoint->take(pcb);
    listener.waiting_.push_back(std::move(endpoint));
    listener.signal(kArrival);
    return ERR_OK;
  }
};

Result<std::unique_ptr<TcpListener>> TcpListener::listen(std::unique_ptr<TcpEndpoint>& bound,
                                                         std::size_t backlog) {
  if (bound->pcb_ == nullptr) return fail(bound->failure().value_or(Errno::kNetDown));
  if (bound->state_ != TcpEndpoint::State::kIdle) return fail(Errno::kInval);
  if (bound->pcb_->local_port == 0) {
    if (const auto done = bound->bind({IpAddress::any(bound->family_), 0}, false); !done) {
      return fail(done.error());
    }
  }
  tcp_pcb* pcb = std::exchange(bound->pcb_, nullptr);
  // lwIP replaces the pcb by a smaller one; what it calls must not reach the old owner.
  tcp_arg(pcb, nullptr);
  tcp_recv(pcb, nullptr);
  tcp_sent(pcb, nullptr);
  tcp_err(pcb, nullptr);
  err_t error = ERR_OK;
  tcp_pcb* listening = tcp_listen_with_backlog_and_err(pcb, 0xff, &error);
  if (listening == nullptr) {
    bound->pcb_ = pcb;
    bound->attach();
    return fail(to_errno(error));
  }
  const std::unique_ptr<TcpEndpoint> spent = std::move(bound);
  return std::unique_ptr<TcpListener>(
      new TcpListener(*spent->interface(), spent->family_, listening, spent->local(), backlog));
}

TcpListener::TcpListener(Interface& interface, Family family, tcp_pcb* pcb,
                         const SocketAddress& local, std::size_t backlog)
    : Endpoint(interface), family_(family), pcb_(pcb), local_(local), backlog_(backlog) {
  tcp_arg(pcb, this);
  tcp_accept(pcb, &Lwip::accept);
}

TcpListener::~TcpListener() { on_interface_lost(); }

void TcpListener::on_interface_lost() {
  if (pcb_ != nullptr) tcp_close(std::exchange(pcb_, nullptr));
}

bool TcpListener::refuses_connection_to(std::uint16_t port) const {
  if (pcb_ == nullptr || port != local_.port) return false;
  std::size_t count = waiting_.size();
  for (const tcp_pcb* pcb = tcp_active_pcbs; pcb != nullptr; pcb = pcb->next) {
    if (pcb->state == SYN_RCVD && static_cast<void*>(pcb->listener) == pcb_) ++count;
  }
  return count >= backlog_;
}

Result<std::unique_ptr<TcpEndpoint>> TcpListener::accept() {
  if (failure()) return fail(*failure());
  if (waiting_.empty()) return fail(Errno::kAgain);
  std::unique_ptr<TcpEndpoint> endpoint = std::move(waiting_.front());
  waiting_.pop_front();
  trim_time_wait();  // a server that closes first makes no other endpoints
  return endpoint;
}

}  // namespace hostmodem::ip
