// IP packets from the network, while sockets of every kind are open.
//
// Input: a byte of Setup, then records until the end:
//
//   flags   u8   what is done to the packet before it is sent (Flags)
//   step    u8   after the packet the clock moves by the square of this, in milliseconds
//   act     u8   then something is done with a socket: bits 0 to 2 are its descriptor, the others
//                an index of kActs
//   length  u16  of the packet, little-endian; 0: no packet
//   packet       IPv4 or IPv6, or what claims to be that
//
// The descriptors are those of open_sockets(); 6 and 7 are the first two that are accepted.

#include <array>

#include "block.h"
#include "hostmodem.h"
#include "input.h"
#include "modem.h"
#include "nrf_socket.h"
#include "promise.h"
#include "sockets.h"
#include "support/ip_packets.h"
#include "uplink.h"

namespace hostmodem::fuzz {
namespace {

using test::Bytes;

enum Setup : std::uint8_t {
  kWithoutRaw = 0x01,   ///< a raw socket changes which packets the IP stack gets
  kTls = 0x02,          ///< the connecting socket is a TLS one
  kClientsOnV6 = 0x04,  ///< the connecting socket and the connected UDP one
};

enum Flags : std::uint8_t {
  kRenewChecksums = 0x01,  ///< of the IP header, and of what follows unless that is a fragment
  kToModem = 0x02,         ///< its destination becomes the modem
  kFromPeer = 0x04,        ///< its source becomes whom the clients connect to
  kSetLength = 0x08,       ///< its length in the header becomes true
  kNumber = 0x10,          ///< Uplink::number()
  kFill = 0x20,            ///< kFillSize bytes are appended: four fill a window
};

constexpr std::size_t kMaxPacket = 4096;
constexpr std::size_t kFillSize = 16380;
constexpr std::size_t kHeader4 = 20;
constexpr std::size_t kHeader6 = 40;

constexpr const char* kPeer4 = "10.0.2.2";
constexpr const char* kPeer6 = "fd00:0:0:2::2";
constexpr std::uint16_t kPeerPort = 443;
constexpr std::uint16_t kServerPort = 7000;
constexpr std::uint16_t kClientPort = 40000;
constexpr std::uint16_t kBoundPort = 5000;
constexpr std::uint16_t kConnectedPort = 5001;

// By descriptor.
enum Socket : int { kServer4, kServer6, kClient, kBound, kConnected, kRaw };

void start_client(int family) {
  connect_to(kClient, {family == NRF_AF_INET ? kPeer4 : kPeer6, kPeerPort});
}

void open_sockets(std::uint8_t setup) {
  const int family = (setup & kClientsOnV6) != 0 ? NRF_AF_INET6 : NRF_AF_INET;
  const char* any = family == NRF_AF_INET ? "0.0.0.0" : "::";
  open_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_IPPROTO_TCP);
  bind_to(kServer4, {"0.0.0.0", kServerPort});
  open_socket(NRF_AF_INET6, NRF_SOCK_STREAM, NRF_IPPROTO_TCP);
  bind_to(kServer6, {"::", kServerPort});
  for (const int server : {kServer4, kServer6}) checked(nrf_listen(server, 2));

  const bool tls = (setup & kTls) != 0;
  open_socket(family, NRF_SOCK_STREAM, tls ? NRF_SPROTO_TLS1v2 : NRF_IPPROTO_TCP);
  if (tls) {
    const nrf_sec_peer_verify_t verify = NRF_SO_SEC_PEER_VERIFY_NONE;
    checked(
        nrf_setsockopt(kClient, NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY, &verify, sizeof verify));
  }
  bind_to(kClient, {any, kClientPort});
  start_client(family);

  open_socket(NRF_AF_INET, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP);
  bind_to(kBound, {"0.0.0.0", kBoundPort});
  open_socket(family, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP);
  bind_to(kConnected, {any, kConnectedPort});
  connect_to(kConnected, {family == NRF_AF_INET ? kPeer4 : kPeer6, kPeerPort});
  const int raw = open_socket(NRF_AF_PACKET, NRF_SOCK_RAW, NRF_IPPROTO_IP);
  require(raw == kRaw, "eight sockets can be opened");
  if ((setup & kWithoutRaw) != 0) nrf_close(raw);
}

void receive(int fd, std::size_t size, int flags) {
  Block buffer(size);
  const long got = checked(nrf_recv(fd, buffer.as(), size, flags | NRF_MSG_DONTWAIT));
  require(got <= static_cast<long>(size), "nrf_recv() gives no more than was asked for");
}

void send(int fd, std::size_t size) {
  Block data(test::pattern(size));
  const long sent = checked(nrf_send(fd, data.as(), size, NRF_MSG_DONTWAIT));
  require(sent <= static_cast<long>(size), "nrf_send() takes no more than it was given");
}

void send_to_peer(int fd) {
  Block data(test::pattern(1200));
  const Address peer(kPeer4, kPeerPort);
  checked(nrf_sendto(fd, data.as(), data.size(), NRF_MSG_DONTWAIT, peer.get(), peer.length()));
}

/// Through the raw socket it leaves the modem; to others it is data.
void send_ping(int fd) {
  const auto own = IpAddress::parse(Modem::kOwn4);
  Block packet(test::echo_request(*own, *IpAddress::parse(kPeer4), test::pattern(8)));
  checked(nrf_send(fd, packet.as(), packet.size(), NRF_MSG_DONTWAIT));
}

void poll_all(int) {
  std::array<nrf_pollfd, NRF_MODEM_MAX_SOCKET_COUNT> all{};
  for (std::size_t fd = 0; fd < all.size(); ++fd) {
    all[fd] = {static_cast<int>(fd), NRF_POLLIN | NRF_POLLOUT, 0};
  }
  checked(nrf_poll(all.data(), all.size(), 0));
}

void take_error(int fd) {
  int error = 0;
  nrf_socklen_t length = sizeof error;
  checked(nrf_getsockopt(fd, NRF_SOL_SOCKET, NRF_SO_ERROR, &error, &length));
}

void limit_session(int fd) {
  const int seconds = 1;
  checked(nrf_setsockopt(fd, NRF_IPPROTO_TCP, NRF_SO_TCP_SRV_SESSTIMEO, &seconds, sizeof seconds));
}

constexpr std::array<void (*)(Modem&, int fd), 19> kActs = {
    [](Modem&, int) {},
    [](Modem&, int fd) { receive(fd, 1, 0); },
    [](Modem&, int fd) { receive(fd, 1000, 0); },
    [](Modem&, int fd) { receive(fd, 70000, 0); },
    [](Modem&, int fd) { receive(fd, 64, NRF_MSG_PEEK); },
    [](Modem&, int fd) { receive(fd, 0, 0); },
    [](Modem&, int fd) { send(fd, 1); },
    [](Modem&, int fd) { send(fd, 1000); },
    [](Modem&, int fd) { send(fd, 70000); },
    [](Modem&, int fd) { send_to_peer(fd); },
    [](Modem&, int fd) { accept_socket(fd, nullptr, nullptr); },
    [](Modem&, int fd) { poll_all(fd); },
    [](Modem&, int fd) { take_error(fd); },
    [](Modem&, int fd) { checked(nrf_close(fd)); },
    [](Modem&, int) { start_client(NRF_AF_INET); },
    [](Modem&, int fd) { checked(nrf_listen(fd, 1)); },
    [](Modem&, int fd) { limit_session(fd); },
    [](Modem& modem, int) { modem.reattach(); },
    [](Modem&, int fd) { send_ping(fd); },
};

void put(Bytes& packet, std::size_t at, std::span<const std::uint8_t> bytes) {
  const auto source = std::as_bytes(bytes);
  std::copy(source.begin(), source.end(), packet.begin() + static_cast<std::ptrdiff_t>(at));
}

void put16(Bytes& packet, std::size_t at, std::size_t value) {
  packet[at] = static_cast<std::byte>(value >> 8 & 0xff);
  packet[at + 1] = static_cast<std::byte>(value & 0xff);
}

bool is_fragment4(const Bytes& packet) {
  return (packet[6] & std::byte{0x3f}) != std::byte{0} || packet[7] != std::byte{0};
}

void renew_checksums(Bytes& packet, bool v4) {
  const Bytes before = packet;
  test::renew_checksums(packet);
  if (!v4 || !is_fragment4(packet)) return;
  const std::size_t header = (std::to_integer<std::size_t>(packet[0]) & 0x0f) * 4;
  if (header < kHeader4 || header > packet.size()) return;
  const auto rest = static_cast<std::ptrdiff_t>(header);
  std::copy(before.begin() + rest, before.end(), packet.begin() + rest);
}

void prepare(Bytes& packet, std::uint8_t flags, const Uplink& uplink) {
  const int version = packet.empty() ? 0 : std::to_integer<int>(packet[0]) >> 4;
  const bool v4 = version == 4;
  if ((!v4 && version != 6) || packet.size() < (v4 ? kHeader4 : kHeader6)) return;
  const auto set_address = [&](std::size_t at, std::string_view text) {
    put(packet, at, IpAddress::parse(text)->bytes());
  };
  if ((flags & kToModem) != 0) set_address(v4 ? 16 : 24, v4 ? Modem::kOwn4 : Modem::kOwn6);
  if ((flags & kFromPeer) != 0) set_address(v4 ? 12 : 8, v4 ? kPeer4 : kPeer6);
  if ((flags & kSetLength) != 0) {
    put16(packet, v4 ? 2 : 4, v4 ? packet.size() : packet.size() - kHeader6);
  }
  if ((flags & kNumber) != 0) uplink.number(packet);
  if ((flags & kRenewChecksums) != 0) renew_checksums(packet, v4);
}

void run(Input input) {
  const Uplink uplink;
  Modem modem;
  open_sockets(input.u8());
  modem.settle();
  while (!input.empty()) {
    const std::uint8_t flags = input.u8();
    const std::uint64_t step = input.u8();
    const std::uint8_t act = input.u8();
    const auto bytes = input.bytes(std::min<std::size_t>(input.u16(), kMaxPacket));
    if (!bytes.empty()) {
      Bytes packet(bytes.begin(), bytes.end());
      if ((flags & kFill) != 0) packet.resize(packet.size() + kFillSize, std::byte{'x'});
      prepare(packet, flags, uplink);
      Block sent(packet);
      // Refused while the network is away.
      hostmodem_pipe_send(0, sent.as(), sent.size());
    }
    if (step > 0) modem.step(step * step);
    kActs[(act >> 3) % kActs.size()](modem, act & 7);
    modem.settle();
  }
}

}  // namespace
}  // namespace hostmodem::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hostmodem::fuzz::run({data, size});
  return 0;
}
