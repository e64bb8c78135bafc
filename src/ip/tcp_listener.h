#pragma once

#include <cstddef>
#include <deque>
#include <memory>

#include "base/error.h"
#include "base/ip_address.h"
#include "ip/endpoint.h"
#include "ip/tcp_endpoint.h"

namespace hostmodem::ip {

/// Listens on what a bound TcpEndpoint was bound to, and queues connections until they are
/// accepted. A connection that is asked for while the queue is full gets no answer, so that the
/// peer asks again; those that are being made count as waiting.
///
/// Thread: under the modem lock.
class TcpListener final : public Endpoint {
 public:
  /// Turns a bound, unconnected endpoint into a listener; binds to an ephemeral port when that was
  /// not done. `bound` is null afterwards, and stays as it was when this fails. `backlog`: how many
  /// connections may wait, at least 1. kInval: connected or connecting; kNoBufs; kAddrInUse;
  /// kNetDown.
  static Result<std::unique_ptr<TcpListener>> listen(std::unique_ptr<TcpEndpoint>& bound,
                                                     std::size_t backlog);
  ~TcpListener() override;

  /// The oldest connection that waits; kAgain when none does; kNetDown.
  Result<std::unique_ptr<TcpEndpoint>> accept();

  void set_backlog(std::size_t backlog) { backlog_ = backlog; }
  [[nodiscard]] bool readable() const { return !waiting_.empty(); }
  [[nodiscard]] SocketAddress local() const { return local_; }

 private:
  struct Lwip;

  TcpListener(Interface& interface, Family family, tcp_pcb* pcb, const SocketAddress& local,
              std::size_t backlog);
  void on_interface_lost() override;
  [[nodiscard]] bool refuses_connection_to(std::uint16_t port) const override;

  Family family_;
  tcp_pcb* pcb_;
  SocketAddress local_;
  std::size_t backlog_;
  std::deque<std::unique_ptr<TcpEndpoint>> waiting_;
};

}  // namespace hostmodem::ip
