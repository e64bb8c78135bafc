#include "support/random_caller.h"

#include <poll.h>
#include <unistd.h>

#include <cstring>
#include <utility>

#include "hostmodem.h"
#include "nrf_modem_at.h"
#include "support/ip_packets.h"

namespace hostmodem::test {
namespace {

constexpr const char* kOwnAddress = "10.0.2.15";

nrf_sockaddr_in address_of(const char* text, std::uint16_t port) {
  nrf_sockaddr_in result{};
  result.sin_family = NRF_AF_INET;
  result.sin_port = nrf_htons(port);
  nrf_inet_pton(NRF_AF_INET, text, &result.sin_addr);
  return result;
}

void set_timeout(int fd, int option, unsigned milliseconds) {
  const nrf_timeval value{0, milliseconds * 1000};
  nrf_setsockopt(fd, NRF_SOL_SOCKET, option, &value, sizeof value);
}

}  // namespace

RandomCaller::RandomCaller(std::uint32_t seed, std::string elsewhere)
    : random_(seed), elsewhere_(std::move(elsewhere)) {}

RandomCaller::~RandomCaller() {
  for (const std::uint16_t port : forwards_) {
    hostmodem_forward_remove(0, NRF_SOCK_STREAM, "127.0.0.1", port);
  }
  end_failures();
}

void RandomCaller::call() {
  using Action = void (RandomCaller::*)();
  using Self = RandomCaller;
  static constexpr Action kActions[] = {
      &Self::open,
      &Self::open,
      &Self::open,
      &Self::close,
      &Self::connect,
      &Self::bind,
      &Self::listen,
      &Self::accept,
      &Self::send,
      &Self::send,
      &Self::receive,
      &Self::receive,
      &Self::poll,
      &Self::set_flags,
      &Self::converse,
      &Self::converse,
      &Self::set_option,
      &Self::get_option,
      &Self::look_up,
      &Self::set_poll_callback,
      &Self::command,
      &Self::set_poll_callback,
      &Self::set_send_callback,
      &Self::arrive,
      &Self::set_name_server,
      &Self::watch,
      &Self::list_interfaces,
      &Self::forward,
      &Self::stop_data,
      &Self::converse_secretly,
      &Self::impair,
      &Self::black_out,
      &Self::order_failures,
      &Self::measure,
  };
  (this->*kActions[below(std::size(kActions))])();
}

const nrf_sockaddr* RandomCaller::address() {
  nrf_sockaddr_in to = address_of(below(4) == 0 ? elsewhere_.c_str() : kOwnAddress, port());
  if (below(10) == 0) to.sin_family = below(5);
  std::memcpy(address_.data(), &to, sizeof to);
  return maybe(reinterpret_cast<const nrf_sockaddr*>(address_.data()));
}

nrf_socklen_t RandomCaller::address_length() {
  return below(8) == 0 ? below(40) : nrf_socklen_t{sizeof(nrf_sockaddr_in)};
}

void RandomCaller::open() {
  static constexpr std::array kProtocols = {0, NRF_IPPROTO_TCP, NRF_IPPROTO_UDP, NRF_SPROTO_TLS1v2,
                                            NRF_SPROTO_DTLS1v2};
  if (below(6) == 0) {
    nrf_socket(NRF_AF_PACKET, NRF_SOCK_RAW, NRF_IPPROTO_RAW);
    return;
  }
  const bool odd = below(10) == 0;
  nrf_socket(odd ? number() : NRF_AF_INET, odd ? number() : 1 + static_cast<int>(below(2)),
             kProtocols[below(kProtocols.size())]);
}

void RandomCaller::close() {
  if (below(3) != 0) nrf_close(fd());
}

void RandomCaller::connect() { nrf_connect(fd(), address(), address_length()); }

void RandomCaller::bind() { nrf_bind(fd(), address(), address_length()); }

void RandomCaller::listen() { nrf_listen(fd(), number()); }

void RandomCaller::accept() {
  nrf_socklen_t size = below(sizeof(nrf_sockaddr_in6) + 1);
  nrf_accept(fd(), room(), maybe(&size));
}

void RandomCaller::send() {
  if (below(4) == 0) {  // of use to a raw socket
    const auto whole = packet();
    nrf_send(fd(), whole.data(), whole.size(), NRF_MSG_DONTWAIT);
    return;
  }
  nrf_sendto(fd(), buffer_.data(), below(buffer_.size()), send_flags(),
             below(2) == 0 ? address() : nullptr, address_length());
}

void RandomCaller::receive() {
  nrf_socklen_t size = below(sizeof(nrf_sockaddr_in6) + 1);
  nrf_recvfrom(fd(), buffer_.data(), below(buffer_.size()), flags(), room(), maybe(&size));
}

void RandomCaller::poll() {
  std::array<nrf_pollfd, 4> fds;
  for (nrf_pollfd& entry : fds) entry = {fd(), static_cast<short>(random_()), 0};
  nrf_poll(maybe(fds.data()), below(fds.size() + 1), static_cast<int>(below(30)));
}

void RandomCaller::set_flags() {
  nrf_fcntl(fd(), number(), below(2) == 0 ? NRF_O_NONBLOCK : number());
}

void RandomCaller::converse() {
  const int listening = nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, 0);
  const nrf_sockaddr_in own = address_of(kOwnAddress, port());
  const auto* where = reinterpret_cast<const nrf_sockaddr*>(&own);
  nrf_bind(listening, where, sizeof own);
  nrf_listen(listening, 2);
  const int client = nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, 0);
  set_timeout(client, NRF_SO_SNDTIMEO, 1 + below(50));
  set_timeout(client, NRF_SO_RCVTIMEO, 1 + below(50));
  nrf_connect(client, where, sizeof own);
  set_timeout(listening, NRF_SO_RCVTIMEO, 1 + below(50));
  const int server = nrf_accept(listening, nullptr, nullptr);
  for (int i = 0; i < 4; ++i) {
    nrf_send(client, buffer_.data(), below(buffer_.size()), below(4) == 0 ? NRF_MSG_WAITACK : 0);
    nrf_recv(server, buffer_.data(), below(buffer_.size()), flags());
  }
  nrf_close(listening);
  if (below(2) == 0) nrf_close(client);
  if (below(2) == 0) nrf_close(server);
}

void RandomCaller::converse_secretly() {
  const nrf_sockaddr_in own = address_of(kOwnAddress, port());
  const auto* where = reinterpret_cast<const nrf_sockaddr*>(&own);
  const nrf_sec_tag_t tag = kPskTag;
  const nrf_sec_role_t role = NRF_SO_SEC_ROLE_SERVER;
  const int server = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, NRF_SPROTO_DTLS1v2);
  nrf_setsockopt(server, NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST, &tag, sizeof tag);
  nrf_setsockopt(server, NRF_SOL_SECURE, NRF_SO_SEC_ROLE, &role, sizeof role);
  nrf_bind(server, where, sizeof own);
  set_timeout(server, NRF_SO_RCVTIMEO, 1 + below(50));
  const int client = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, NRF_SPROTO_DTLS1v2);
  nrf_setsockopt(client, NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST, &tag, sizeof tag);
  set_timeout(client, NRF_SO_SNDTIMEO, 1 + below(50));
  nrf_connect(client, where, sizeof own);
  for (int i = 0; i < 4; ++i) {
    nrf_send(client, buffer_.data(), below(buffer_.size()), flags());
    nrf_recv(server, buffer_.data(), below(buffer_.size()), flags());
  }
  if (below(2) == 0) nrf_close(client);
  if (below(2) == 0) nrf_close(server);
}

void RandomCaller::look_up() {
  static constexpr std::array kNames = {"10.0.2.2", "host.example", "", "a..b", "::1"};
  nrf_addrinfo hints{};
  hints.ai_family = static_cast<int>(below(4));
  hints.ai_flags = below(4) == 0 ? number() : 0;
  nrf_addrinfo* found = nullptr;
  if (nrf_getaddrinfo(maybe(kNames[below(kNames.size())]), below(2) == 0 ? "80" : nullptr,
                      maybe(&hints), maybe(&found)) == 0) {
    nrf_freeaddrinfo(found);
  }
}

void RandomCaller::set_name_server() {
  nrf_in6_addr server{};  // room for either family
  nrf_inet_pton(NRF_AF_INET, below(2) == 0 ? kOwnAddress : elsewhere_.c_str(), &server);
  const bool right = below(4) != 0;
  nrf_setdnsaddr(right ? NRF_AF_INET : number(), maybe(&server),
                 right ? nrf_socklen_t{sizeof(nrf_in_addr)} : below(20));
}

void RandomCaller::list_interfaces() {
  nrf_ifaddrs* list = nullptr;
  if (nrf_getifaddrs(maybe(&list)) == 0) nrf_freeifaddrs(list);
}

void RandomCaller::stop_data() {
  nrf_socket_data_enabled_get();
  if (below(4) != 0) return;
  nrf_socket_data_enabled_set(false);
  nrf_socket_data_enabled_set(true);
}

void RandomCaller::command() {
  static constexpr std::array kCommands = {"AT",
                                           "AT+CFUN?",
                                           "AT+CFUN=1",
                                           "AT+CFUN=1",
                                           "AT+CFUN=4",
                                           "AT+CEREG=5",
                                           "AT+CGEREP=1",
                                           "AT%CMNG=1",
                                           "AT%CMNG=0,7,0,\"x\"",
                                           "AT+CMEE=1",
                                           "AT+NONSENSE",
                                           "AT+CFUN=\"",
                                           "AT+CGDCONT=1,\"IP\"",
                                           "AT+CGDCONT=1,\"IP\",\"limited\"",
                                           "AT+CGACT=1,1",
                                           "AT+CGACT=1,1",
                                           "AT+CGACT=0,1",
                                           "AT%APNRATECTRL=0,1",
                                           "AT%APNRATECTRL=1",
                                           "AT%EXCEPTIONALDATA=0,1,1",
                                           "AT%EXCEPTIONALDATA=0,1,0",
                                           "AT%EXCEPTIONALDATA=1,1",
                                           ""};
  std::array<char, 32> response{};
  nrf_modem_at_cmd(maybe(response.data()), below(response.size()), "%s",
                   kCommands[below(kCommands.size())]);
  if (below(4) == 0) {
    nrf_modem_at_notif_handler_set(below(2) == 0 ? nullptr : +[](const char*) {});
  }
}

std::vector<std::byte> RandomCaller::packet() {
  const IpAddress own = *IpAddress::parse(kOwnAddress);
  const IpAddress other = *IpAddress::parse(elsewhere_);
  std::vector<std::byte> noise(1 + below(80));
  for (std::byte& byte : noise) byte = static_cast<std::byte>(random_());
  switch (below(4)) {
    case 0:
      return echo_request(other, own, noise);
    case 1:
      return udp_packet({other, 53}, {own, port()}, noise);
    case 2: {
      TcpSegment segment;
      segment.from = {other, static_cast<std::uint16_t>(below(3) + 1)};
      segment.to = {own, port()};
      segment.sequence = below(2000);
      segment.acknowledgement = static_cast<std::uint32_t>(random_());
      segment.flags = static_cast<std::uint8_t>(below(32));
      return tcp_packet(segment);
    }
    default:
      return noise;
  }
}

void RandomCaller::arrive() {
  const auto arrived = packet();
  hostmodem_pipe_send(static_cast<int>(below(3)), arrived.data(), arrived.size());
}

void RandomCaller::watch() {
  const int ready = hostmodem_socket_readiness(fd(), static_cast<short>(below(7)));
  if (ready < 0) return;
  pollfd entry{ready, POLLIN, 0};
  ::poll(&entry, 1, 0);
  ::close(ready);
}

void RandomCaller::forward() {
  static constexpr std::array kAddresses = {"127.0.0.1", "127.0.0.1", "::1", "nonsense"};
  const int type = 1 + static_cast<int>(below(3));
  const bool lasts = type == NRF_SOCK_STREAM && forwards_.empty();
  const char* const where = lasts ? "127.0.0.1" : maybe(kAddresses[below(kAddresses.size())]);
  const int given = hostmodem_forward_add(static_cast<int>(below(6)) / 5, type, where, 0, port());
  if (given > 0 && lasts) {
    forwards_.push_back(static_cast<std::uint16_t>(given));
  } else if (given > 0) {
    hostmodem_forward_remove(0, type, where, static_cast<std::uint16_t>(given));
  }
}

}  // namespace hostmodem::test
