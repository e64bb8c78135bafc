#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "ip/interface.h"
#include "ip/stack.h"
#include "ip/tcp_endpoint.h"
#include "ip/tcp_listener.h"
#include "ip/udp_endpoint.h"
#include "support/ip_packets.h"

namespace hostmodem::ip::testing {

using test::Bytes;
using test::bytes_of;
using test::pattern;

inline IpAddress address(const std::string& text) { return IpAddress::parse(text).value(); }

inline constexpr std::uint16_t kMtu = 1500;

/// The stack under test, and time that is stepped.
struct Network {
  Network() { clock.hold(); }

  /// Lets time pass, and everything happen that is due.
  void advance(Duration span);
  /// Steps time until `done` or for `limit`; how long it took.
  Duration advance_until(const std::function<bool()>& done, Duration limit);

  Clock clock;
  Random random{1};
  Stack stack{clock, random};
};

/// One interface; the far end of its link is the test.
class Host {
 public:
  /// Takes uplink packets. Returns whether the packet goes on to the peer of connect().
  using Filter = std::function<bool(std::span<const std::byte>)>;

  Host(Stack& stack, const Interface::Addresses& addresses, std::uint16_t mtu = kMtu);
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  ~Host();

  /// The interface goes away: the PDN is lost.
  void remove() { interface_.reset(); }

  [[nodiscard]] Interface& interface() { return *interface_; }
  [[nodiscard]] IpAddress address(Family family) const {
    return family == Family::kIpv4 ? *addresses_.v4 : *addresses_.v6;
  }

  /// Two hosts on one wire.
  static void connect(Host& a, Host& b);

  Filter filter;
  std::vector<Bytes> sent;  ///< every uplink packet, dropped by the filter or not
  bool recording = true;    ///< whether `sent` grows
  unsigned flushes = 0;

 private:
  void take(std::span<const std::byte> packet);

  Interface::Addresses addresses_;
  Host* peer_ = nullptr;
  std::unique_ptr<Interface> interface_;
};

/// The addresses of the n-th host of a test's network.
Interface::Addresses numbered(std::uint8_t n);

/// How many connections lwIP keeps in TIME-WAIT.
std::size_t time_wait_count();

/// Remembers what an endpoint told its owner.
struct Told {
  explicit Told(Endpoint& endpoint) {
    endpoint.set_event_handler([this](Events events) {
      all = static_cast<Events>(all | events);
      ++times;
    });
  }
  Told(const Told&) = delete;
  Told& operator=(const Told&) = delete;

  Events all = 0;
  int times = 0;
};

/// Two hosts on one wire, on the one stack that a process has. Both ends of every exchange are the
/// code under test; what is on the wire is seen.
class PairTest : public ::testing::TestWithParam<Family> {
 protected:
  struct Connection {
    std::unique_ptr<TcpEndpoint> client;
    std::unique_ptr<TcpEndpoint> server;
  };

  PairTest() { Host::connect(left, right); }

  [[nodiscard]] Family family() const { return GetParam(); }
  [[nodiscard]] IpAddress any() const { return IpAddress::any(GetParam()); }
  [[nodiscard]] SocketAddress at(Host& host, std::uint16_t port) const {
    return {host.address(GetParam()), port};
  }
  void settle() { network.stack.settle(); }
  void advance(Duration span) { network.advance(span); }

  std::unique_ptr<TcpEndpoint> tcp(Host& host) {
    return TcpEndpoint::create(host.interface(), GetParam()).value();
  }
  std::unique_ptr<UdpEndpoint> udp(Host& host, std::uint16_t port = 0);
  std::unique_ptr<TcpListener> listen(Host& host, std::uint16_t port, std::size_t backlog = 4);
  /// A client of `left` connected to a server of `right`.
  Connection connect(std::uint16_t port = 7000);

  /// Everything that `endpoint` has, settled until nothing more comes.
  Bytes drain(TcpEndpoint& endpoint);
  /// Sends all of `data`, the other end reading meanwhile; what it read.
  Bytes transfer(TcpEndpoint& from, TcpEndpoint& to, std::span<const std::byte> data,
                 Duration limit = std::chrono::minutes(10));

  Network network;
  Host left{network.stack, numbered(1)};
  Host right{network.stack, numbered(2)};
};

/// "Ipv4" or "Ipv6", for the names of parameterised tests.
std::string family_name(const ::testing::TestParamInfo<Family>& info);

#define HOSTMODEM_BOTH_FAMILIES(suite)                                               \
  INSTANTIATE_TEST_SUITE_P(, suite, ::testing::Values(Family::kIpv4, Family::kIpv6), \
                           ::hostmodem::ip::testing::family_name)

}  // namespace hostmodem::ip::testing
