#pragma once

#include <memory>

#include "ip/udp_endpoint.h"
#include "pdn/departure.h"
#include "pdn/port_opening.h"
#include "socket/socket.h"

namespace hostmodem::socket {

/// A UDP socket.
///
/// Thread: under the modem lock.
class DatagramSocket : public Socket {
 public:
  using Socket::Socket;

  Status bind(const SocketAddress& local) override;
  Status connect(const SocketAddress& peer) override;
  Result<std::size_t> send(std::span<const std::byte> data,
                           const std::optional<SocketAddress>& to) override;
  Result<Received> receive(std::span<std::byte> buffer, bool peek) override;
  PollEvents events() override;
  bool connected() const override;
  [[nodiscard]] bool carries(const pdn::Flow& flow) const override;
  bool bound() const override;

 protected:
  void on_keep_open_changed() override;
  void drop() override;
  void follow_output() override { departure_.begin(bearer()); }
  Status delivered() override;

  /// Makes the endpoint where there is none. kBadF, kNetDown, kNetUnreach.
  Status ensure_endpoint();
  /// Null before.
  [[nodiscard]] ip::UdpEndpoint* endpoint() const { return endpoint_.get(); }
  [[nodiscard]] bool dead() const { return dead_; }

  /// Datagrams came; the events that occurred.
  virtual PollEvents on_arrival();
  /// The network says that a datagram did not arrive; the events that occurred.
  virtual PollEvents on_network_error(Errno error);

 private:
  [[nodiscard]] bool has_network() const override { return endpoint_ || dead_; }
  void on_event(ip::Events events);

  std::unique_ptr<ip::UdpEndpoint> endpoint_;
  std::unique_ptr<pdn::PortOpening> opening_;  ///< while bound by the application
  bool dead_ = false;                          ///< the PDN went
  pdn::Departure departure_{[this] { notify(0); }};
};

}  // namespace hostmodem::socket
