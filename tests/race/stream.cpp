#include "race/stream.h"

#include <sstream>
#include <stdexcept>

#include "support/host_peer.h"
#include "support/ip_packets.h"

namespace hostmodem::test {
namespace {

constexpr std::uint16_t kPort = 7000;  // of a network that is this modem alone

Socket open(SocketApi& api, int type) { return open_socket(api, NRF_AF_INET, type, 0); }

// What must work before a race can begin.
void require(const Outcome& outcome) {
  if (outcome == gives(0)) return;
  std::ostringstream text;
  text << "no sockets for a race: " << outcome;
  throw std::runtime_error(text.str());
}

Stream stream_in_modem(SocketApi& api) {
  const Endpoint own = api.self(Family::kIpv4, kPort);
  Socket listener = open(api, NRF_SOCK_STREAM);
  auto socket = std::make_shared<Socket>(open(api, NRF_SOCK_STREAM));
  // The port of the round before may still wait for its connections to be forgotten.
  require(listener.set_option(NRF_SO_REUSEADDR, 1));
  require(listener.bind(own));
  require(listener.listen(1));
  require(socket->connect(own));
  auto other = std::make_shared<Socket>(listener.accept_from().first);
  return {socket->fd(), [socket, other] { EXPECT_EQ(other->send("x"), gives(1)); },
          [socket, other] { static_cast<void>(other->recv(65536, NRF_MSG_DONTWAIT)); }};
}

Stream stream_to_host(SocketApi& api) {
  HostListener listener(Family::kIpv4);
  auto socket = std::make_shared<Socket>(open(api, NRF_SOCK_STREAM));
  require(socket->connect(api.host(Family::kIpv4, listener.port())));
  auto other = std::make_shared<HostConnection>(listener.accept());
  return {socket->fd(), [socket, other] { other->send("x"); },
          [socket, other] { static_cast<void>(other->receive_some()); }};
}

Stream datagrams_in_modem(SocketApi& api) {
  const Endpoint own = api.self(Family::kIpv4, kPort);
  auto socket = std::make_shared<Socket>(open(api, NRF_SOCK_DGRAM));
  auto other = std::make_shared<Socket>(open(api, NRF_SOCK_DGRAM));
  require(socket->bind(own));
  return {socket->fd(), [socket, other, own] { EXPECT_EQ(other->sendto("x", own), gives(1)); },
          [] {}};
}

Stream datagrams_of_host(SocketApi& api) {
  auto other = std::make_shared<HostUdp>(Family::kIpv4);
  auto socket = std::make_shared<Socket>(open(api, NRF_SOCK_DGRAM));
  require(socket->bind(api.self(Family::kIpv4, 0)));
  EXPECT_EQ(socket->sendto("hello", api.host(Family::kIpv4, other->port())), gives(5));
  const Endpoint back = other->receive().from;
  return {socket->fd(), [socket, other, back] { other->send("x", back); }, [] {}};
}

// A packet that a neighbour sends.
void send_from_pipe() {
  const Bytes packet = udp_packet({*IpAddress::parse("10.0.2.2"), 53},
                                  {*IpAddress::parse("10.0.2.15"), kPort}, bytes_of("x"));
  EXPECT_EQ(hostmodem_pipe_send(0, packet.data(), packet.size()), 0);
}

}  // namespace

Stream open_stream(SocketApi& api, World world) {
  return world == World::kModem ? stream_in_modem(api) : stream_to_host(api);
}

Stream open_datagrams(SocketApi& api, World world) {
  return world == World::kModem ? datagrams_in_modem(api) : datagrams_of_host(api);
}

Stream open_packets(SocketApi& api, World world) {
  auto socket =
      std::make_shared<Socket>(open_socket(api, NRF_AF_PACKET, NRF_SOCK_RAW, NRF_IPPROTO_RAW));
  if (world == World::kModem) return {socket->fd(), [socket] { send_from_pipe(); }, [] {}};
  // The packets that are for a datagram socket.
  const Stream datagrams = datagrams_of_host(api);
  return {socket->fd(), [socket, datagrams] { datagrams.feed(); }, [] {}};
}

}  // namespace hostmodem::test
