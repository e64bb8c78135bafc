// The options that a RandomCaller sets, and its callbacks.

#include <unistd.h>

#include <atomic>
#include <cstring>

#include "hostmodem.h"
#include "support/random_caller.h"

namespace hostmodem::test {
namespace {

struct Option {
  int level;
  int name;
};

constexpr Option kOptions[] = {
    {NRF_SOL_SOCKET, NRF_SO_ERROR},
    {NRF_SOL_SOCKET, NRF_SO_REUSEADDR},
    {NRF_SOL_SOCKET, NRF_SO_RCVTIMEO},
    {NRF_SOL_SOCKET, NRF_SO_SNDTIMEO},
    {NRF_SOL_SOCKET, NRF_SO_BINDTODEVICE},
    {NRF_SOL_SOCKET, NRF_SO_BINDTOPDN},
    {NRF_SOL_SOCKET, NRF_SO_KEEPOPEN},
    {NRF_SOL_SOCKET, NRF_SO_RAI},
    {NRF_SOL_SOCKET, NRF_SO_RAI_NO_DATA},
    {NRF_SOL_SOCKET, NRF_SO_RAI_LAST},
    {NRF_SOL_SOCKET, NRF_SO_RAI_ONE_RESP},
    {NRF_SOL_SOCKET, NRF_SO_RAI_ONGOING},
    {NRF_SOL_SOCKET, NRF_SO_RAI_WAIT_MORE},
    {NRF_SOL_SOCKET, NRF_SO_EXCEPTIONAL_DATA},
    {NRF_IPPROTO_ALL, NRF_SO_SILENCE_ALL},
    {NRF_IPPROTO_IP, NRF_SO_IP_ECHO_REPLY},
    {NRF_IPPROTO_IPV6, NRF_SO_IPV6_ECHO_REPLY},
    {NRF_IPPROTO_IPV6, NRF_SO_IPV6_DELAYED_ADDR_REFRESH},
    {NRF_IPPROTO_TCP, NRF_SO_TCP_SRV_SESSTIMEO},
    {NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST},
    {NRF_SOL_SECURE, NRF_SO_SEC_HOSTNAME},
    {NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY},
    {NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_LIST},
    {NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_USED},
    {NRF_SOL_SECURE, NRF_SO_SEC_ROLE},
    {NRF_SOL_SECURE, NRF_SO_SEC_SESSION_CACHE},
    {NRF_SOL_SECURE, NRF_SO_SEC_DTLS_HANDSHAKE_TIMEO},
    {NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CONN_SAVE},
    {NRF_SOL_SECURE, NRF_SO_SEC_DTLS_CONN_LOAD},
    {NRF_SOL_SECURE, NRF_SO_SEC_DTLS_FRAG_EXT},
};

void set_callback(int fd, const nrf_modem_pollcb* setting) {
  nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_POLLCB, setting,
                 setting == nullptr ? 0 : nrf_socklen_t{sizeof *setting});
}

}  // namespace

void RandomCaller::set_option() {
  const Option& known = kOptions[below(std::size(kOptions))];
  const int level = below(10) == 0 ? number() : known.level;
  int name = below(10) == 0 ? number() : known.name;
  // Their values are addresses that are called.
  if (name == NRF_SO_POLLCB || name == NRF_SO_SENDCB) name = NRF_SO_RAI_LAST;
  for (std::byte& byte : from_) byte = static_cast<std::byte>(below(4));
  const nrf_timeval timeout{0, 1000 * below(20)};
  const int small = static_cast<int>(below(3));
  if (below(2) == 0) {
    std::memcpy(from_.data(), &timeout, sizeof timeout);
  } else if (below(2) == 0) {
    std::memcpy(from_.data(), &small, sizeof small);
  }
  nrf_setsockopt(
      fd(), level, name, maybe(from_.data()),
      below(4) != 0 ? nrf_socklen_t{name == NRF_SO_RCVTIMEO ? 8U : 4U} : below(sizeof from_));
}

void RandomCaller::get_option() {
  const Option& known = kOptions[below(std::size(kOptions))];
  nrf_socklen_t size = below(sizeof from_);
  nrf_getsockopt(fd(), below(10) == 0 ? number() : known.level,
                 below(10) == 0 ? number() : known.name, maybe(from_.data()), maybe(&size));
}

void RandomCaller::set_poll_callback() {
  const nrf_modem_pollcb setting{&RandomCaller::on_event, static_cast<short>(random_()),
                                 below(3) == 0};
  set_callback(fd(), below(8) == 0 ? nullptr : &setting);
}

/// On the thread of the modem, or inside a caller's set_poll_callback(): it has no random numbers
/// of its own, and may come from itself.
void RandomCaller::on_event(nrf_pollfd* pollfd) {
  static std::atomic<unsigned> calls = 0;
  static thread_local int depth = 0;
  if (depth > 1) return;
  ++depth;
  const int fd = pollfd->fd;
  char byte = 0;
  const nrf_modem_pollcb again{&RandomCaller::on_event, NRF_POLLIN | NRF_POLLOUT, true};
  switch (calls++ % 8) {
    case 0:
      nrf_close(fd);
      break;
    case 1:
      nrf_send(fd, &byte, 1, NRF_MSG_DONTWAIT);
      break;
    case 2:
      set_callback(fd, &again);
      break;
    case 3:
      set_callback(fd, nullptr);
      break;
    case 4:
      nrf_poll(pollfd, 1, 0);
      break;
    case 5:
      if (const int ready = hostmodem_socket_readiness(fd, NRF_POLLIN); ready >= 0) ::close(ready);
      break;
    case 6:
      nrf_recv(fd, &byte, 1, 0);  // refused
      break;
    default:
      nrf_recv(fd, &byte, 1, NRF_MSG_DONTWAIT);
      break;
  }
  --depth;
}

void RandomCaller::set_send_callback() {
  const nrf_modem_sendcb setting{&RandomCaller::on_delivery};
  const bool unset = below(4) == 0;
  nrf_setsockopt(fd(), NRF_SOL_SOCKET, NRF_SO_SENDCB, unset ? nullptr : &setting,
                 unset ? 0 : nrf_socklen_t{sizeof setting});
}

/// On the thread of the modem.
void RandomCaller::on_delivery(const nrf_modem_sendcb_params* params) {
  static std::atomic<unsigned> calls = 0;
  const int fd = params->fd;
  switch (calls++ % 5) {
    case 0:
      nrf_close(fd);
      break;
    case 1:
      nrf_send(fd, "again", 5, NRF_MSG_DONTWAIT);
      break;
    case 2:
      nrf_send(fd, "again", 5, NRF_MSG_WAITACK);  // refused
      break;
    case 3:
      nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_SENDCB, nullptr, 0);
      break;
    default:
      break;
  }
}

}  // namespace hostmodem::test
