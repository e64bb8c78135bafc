#include "dns/sockets.h"

#include <ares.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace hostmodem::dns {
namespace {

// No number of these is a descriptor of the host, should one ever get there.
constexpr int kFirstSocket = 0x40000000;

// RFC: 1035 4.1.1
constexpr std::size_t kHeader = 12;
constexpr std::byte kResponseBit{0x80};

ip::Endpoint& endpoint_of(const auto& socket) {
  return std::visit([](const auto& endpoint) -> ip::Endpoint& { return *endpoint; },
                    socket.endpoint);
}

SocketAddress from_host(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, address, sizeof in);
    std::array<std::uint8_t, 4> bytes{};
    std::memcpy(bytes.data(), &in.sin_addr, bytes.size());
    return {IpAddress::v4(bytes), ntohs(in.sin_port)};
  }
  sockaddr_in6 in{};
  std::memcpy(&in, address, sizeof in);
  std::array<std::uint8_t, 16> bytes{};
  std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
  return {IpAddress::v6(bytes), ntohs(in.sin6_port)};
}

void to_host(const SocketAddress& from, sockaddr* address, ares_socklen_t* length) {
  const auto bytes = from.address.bytes();
  const auto store = [&](const auto& in) {
    std::memcpy(address, &in, std::min<std::size_t>(*length, sizeof in));
    *length = sizeof in;
  };
  if (from.address.is_v4()) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(from.port);
    std::memcpy(&in.sin_addr, bytes.data(), bytes.size());
    store(in);
  } else {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(from.port);
    std::memcpy(&in.sin6_addr, bytes.data(), bytes.size());
    store(in);
  }
}

/// The host's errno, which c-ares reads. It only asks whether to wait.
int to_host(Errno error) {
  switch (error) {
    case Errno::kAgain:
      return EWOULDBLOCK;
    case Errno::kInProgress:
      return EINPROGRESS;
    default:
      return EIO;
  }
}

/// -1 and errno, as socket functions fail.
template <typename T>
T failed(Errno error) {
  errno = to_host(error);
  return T{-1};
}

}  // namespace

/// What c-ares calls.
struct VirtualSockets::Ares {
  static VirtualSockets& of(void* data) { return *static_cast<VirtualSockets*>(data); }

  static ares_socket_t open(int family, int type, int, void* data) {
    const auto opened =
        of(data).open(family == AF_INET ? Family::kIpv4 : Family::kIpv6, type == SOCK_STREAM);
    return opened ? *opened : failed<ares_socket_t>(opened.error());
  }

  static int close(ares_socket_t socket, void* data) {
    of(data).close(socket);
    return 0;
  }

  static int connect(ares_socket_t socket, const sockaddr* peer, ares_socklen_t, void* data) {
    const auto connected = of(data).connect(socket, from_host(peer));
    return connected ? 0 : failed<int>(connected.error());
  }

  static ares_ssize_t receive(ares_socket_t socket, void* buffer, std::size_t size, int,
                              sockaddr* from, ares_socklen_t* from_length, void* data) {
    VirtualSockets& sockets = of(data);
    const auto count = sockets.receive(socket, {static_cast<std::byte*>(buffer), size});
    if (!count) return failed<ares_ssize_t>(count.error());
    if (from != nullptr) to_host(sockets.sockets_.at(socket).peer, from, from_length);
    return static_cast<ares_ssize_t>(*count);
  }

  static ares_ssize_t send(ares_socket_t socket, const iovec* parts, int count, void* data) {
    std::vector<std::byte> whole;
    for (int i = 0; i < count; ++i) {
      const auto* bytes = static_cast<const std::byte*>(parts[i].iov_base);
      whole.insert(whole.end(), bytes, bytes + parts[i].iov_len);
    }
    const auto sent = of(data).send(socket, whole);
    return sent ? static_cast<ares_ssize_t>(*sent) : failed<ares_ssize_t>(sent.error());
  }
};

VirtualSockets::VirtualSockets(ip::Interface& interface, Handler handler)
    : interface_(interface), handler_(std::move(handler)), next_(kFirstSocket) {}

void VirtualSockets::attach(ares_channeldata* channel) {
  static constexpr ares_socket_functions kFunctions = {
      .asocket = &Ares::open,
      .aclose = &Ares::close,
      .aconnect = &Ares::connect,
      .arecvfrom = &Ares::receive,
      .asendv = &Ares::send,
  };
  ares_set_socket_functions(channel, &kFunctions, this);
}

Result<int> VirtualSockets::open(Family family, bool stream) {
  if (interface_lost()) return fail(Errno::kNetDown);
  Socket opened;
  if (stream) {
    auto endpoint = ip::TcpEndpoint::create(interface_, family);
    if (!endpoint) return fail(endpoint.error());
    opened.endpoint = std::move(*endpoint);
  } else {
    auto endpoint = ip::UdpEndpoint::create(interface_, family);
    if (!endpoint) return fail(endpoint.error());
    opened.endpoint = std::move(*endpoint);
  }
  const int socket = next_++;
  endpoint_of(opened).set_event_handler([this, socket](ip::Events events) {
    const Handler handler = handler_;  // it may destroy these sockets
    handler(socket, events);
  });
  sockets_.emplace(socket, std::move(opened));
  return socket;
}

Status VirtualSockets::connect(int socket, const SocketAddress& peer) {
  Socket& opened = sockets_.at(socket);
  opened.peer = peer;
  const auto connected =
      std::visit([&](const auto& endpoint) { return endpoint->connect(peer); }, opened.endpoint);
  if (connected && std::holds_alternative<std::unique_ptr<ip::TcpEndpoint>>(opened.endpoint)) {
    return fail(Errno::kInProgress);
  }
  return connected;
}

Result<std::size_t> VirtualSockets::send(int socket, std::span<const std::byte> data) {
  const Socket& opened = sockets_.at(socket);
  if (const auto* udp = std::get_if<std::unique_ptr<ip::UdpEndpoint>>(&opened.endpoint)) {
    return (*udp)->send(data, opened.peer);
  }
  return std::get<std::unique_ptr<ip::TcpEndpoint>>(opened.endpoint)->send(data);
}

Result<std::size_t> VirtualSockets::receive(int socket, std::span<std::byte> buffer) {
  const Socket& opened = sockets_.at(socket);
  if (const auto* tcp = std::get_if<std::unique_ptr<ip::TcpEndpoint>>(&opened.endpoint)) {
    return (*tcp)->receive(buffer, false);
  }
  const auto& udp = std::get<std::unique_ptr<ip::UdpEndpoint>>(opened.endpoint);
  while (true) {
    const auto datagram = udp->receive(buffer, false);
    if (!datagram) return fail(datagram.error());
    // Only what looks like a response goes on: c-ares takes an empty datagram for a broken
    // connection, and a query that comes back for an answer.
    if (datagram->length < kHeader || (buffer[2] & kResponseBit) == std::byte{0}) continue;
    return std::min(datagram->length, buffer.size());
  }
}

bool VirtualSockets::readable(int socket) const {
  const auto found = sockets_.find(socket);
  if (found == sockets_.end()) return false;
  if (endpoint_of(found->second).failure()) return true;
  return std::visit([](const auto& endpoint) { return endpoint->readable(); },
                    found->second.endpoint);
}

bool VirtualSockets::streaming() const {
  return std::any_of(sockets_.begin(), sockets_.end(), [](const auto& entry) {
    return std::holds_alternative<std::unique_ptr<ip::TcpEndpoint>>(entry.second.endpoint);
  });
}

bool VirtualSockets::interface_lost() const {
  return std::any_of(sockets_.begin(), sockets_.end(), [](const auto& entry) {
    return endpoint_of(entry.second).failure() == Errno::kNetDown;
  });
}

}  // namespace hostmodem::dns
