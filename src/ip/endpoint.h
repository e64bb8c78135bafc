#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "base/error.h"
#include "base/ip_address.h"
#include "ip/icmp.h"
#include "ip/interface.h"
#include "ip/stack.h"

namespace hostmodem::ip {

/// What happened to an endpoint since its owner was told last: a set of these.
enum Event : std::uint8_t {
  kArrival = 1,   ///< data, a connection to accept, or the peer's end came
  kProgress = 2,  ///< connected, or there is room to send again, or the network came or went
  kFailure = 4,   ///< failure() has a value now
  kError = 8,     ///< an error that the endpoint survives: UdpEndpoint::take_error()
};
using Events = std::uint8_t;

/// What the endpoints of all protocols share: the interface they are bound to, the failure that
/// ended them, and how their owner is told.
///
/// Thread: under the modem lock. Ownership: the owner may destroy an endpoint at any time, inside
/// its own event handler too.
class Endpoint {
 public:
  using EventHandler = std::function<void(Events)>;

  virtual ~Endpoint();
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;

  /// Called from Stack::settle(), never from inside another member of this endpoint.
  void set_event_handler(EventHandler handler) { handler_ = std::move(handler); }

  /// Whether it outlives Interface::suspend(); at first it does not.
  void set_keep_open(bool keep) { keep_open_ = keep; }
  [[nodiscard]] bool keeps_open() const { return keep_open_; }

  /// The network loses what it sends from now on, as for a peer that is not there; see
  /// Interface::loses().
  void set_unheard(bool unheard);
  [[nodiscard]] bool unheard() const { return unheard_; }

  /// Whether packets can leave: kNetDown when the interface is gone, kNetUnreach while it is
  /// suspended.
  [[nodiscard]] Status can_send() const;

  /// Why the endpoint is dead: kNetDown when its interface went, kConnReset, kTimedOut, ...
  [[nodiscard]] std::optional<Errno> failure() const { return failure_; }

 protected:
  explicit Endpoint(Interface& interface);

  /// Null when the interface is gone.
  [[nodiscard]] Interface* interface() const { return interface_; }

  /// Has the owner told at the next settle().
  void signal(Events events);

  /// Records the first failure and signals it.
  void fail_with(Errno error);

  /// The interface goes: drops what belongs to it.
  virtual void on_interface_lost() = 0;

  /// The network says that a packet did not arrive; perhaps one of this endpoint.
  virtual void on_icmp_error(const IcmpError& /*error*/) {}

  /// Is there no room for one more connection to `port`?
  [[nodiscard]] virtual bool refuses_connection_to(std::uint16_t /*port*/) const { return false; }

  /// Does it send packets of `protocol` from `port`?
  [[nodiscard]] virtual bool sends_from(std::uint8_t /*protocol*/, std::uint16_t /*port*/) const {
    return false;
  }

 private:
  friend class Interface;
  friend class Stack;

  void deliver();
  void lose_interface();
  void leave_signalled();

  Stack& stack_;
  Interface* interface_;
  EventHandler handler_;
  std::optional<Errno> failure_;
  Events pending_ = 0;
  bool keep_open_ = false;
  bool unheard_ = false;
};

}  // namespace hostmodem::ip
