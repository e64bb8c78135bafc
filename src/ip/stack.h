#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/ip_address.h"
#include "base/random.h"

struct netif;
struct raw_pcb;

namespace hostmodem::ip {

class Endpoint;
class Interface;
struct IcmpError;

/// Whether the stack answers ICMP echo requests.
/// Spec: nrf_sockets.rst, "NRF_SO_SILENCE_ALL", "NRF_SO_IP_ECHO_REPLY", "NRF_SO_IPV6_ECHO_REPLY"
struct EchoReplies {
  bool silence_all = false;
  bool v4 = true;
  bool v6 = true;

  [[nodiscard]] bool allowed(Family family) const {
    return !silence_all && (family == Family::kIpv4 ? v4 : v6);
  }
};

/// The modem's TCP/IP stack: lwIP, of which a process has one. At most one Stack exists at a time;
/// the next one starts with no connection and no interface of the one before.
///
/// Theory of operation: lwIP runs inside its callers. What it has to say (data came, a connection
/// ended) is only recorded while it runs; settle() then tells the endpoints' owners from a clean
/// call chain, so that they may do anything, closing included. settle() is called at the end of
/// each operation that may have sent or received something.
///
/// Thread: under the modem lock.
class Stack {
 public:
  Stack(const Clock& clock, Random& random);
  ~Stack();
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  /// When run_timers() must be called next; nullopt while there is no interface.
  [[nodiscard]] std::optional<TimePoint> next_deadline() const;
  void run_timers();

  /// Carries on until nothing is left to do: passes gathered packets down, arrived packets up, and
  /// tells the endpoints' owners what happened to them.
  void settle();

  /// An ephemeral port (RFC: 6335 6), not yet checked for being free: the one after the last, from
  /// a random first one (RFC: 6056 3.3.2). The longer a port rests, the less does a peer or a NAT
  /// take a new connection for the last of an old one.
  std::uint16_t next_port();

  /// To be changed at any time; holds from the next packet on, on every interface.
  EchoReplies echo_replies;

 private:
  friend class Endpoint;
  friend class Interface;

  struct Lwip;

  void add(Interface& interface);
  void dispatch_events();
  void on_icmp_error(const netif* interface, const IcmpError& error);

  const Clock& clock_;
  std::uint16_t last_port_;
  std::vector<Interface*> interfaces_;
  std::vector<Endpoint*> signalled_;
  std::array<raw_pcb*, 2> icmp_{};  ///< see every ICMP and ICMPv6 packet that lwIP takes
  bool settling_ = false;
};

/// Frees the oldest connections in TIME-WAIT beyond the few that a modem of eight sockets keeps:
/// every arriving segment is compared with all of them.
void trim_time_wait();

}  // namespace hostmodem::ip
