#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/ip_address.h"
#include "link/ip_packet.h"
#include "link/port_forward.h"
#include "link/udp_clients.h"

namespace hostmodem::link {

/// A UDP port of the host that leads to one of the modem: a socket of the host, and IP packets.
///
/// Theory of operation. libslirp's own would send all that the modem's port sends from the address
/// where the host listens, to whomever: from the loopback nothing reaches the world. Here only what
/// goes to a client of the forward leaves through its socket, all else goes through libslirp.
///
/// The modem knows a client by its address and port, as its TCP clients. One whose address means
/// another place to the modem (the loopback, link-local, the virtual network) has the address of
/// the virtual host instead; of two such clients with the same port the one seen last is meant.
class UdpForward {
 public:
  /// Takes a datagram of a client as an IP packet, which may be longer than the MTU; valid during
  /// the call.
  using Receiver = std::function<void(const IpPacket& packet)>;

  /// A flood must not keep the event loop from all else.
  static constexpr std::size_t kMostPerTurn = 64;

  /// Listens at `forward.outside`, whose family is that of `forward.inside`; `host` is how the
  /// modem knows the host. An error is what the host says to listening there.
  static Result<std::unique_ptr<UdpForward>> open(const PortForward& forward,
                                                  const IpAddress& host);

  /// Readable when receive() has something to do.
  [[nodiscard]] int fd() const { return socket_.get(); }

  /// Where it listens, with the port that was chosen.
  [[nodiscard]] const SocketAddress& outside() const { return outside_; }

  /// Passes on what clients have sent, kMostPerTurn datagrams at most.
  void receive(const Receiver& receiver);

  /// Sends a packet of the modem on to the client that it is for. What cannot be sent, or has wrong
  /// checksums, is dropped. False: it is for no client of this forward, and nothing was done.
  bool send(const IpPacket& packet);

 private:
  UdpForward(const PortForward& forward, const IpAddress& host, Descriptor socket);

  [[nodiscard]] IpAddress known_as(const IpAddress& client) const;
  IpPacket write_headers(const SocketAddress& from, std::size_t length);

  Descriptor socket_;
  SocketAddress outside_;
  SocketAddress inside_;
  IpAddress host_;
  std::size_t headers_length_;
  UdpClients clients_;
  std::uint16_t next_identification_ = 0;  // of IPv4
  std::vector<std::byte> packet_;          // headers and the longest datagram
};

}  // namespace hostmodem::link
