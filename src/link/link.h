#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/poll_source.h"
#include "link/port_forward.h"

namespace hostmodem::link {

/// The lowest layer: carries whole IP packets (IPv4 or IPv6, no link header) between a packet data
/// network and the world. A link never parses more of a packet than it needs to carry it, and may
/// drop any packet, as a radio does.
///
/// Thread: under the modem lock.
class Link {
 public:
  /// Takes one packet that came from the world; the bytes are the link's and valid during the call.
  using Receiver = std::function<void(std::span<const std::byte> packet)>;

  virtual ~Link() = default;

  /// Who takes downlink packets. It may be called inside send(), flush() and the poll source's
  /// dispatch(), and must not call the link back from there: it queues.
  void set_receiver(Receiver receiver) { receiver_ = std::move(receiver); }

  /// Sends one whole IP packet; the bytes are the caller's and not kept. A packet that cannot be
  /// carried is dropped.
  virtual void send(std::span<const std::byte> packet) = 0;

  /// The end of a burst of send(): a link that gathers packets passes them on now.
  virtual void flush() {}

  /// Whether TCP segments may be longer than the MTU inside the link, which is cheaper: the same
  /// bytes in fewer packets. On at first. Off: every packet, either way, is one that the MTU
  /// allows, as on the air. May be called at any time, with connections open too, but not by the
  /// receiver. A link without offload has nothing to switch.
  virtual void set_offload(bool /*on*/) {}

  /// What the event loop must wait for on behalf of this link; nullptr when there is nothing.
  virtual PollSource* poll_source() { return nullptr; }

  /// Lets the host reach a port of the modem until remove_forward() or the end of the link. Returns
  /// where the host listens, with the port that was chosen. kOpNotSupp: this link forwards nothing;
  /// kInval: an address that is not this link's; else what the host says to listening there
  /// (kAddrInUse, kAcces, kAddrNotAvail, ...).
  virtual Result<SocketAddress> add_forward(const PortForward& /*forward*/) {
    return fail(Errno::kOpNotSupp);
  }

  /// Ends a forward: `outside` is what add_forward() returned. Connections that came through it
  /// stay. Unknown: nothing happens.
  virtual void remove_forward(PortForward::Transport /*transport*/,
                              const SocketAddress& /*outside*/) {}

 protected:
  void receive(std::span<const std::byte> packet) {
    if (receiver_) receiver_(packet);
  }

 private:
  Receiver receiver_;
};

}  // namespace hostmodem::link
