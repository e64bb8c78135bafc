#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstdint>

#include "certificates.h"
#include "connection.h"

namespace hostmodem::bench {

/// What the peer does with a connection.
enum class Service {
  kSink,       ///< reads and counts the bytes
  kSource,     ///< sends as much as it can
  kEcho,       ///< sends back what comes
  kClose,      ///< ends the connection as soon as it is made
  kTlsSink,    ///< the same with TLS
  kTlsSource,  ///< the same with TLS
  kTlsClose,   ///< the same with TLS: after the handshake
  kTlsResume,  ///< as kTlsClose; sessions can be resumed, by ticket
  kDtlsClose,  ///< the same with DTLS, one client at a time
  kUdpSink,    ///< counts the datagrams
  kUdpEcho,    ///< sends each datagram back
  kUdpLater,   ///< answers each datagram a while later with the time, a steady_clock's time point
  kDial,       ///< connects to the port that it is told (a Port) again and again, and waits each
               ///< time until the other side ends the connection
};
inline constexpr std::size_t kServices = 13;

/// The other side of every measurement: one process of its own, with kernel sockets on the
/// loopback, that serves the modem and the kernel alike. As a process it shares no lock, allocator
/// or scheduler slot with what is measured.
///
/// To be made before any thread is started: it forks. Destroyed, the process is gone.
class Peer {
 public:
  explicit Peer(const Certificates& certificates);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  [[nodiscard]] Port port(Service service) const {
    return ports_[static_cast<std::size_t>(service)];
  }

  /// How many bytes (datagrams, for UDP) the sinks have received up to now, all together.
  [[nodiscard]] const std::atomic<std::uint64_t>& sunk() const { return *sunk_; }

 private:
  std::array<Port, kServices> ports_{};
  std::atomic<std::uint64_t>* sunk_ = nullptr;  ///< in memory that both processes share
  pid_t child_ = -1;
};

}  // namespace hostmodem::bench
