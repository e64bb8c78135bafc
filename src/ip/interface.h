#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/ip_address.h"
#include "ip/stack.h"

struct netif;
struct pbuf;

namespace hostmodem::ip {

class Endpoint;
class RawEndpoint;
struct IcmpError;

/// A network interface of the stack: one per active packet data network. Point to point: every
/// packet goes to the other end, there is no link-layer address to find out.
///
/// A packet that arrives for another address than the interface's own is dropped (RFC: 1122
/// 3.3.4.2, the strong end system model), so nothing is ever forwarded from one PDN to another. So
/// is one that claims to come from the interface itself, as no other host may, and UDP-Lite, which
/// the modem does not have: lwIP has it, and aborts on a checksum coverage of more than the packet.
/// A RawEndpoint gets them all.
///
/// Thread: under the modem lock.
class Interface {
 public:
  struct Addresses {
    std::optional<IpAddress> v4;
    std::optional<IpAddress> v6;          ///< global
    std::optional<IpAddress> link_local;  ///< IPv6
  };

  /// What carries packets down. `send` must not call the interface back; packets that it takes in
  /// return come through input(), which only queues them.
  struct Downlayer {
    std::function<void(std::span<const std::byte> packet)> send;
    std::function<void()> flush;
    /// Whether packets may be longer than the MTU, merged of what the wire has as several.
    std::function<void(bool)> set_offload;
  };

  /// `mtu` in bytes, 1280 to 65535.
  Interface(Stack& stack, const Addresses& addresses, std::uint16_t mtu, Downlayer down);

  /// Every endpoint of this interface ends with kNetDown; nothing is sent any more.
  ~Interface();
  Interface(const Interface&) = delete;
  Interface& operator=(const Interface&) = delete;

  /// The network below goes. Endpoints end with kNetDown, but those that keep open: they wait for
  /// resume(), and can_send() is kNetUnreach meanwhile; kProgress tells them to ask. False when
  /// there are none.
  bool suspend();
  /// The network is back: the endpoints that kept open go on, and are told so by kProgress.
  void resume();
  [[nodiscard]] bool suspended() const { return suspended_; }

  /// Takes a packet that arrived; it is processed by the next Stack::settle().
  void input(std::span<const std::byte> packet);

  /// Whether the network loses this packet of an endpoint that is unheard. It is for who carries
  /// the packets, so that the radio sends them, and captures have them.
  [[nodiscard]] bool loses(std::span<const std::byte> packet) const {
    return unheard_ > 0 && is_unheard(packet);
  }

  [[nodiscard]] const Addresses& addresses() const { return addresses_; }
  [[nodiscard]] bool has(Family family) const {
    return family == Family::kIpv4 ? addresses_.v4.has_value() : addresses_.v6.has_value();
  }
  [[nodiscard]] std::uint16_t mtu() const;
  [[nodiscard]] Stack& stack() { return stack_; }

 private:
  friend class Endpoint;
  friend class RawEndpoint;
  friend class Stack;
  friend class TcpEndpoint;
  friend class TcpListener;
  friend class UdpEndpoint;
  struct Lwip;

  void add(Endpoint& endpoint) { endpoints_.push_back(&endpoint); }
  void remove(Endpoint& endpoint);
  void add_raw(RawEndpoint& endpoint);
  void remove_raw(RawEndpoint& endpoint);
  bool pump();
  void output(pbuf* packet);
  void send(std::span<const std::byte> packet);
  void on_icmp_error(const IcmpError& error);
  [[nodiscard]] bool is_unheard(std::span<const std::byte> packet) const;
  [[nodiscard]] bool is_for_stack(std::span<const std::byte> packet) const;
  [[nodiscard]] bool accepts(std::span<const std::byte> packet) const;
  [[nodiscard]] netif& lwip();

  Stack& stack_;
  Addresses addresses_;
  Downlayer down_;
  std::unique_ptr<netif> netif_;
  std::deque<pbuf*> arrived_;
  std::vector<Endpoint*> endpoints_;
  std::vector<RawEndpoint*> raw_;
  unsigned unheard_ = 0;  ///< how many of endpoints_ are
  bool unflushed_ = false;
  bool suspended_ = false;
};

}  // namespace hostmodem::ip
