#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <variant>

#include "base/error.h"
#include "base/ip_address.h"
#include "ip/endpoint.h"
#include "ip/interface.h"
#include "ip/tcp_endpoint.h"
#include "ip/udp_endpoint.h"

struct ares_channeldata;

namespace hostmodem::dns {

/// The sockets of one c-ares channel: endpoints of one interface behind numbers, so that c-ares
/// never touches the host's network.
///
/// Thread: under the modem lock.
class VirtualSockets {
 public:
  /// Told what happened to a socket, from Stack::settle(). It may destroy this object.
  using Handler = std::function<void(int socket, ip::Events events)>;

  VirtualSockets(ip::Interface& interface, Handler handler);
  VirtualSockets(const VirtualSockets&) = delete;
  VirtualSockets& operator=(const VirtualSockets&) = delete;

  /// Has the channel use these sockets, which must outlive it.
  void attach(ares_channeldata* channel);

  /// Whether the socket is open and has data, its end or an error for the channel.
  [[nodiscard]] bool readable(int socket) const;

  /// Whether the channel has a TCP connection, or is making one.
  [[nodiscard]] bool streaming() const;

  /// Whether the interface of an open socket is gone.
  [[nodiscard]] bool interface_lost() const;

 private:
  struct Ares;
  struct Socket {
    std::variant<std::unique_ptr<ip::UdpEndpoint>, std::unique_ptr<ip::TcpEndpoint>> endpoint;
    SocketAddress peer;
  };

  Result<int> open(Family family, bool stream);
  void close(int socket) { sockets_.erase(socket); }
  Status connect(int socket, const SocketAddress& peer);
  Result<std::size_t> send(int socket, std::span<const std::byte> data);
  Result<std::size_t> receive(int socket, std::span<std::byte> buffer);

  ip::Interface& interface_;
  Handler handler_;
  std::map<int, Socket> sockets_;
  int next_;
};

}  // namespace hostmodem::dns
