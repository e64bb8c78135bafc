#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/timers.h"
#include "link/slirp_link.h"
#include "unit/link/packets.h"

namespace hostmodem::link::testing {

/// A socket of the host on its loopback; closed with the object.
class HostSocket {
 public:
  /// Bound to a free port of 127.0.0.1 or ::1; a stream socket listens.
  HostSocket(Family family, int type);
  explicit HostSocket(int fd) : fd_(fd) {}
  ~HostSocket() { close(); }
  HostSocket(HostSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  HostSocket& operator=(HostSocket&&) = delete;

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] bool readable() const;
  void close();
  /// close() that resets the connection.
  void reset();

 private:
  int fd_;
};

/// Open descriptors of this process.
std::size_t count_descriptors();

/// A slirp link, and the modem above it played by the test.
class SlirpLinkTest : public ::testing::Test {
 protected:
  SlirpLinkTest() : network_(SlirpNetwork::for_pdn(0)) { make_link(); }

  void make_link();

  /// Runs the link as the event loop does, until `done` or for at most 5 s; returns done().
  bool pump_until(const std::function<bool()>& done);
  /// One turn of the loop that does not wait.
  void turn();

  /// Sends at once.
  void send(const Packet& packet) {
    link_->send(packet);
    link_->flush();
  }
  bool pump_until_received() {
    return pump_until([this] { return !received_.empty(); });
  }
  Packet take_received();

  [[nodiscard]] SocketAddress modem(Family family, std::uint16_t port) const {
    return {family == Family::kIpv4 ? network_.guest4 : network_.guest6, port};
  }
  [[nodiscard]] SocketAddress host(Family family, std::uint16_t port) const {
    return {family == Family::kIpv4 ? network_.host4 : network_.host6, port};
  }

  /// A TCP connection of the modem (port 5000) to `listener`, opened by hand. `tcp` is the segment
  /// that the modem would send next, and the socket is the host's end.
  struct Connection {
    Tcp tcp;
    HostSocket peer;
  };
  Connection connect(Family family, const HostSocket& listener);

  SlirpNetwork network_;
  Clock clock_;
  TimerQueue timers_{clock_};
  std::unique_ptr<Link> link_;
  std::vector<Packet> received_;
};

}  // namespace hostmodem::link::testing
