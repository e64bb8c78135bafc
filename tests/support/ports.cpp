#include "support/ports.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <charconv>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>

#include "support/host_socket.h"

namespace hostmodem::test {
namespace {

// Linux gives out 32768 and above by itself.
constexpr int kFirstPort = 20000;
constexpr int kLastPort = 32767;

bool can_be_bound(Family family, int type, std::uint16_t port) {
  const FileDescriptor fd = host_socket(family, type);
  if (family == Family::kIpv6) {
    const int on = 1;
    checked(setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on), "IPV6_V6ONLY");
  }
  const HostAddress address = to_host_address(any_address(family, port));
  return bind(fd.get(), address.get(), address.length) == 0;
}

bool is_free(std::uint16_t port) {
  return can_be_bound(Family::kIpv4, SOCK_STREAM, port) &&
         can_be_bound(Family::kIpv6, SOCK_STREAM, port) &&
         can_be_bound(Family::kIpv4, SOCK_DGRAM, port) &&
         can_be_bound(Family::kIpv6, SOCK_DGRAM, port);
}

// Looks through a table such as /proc/net/tcp: its columns are "slot: address:port peer:port
// state".
bool is_in_table(const char* path, std::uint16_t port, const char* state) {
  std::ifstream table(path);
  std::string line;
  while (std::getline(table, line)) {
    std::istringstream columns(line);
    std::string slot;
    std::string local;
    std::string remote;
    std::string found_state;
    columns >> slot >> local >> remote >> found_state;
    const auto colon = local.rfind(':');
    if (colon == std::string::npos || found_state != state) continue;
    unsigned found_port = 0;
    std::from_chars(local.data() + colon + 1, local.data() + local.size(), found_port, 16);
    if (found_port == port) return true;
  }
  return false;
}

}  // namespace

std::uint16_t unused_port(int count) {
  std::random_device random;
  std::uniform_int_distribution<int> ports(kFirstPort, kLastPort - count + 1);
  for (int i = 0; i < 1000; ++i) {
    const int first = ports(random);
    int free = 0;
    while (free < count && is_free(static_cast<std::uint16_t>(first + free))) ++free;
    if (free == count) return static_cast<std::uint16_t>(first);
  }
  throw std::runtime_error("no free port");
}

bool port_is_taken(Transport transport, std::uint16_t port) {
  if (transport == Transport::kTcp) {
    constexpr const char* kListening = "0A";
    return is_in_table("/proc/net/tcp", port, kListening) ||
           is_in_table("/proc/net/tcp6", port, kListening);
  }
  constexpr const char* kNotConnected = "07";
  return is_in_table("/proc/net/udp", port, kNotConnected) ||
         is_in_table("/proc/net/udp6", port, kNotConnected);
}

ClosedPort::ClosedPort(Family family, Transport transport) {
  const int type = transport == Transport::kTcp ? SOCK_STREAM : SOCK_DGRAM;
  auto [socket, endpoint] = host_socket_on_loopback(family, type);
  if (transport == Transport::kUdp) {
    // Connected to itself, it takes datagrams of nobody else: they are refused.
    const HostAddress self = to_host_address(endpoint);
    checked(connect(socket.get(), self.get(), self.length), "connect");
  }
  socket_ = std::move(socket);
  port_ = endpoint.port;
}

}  // namespace hostmodem::test
