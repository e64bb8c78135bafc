#pragma once

#include <atomic>
#include <cstdint>

#include "certificates.h"
#include "openssl.h"
#include "peer.h"

namespace hostmodem::bench {

/// Lets another datagram socket be bound to the same port. Before it is bound itself.
void share_port(int fd);

/// What the peer's process does with its sockets.
///
/// Thread: any; the object is only read after its construction.
class PeerServices {
 public:
  /// Counts what the sinks receive in `sunk`.
  PeerServices(const Certificates& certificates, std::atomic<std::uint64_t>& sunk);

  /// Serves one connection, or a datagram socket, until its end, and closes it.
  void serve(Service service, int fd);

 private:
  void serve_tls(Service service, int fd);
  [[noreturn]] void serve_dtls(int fd);

  ContextPtr context_;
  ContextPtr ticket_context_;
  ContextPtr dtls_context_;
  std::atomic<std::uint64_t>& sunk_;
};

}  // namespace hostmodem::bench
