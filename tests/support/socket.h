#pragma once

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/socket_api.h"

namespace hostmodem::test {

/// A datagram and its sender, or the error of the call.
struct ReceivedFrom {
  Received received;
  Endpoint from;
};

/// A socket of the API under test; it is closed with the object. Each function is the call of that
/// name, once.
class Socket {
 public:
  Socket(SocketApi& api, int fd) : api_(&api), fd_(fd) {}
  Socket(Socket&& other) noexcept : api_(other.api_), fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(api_, other.api_);
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket() {
    if (fd_ >= 0) api_->close(fd_);
  }

  [[nodiscard]] int fd() const { return fd_; }
  Outcome close() { return api_->close(std::exchange(fd_, -1)); }

  Outcome connect(const Endpoint& peer);
  Outcome bind(const Endpoint& local);
  Outcome listen(int backlog) { return api_->listen(fd_, backlog); }
  Outcome accept() { return api_->accept(fd_, nullptr, nullptr); }
  /// The accepted socket and its peer; throws when there is none.
  std::pair<Socket, Endpoint> accept_from();

  Outcome send(std::string_view data, int flags = 0) {
    return api_->send(fd_, data.data(), data.size(), flags);
  }
  Outcome sendto(std::string_view data, const Endpoint& peer, int flags = 0);
  Received recv(std::size_t size, int flags = 0);
  ReceivedFrom recvfrom(std::size_t size, int flags = 0);

  void set_nonblocking(bool on = true);
  Outcome set_timeout(int option, std::chrono::microseconds timeout);
  Outcome set_option(int option, int value) {
    return api_->setsockopt(fd_, NRF_SOL_SOCKET, option, &value, sizeof value);
  }
  /// NRF_SO_ERROR: the pending error, which is cleared.
  int take_error();

  /// What nrf_poll() reports of this socket alone: at once, or 0 when there is none of the events.
  short poll(short events);
  /// The same, after waiting for one of the events; 0 when none came.
  short wait(short events);

 private:
  short poll(short events, int timeout);

  SocketApi* api_;
  int fd_;
};

/// Opens a socket; the arguments are those of nrf_socket(). Throws when there is none.
[[nodiscard]] Socket open_socket(SocketApi& api, int family, int type, int protocol);

/// Sends all of it on a non-blocking socket, waiting for NRF_POLLOUT.
void send_all_polling(Socket& socket, std::string_view data);
/// Receives that much, or up to the end, on a non-blocking socket, waiting for NRF_POLLIN.
[[nodiscard]] std::string receive_all_polling(Socket& socket, std::size_t size);
/// Receives that much, or up to the end, on a blocking socket.
[[nodiscard]] std::string receive_all(Socket& socket, std::size_t size);

}  // namespace hostmodem::test
