#pragma once

#include <memory>

#include "ip/raw_endpoint.h"
#include "pdn/departure.h"
#include "socket/socket.h"

namespace hostmodem::socket {

/// A raw socket: whole IP packets of its PDN, without a link header, both ways. It takes packets
/// from its creation on when the PDN is up then, else from its first operation with the PDN up.
///
/// Thread: under the modem lock.
class RawSocket final : public Socket {
 public:
  RawSocket(const Kind& kind, const Environment& environment);

  /// An address is refused: it is in the packet. kIsConn
  Result<std::size_t> send(std::span<const std::byte> data,
                           const std::optional<SocketAddress>& to) override;
  Result<Received> receive(std::span<std::byte> buffer, bool peek) override;
  PollEvents events() override;
  bool connected() const override { return false; }
  [[nodiscard]] bool carries(const pdn::Flow& /*flow*/) const override {
    return endpoint_ != nullptr;
  }

 private:
  void on_keep_open_changed() override;
  void drop() override { endpoint_.reset(); }
  void follow_output() override { departure_.begin(bearer()); }
  Status delivered() override;
  /// It has taken packets of its PDN since it was made, which does not bind it.
  [[nodiscard]] bool has_network() const override { return used_ || dead_; }
  void on_pdn_changed() override;
  Status ensure_endpoint();

  std::unique_ptr<ip::RawEndpoint> endpoint_;
  bool dead_ = false;  ///< the PDN went
  bool used_ = false;  ///< a packet was sent or taken
  pdn::Departure departure_{[this] { notify(0); }};
};

}  // namespace hostmodem::socket
