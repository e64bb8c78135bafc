#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "base/error.h"
#include "base/ip_address.h"
#include "ip/endpoint.h"

struct udp_pcb;
struct pbuf;

namespace hostmodem::ip {

/// The largest payload of one datagram over IPv4, bytes; over IPv6 it is 65487. RFC: 768, 791.
inline constexpr std::size_t kMaxDatagram = 65507;

/// How much one socket holds unread, bytes, like a host's default receive buffer; and what a
/// datagram counts besides its payload.
inline constexpr std::size_t kMaxUnread = 212992;
inline constexpr std::size_t kUnreadOverhead = 256;

/// A UDP endpoint of one family on one interface.
///
/// Thread: under the modem lock.
class UdpEndpoint final : public Endpoint {
 public:
  /// kNetUnreach when the interface has no address of that family.
  static Result<std::unique_ptr<UdpEndpoint>> create(Interface& interface, Family family);
  ~UdpEndpoint() override;

  /// Port 0: an ephemeral one. kAddrInUse; kAddrNotAvail when the address is not the interface's;
  /// kInval when it is bound already.
  Status bind(const SocketAddress& local, bool reuse);

  /// Only datagrams of `peer` are taken from now on; binds when that was not done. kAfNoSupport.
  Status connect(const SocketAddress& peer);

  /// Binds when that was not done. kMsgSize above the largest payload; kAfNoSupport; kNoBufs;
  /// kNetDown.
  Result<std::size_t> send(std::span<const std::byte> data, const SocketAddress& to);

  struct Datagram {
    std::size_t length = 0;  ///< of the datagram; what did not fit into the buffer is lost
    SocketAddress from;
  };

  /// The next datagram; kAgain when there is none. `peek` leaves it.
  Result<Datagram> receive(std::span<std::byte> buffer, bool peek);

  /// What the network said of a datagram to the connected peer, told by kError: kConnRefused,
  /// kHostUnreach, kNetUnreach, kHostDown. Once; only the last one is kept.
  std::optional<Errno> take_error() { return std::exchange(error_, std::nullopt); }

  /// The largest payload that leaves in one packet, bytes.
  [[nodiscard]] std::size_t largest_unfragmented() const;

  [[nodiscard]] bool readable() const { return !arrived_.empty(); }
  [[nodiscard]] SocketAddress local() const;
  [[nodiscard]] const std::optional<SocketAddress>& peer() const { return peer_; }

 private:
  UdpEndpoint(Interface& interface, Family family, udp_pcb* pcb);

  struct Arrival {
    pbuf* data;
    SocketAddress from;
  };
  struct Lwip;

  void on_interface_lost() override;
  void on_icmp_error(const IcmpError& error) override;
  [[nodiscard]] bool sends_from(std::uint8_t protocol, std::uint16_t port) const override;
  void clear();

  Family family_;
  udp_pcb* pcb_;
  bool any_ = true;  ///< bound to the unspecified address, or not bound
  std::deque<Arrival> arrived_;
  std::size_t queued_ = 0;
  std::optional<SocketAddress> peer_;
  std::optional<Errno> error_;
};

}  // namespace hostmodem::ip
