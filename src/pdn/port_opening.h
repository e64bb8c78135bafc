#pragma once

#include <cstdint>
#include <optional>

#include "base/error.h"
#include "base/ip_address.h"
#include "link/port_forward.h"
#include "pdn/pdn_manager.h"

namespace hostmodem::pdn {

/// The host's way in to one port of the modem, while it lives: what the application listens on or
/// is bound to at port N is reached at port N of the host's loopback. Where that is taken, or needs
/// a privilege, another port is; the log says which. A link that has no host on its other side
/// (TUN, pipe) needs no opening: then there is none.
///
/// Thread: under the modem lock.
class PortOpening {
 public:
  using Transport = link::PortForward::Transport;

  /// `inside` is where the socket is bound, "any" too. `pdns` must outlive it; the PDN may go.
  PortOpening(PdnManager& pdns, PdnId id, Transport transport, const SocketAddress& inside);
  ~PortOpening();
  PortOpening(const PortOpening&) = delete;
  PortOpening& operator=(const PortOpening&) = delete;

  /// Opens it again when the PDN of that number is another one now.
  void renew();

 private:
  void open(Pdn& pdn);

  PdnManager& pdns_;
  PdnId id_;
  Transport transport_;
  SocketAddress inside_;
  std::optional<SocketAddress> outside_;
  /// Which PDN of that number: another that comes up later has its own forwards, and perhaps the
  /// same place in memory.
  std::uint64_t serial_ = 0;
};

}  // namespace hostmodem::pdn
