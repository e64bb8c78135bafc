#include <hostmodem.h>
#include <nrf_socket.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "connection.h"

namespace hostmodem::bench {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string("modem: ") + what + ": " + hostmodem_errno_name(errno));
}

/// What is different between the kinds of sockets.
struct Kind {
  int type;
  int protocol;
  Secure secure = {};
};

/// A connection by the modem's sockets.
class ModemSocket final : public Connection {
 public:
  ModemSocket(Kind kind, Port port) : fd_(nrf_socket(NRF_AF_INET, kind.type, kind.protocol)) {
    if (fd_ < 0) fail("socket");
    try {
      set_options(kind);
      connect(port);
    } catch (...) {
      nrf_close(fd_);
      throw;
    }
  }

  ~ModemSocket() override { nrf_close(fd_); }

  void send(std::span<const std::byte> data) override {
    while (!data.empty()) {
      const ssize_t sent = nrf_send(fd_, data.data(), data.size(), 0);
      if (sent < 0) fail("send");
      data = data.subspan(static_cast<std::size_t>(sent));
    }
  }

  std::size_t receive(std::span<std::byte> buffer) override {
    const ssize_t received = nrf_recv(fd_, buffer.data(), buffer.size(), 0);
    if (received < 0) fail("recv");
    return static_cast<std::size_t>(received);
  }

  bool poll(int milliseconds) override {
    nrf_pollfd entry{.fd = fd_, .events = NRF_POLLIN, .revents = 0};
    const int ready = nrf_poll(&entry, 1, milliseconds);
    if (ready < 0) fail("poll");
    return ready == 1;
  }

 private:
  void set_options(Kind kind) {
    const nrf_timeval patience{.tv_sec = kPatience, .tv_usec = 0};
    set(NRF_SOL_SOCKET, NRF_SO_SNDTIMEO, &patience, sizeof(patience));
    set(NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &patience, sizeof(patience));
    if (kind.protocol == NRF_SPROTO_TLS1v2 || kind.protocol == NRF_SPROTO_DTLS1v2) {
      set_secure_options(kind.secure);
    }
  }

  void set_secure_options(const Secure& how) {
    const bool psk = how.suite != nullptr && how.suite->psk;
    const nrf_sec_peer_verify_t verify = NRF_SO_SEC_PEER_VERIFY_REQUIRED;
    const nrf_sec_tag_t tag = psk ? kPskTag : kSecurityTag;
    set(NRF_SOL_SECURE, NRF_SO_SEC_PEER_VERIFY, &verify, sizeof(verify));
    set(NRF_SOL_SECURE, NRF_SO_SEC_TAG_LIST, &tag, sizeof(tag));
    set(NRF_SOL_SECURE, NRF_SO_SEC_HOSTNAME, kServerName, std::strlen(kServerName));
    if (how.suite != nullptr) {
      const nrf_sec_cipher_t suite = how.suite->id;
      set(NRF_SOL_SECURE, NRF_SO_SEC_CIPHERSUITE_LIST, &suite, sizeof(suite));
    }
    const nrf_sec_session_cache_t cache = how.resume ? 1 : 0;
    set(NRF_SOL_SECURE, NRF_SO_SEC_SESSION_CACHE, &cache, sizeof(cache));
  }

  void set(int level, int option, const void* value, std::size_t length) {
    if (nrf_setsockopt(fd_, level, option, value, static_cast<nrf_socklen_t>(length)) != 0) {
      fail("setsockopt");
    }
  }

  void connect(Port port) {
    nrf_sockaddr_in address{};
    address.sin_family = NRF_AF_INET;
    address.sin_port = nrf_htons(port);
    nrf_inet_pton(NRF_AF_INET, "10.0.2.2", &address.sin_addr);
    if (nrf_connect(fd_, reinterpret_cast<const nrf_sockaddr*>(&address), sizeof(address)) != 0) {
      fail("connect");
    }
  }

  int fd_;
};

Connect connect_by(Kind kind, Port port) {
  return [kind, port] { return std::make_unique<ModemSocket>(kind, port); };
}

}  // namespace

Connect modem_tcp(Port port) { return connect_by({NRF_SOCK_STREAM, NRF_IPPROTO_TCP}, port); }
Connect modem_udp(Port port) { return connect_by({NRF_SOCK_DGRAM, NRF_IPPROTO_UDP}, port); }
Connect modem_tls(Port port, Secure how) {
  if (how.datagrams) return connect_by({NRF_SOCK_DGRAM, NRF_SPROTO_DTLS1v2, how}, port);
  return connect_by({NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2, how}, port);
}

}  // namespace hostmodem::bench
