#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "ip/udp_endpoint.h"
#include "secure/session.h"
#include "socket/socket.h"

namespace hostmodem::socket {

/// A DTLS session with one peer, and the datagrams in between.
///
/// Thread: under the modem lock. Ownership: the socket's, whose endpoint it borrows.
class Association final : public secure::DatagramTransport {
 public:
  class Owner {
   public:
    virtual ~Owner() = default;
    /// The session is due to go on with its handshake. It may be destroyed.
    virtual void on_due(Association& association) = 0;
  };

  /// The errors of secure::Session::create_datagram().
  static Result<std::unique_ptr<Association>> create(Owner& owner, ip::UdpEndpoint& endpoint,
                                                     const SocketAddress& peer,
                                                     const secure::Settings& settings,
                                                     const Environment& environment);

  /// Use create().
  Association(Owner& owner, ip::UdpEndpoint& endpoint, const SocketAddress& peer)
      : owner_(owner), endpoint_(endpoint), peer_(peer) {}

  /// The next datagram that the session receives; what it left of the one before is dropped.
  void deliver(std::vector<std::byte> datagram) { arrived_ = std::move(datagram); }

  [[nodiscard]] const SocketAddress& peer() const { return peer_; }
  [[nodiscard]] secure::Session& session() const { return *session_; }

  Result<std::size_t> send(std::span<const std::byte> data) override;
  Result<std::size_t> receive(std::span<std::byte> buffer) override;
  [[nodiscard]] std::size_t max_datagram() const override;
  void on_timer() override;

 private:
  Owner& owner_;
  ip::UdpEndpoint& endpoint_;
  const SocketAddress peer_;
  std::vector<std::byte> arrived_;  ///< empty: nothing
  std::unique_ptr<secure::Session> session_;
};

}  // namespace hostmodem::socket
