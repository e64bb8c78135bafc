#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "base/error.h"
#include "ip/endpoint.h"

namespace hostmodem::ip {

/// Whole IP packets of one interface, of both families: every packet that arrives, also those that
/// the stack takes, and whatever its owner sends.
///
/// Theory of operation: it is beside the stack, not above it. While there is one, the owner may
/// have a stack of its own: so the modem's answers nothing that it has no endpoint for, and the
/// link below keeps to the MTU. Not beside: echo requests, which the modem still answers unless
/// Stack::echo_replies says otherwise.
///
/// Thread: under the modem lock.
class RawEndpoint final : public Endpoint {
 public:
  explicit RawEndpoint(Interface& interface);
  ~RawEndpoint() override;

  /// Sends a packet as it is. kInval: no IP packet with right lengths; kMsgSize: longer than the
  /// MTU; kNetUnreach: of a family that the interface has no address of; kNetDown.
  Result<std::size_t> send(std::span<const std::byte> packet);

  /// The next packet: as much of it as there is room for, the rest is lost. Its length is returned.
  /// kAgain when there is none. `peek` leaves it.
  Result<std::size_t> receive(std::span<std::byte> buffer, bool peek);

  [[nodiscard]] bool readable() const { return !arrived_.empty(); }

 private:
  friend class Interface;

  void take(std::span<const std::byte> packet);
  void on_interface_lost() override;

  std::deque<std::vector<std::byte>> arrived_;
  std::size_t queued_ = 0;
};

}  // namespace hostmodem::ip
