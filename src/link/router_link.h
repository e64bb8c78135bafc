#pragma once

#include <chrono>
#include <memory>
#include <span>

#include "base/ip_address.h"
#include "link/link.h"

namespace hostmodem::link {

/// The packet gateway as a router: wraps a link, and answers the router solicitations that come
/// down to it. They end here, whatever the link below is; the answer comes up from inside send().
/// All else passes.
class RouterLink final : public Link {
 public:
  /// Says of itself and of `prefix`, a /64, that they are good for `lifetime`, up to 65535 s.
  RouterLink(std::unique_ptr<Link> below, const IpAddress& prefix, std::chrono::seconds lifetime);

  void send(std::span<const std::byte> packet) override;
  void flush() override { below_->flush(); }
  void set_offload(bool on) override { below_->set_offload(on); }
  PollSource* poll_source() override { return below_->poll_source(); }
  Result<SocketAddress> add_forward(const PortForward& forward) override {
    return below_->add_forward(forward);
  }
  void remove_forward(PortForward::Transport transport, const SocketAddress& outside) override {
    below_->remove_forward(transport, outside);
  }

 private:
  std::unique_ptr<Link> below_;
  IpAddress prefix_;
  std::chrono::seconds lifetime_;
};

}  // namespace hostmodem::link
