#pragma once

#include <functional>
#include <span>
#include <utility>

#include "link/link.h"

namespace hostmodem::link {

/// Whole IP packets in memory: the far end is whoever holds this object. For tests and the
/// bench-side API.
class PipeLink final : public Link {
 public:
  using Handler = std::function<void(std::span<const std::byte> packet)>;

  /// Who takes uplink packets; called inside send(). It may call inject().
  void set_handler(Handler handler) { handler_ = std::move(handler); }

  /// The world sends a packet to the modem.
  void inject(std::span<const std::byte> packet) { receive(packet); }

  void send(std::span<const std::byte> packet) override {
    if (handler_) handler_(packet);
  }

 private:
  Handler handler_;
};

}  // namespace hostmodem::link
