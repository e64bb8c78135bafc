#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "hostmodem.h"
#include "nrf_modem.h"
#include "nrf_modem_at.h"
#include "nrf_socket.h"
#include "support/blocked_call.h"
#include "support/modem_fixture.h"
#include "support/outcome.h"

namespace hostmodem::test {

/// One PDN whose link is a pipe that nobody holds: what is sent to another host gets no answer.
inline constexpr const char* kPipe = R"([[network.apn]]
name = "pipe"
link = "pipe"
dns = ["10.0.2.3"]
)";

inline constexpr const char* kOwnAddress = "10.0.2.15";
inline constexpr const char* kSilentHost = "10.0.2.2";

/// What a call of the socket API gave. The call is the argument: `outcome(nrf_close(fd))`.
inline Outcome outcome(std::int64_t value) {
  return value < 0 ? Outcome{value, errno} : gives(value);
}

inline nrf_sockaddr_in address(const char* text, std::uint16_t port) {
  nrf_sockaddr_in result{};
  result.sin_family = NRF_AF_INET;
  result.sin_port = nrf_htons(port);
  nrf_inet_pton(NRF_AF_INET, text, &result.sin_addr);
  return result;
}

/// Calls of the socket API with arguments that are easy to write.
inline Outcome connect_to(int fd, const char* host, std::uint16_t port) {
  const nrf_sockaddr_in to = address(host, port);
  return outcome(nrf_connect(fd, reinterpret_cast<const nrf_sockaddr*>(&to), sizeof to));
}
inline Outcome bind_to(int fd, std::uint16_t port) {
  const nrf_sockaddr_in own = address(kOwnAddress, port);
  return outcome(nrf_bind(fd, reinterpret_cast<const nrf_sockaddr*>(&own), sizeof own));
}
inline Outcome send_text(int fd, std::string_view text, int flags = 0) {
  return outcome(nrf_send(fd, text.data(), text.size(), flags));
}
inline Received receive_text(int fd, std::size_t size, int flags = 0) {
  std::string text(size, '\0');
  const Outcome got = outcome(nrf_recv(fd, text.data(), size, flags));
  if (got.value < 0) return receive_fails(got.error);
  text.resize(static_cast<std::size_t>(got.value));
  return received(text);
}
inline Outcome set_timeout(int fd, int option, std::uint32_t milliseconds) {
  const nrf_timeval value{milliseconds / 1000, milliseconds % 1000 * 1000};
  return outcome(nrf_setsockopt(fd, NRF_SOL_SOCKET, option, &value, sizeof value));
}
inline int pending_error(int fd) {
  int error = -1;
  nrf_socklen_t length = sizeof error;
  nrf_getsockopt(fd, NRF_SOL_SOCKET, NRF_SO_ERROR, &error, &length);
  return error;
}

/// A modem that is registered, whose clock is held.
class PipeModemTest : public testing::Test {
 protected:
  /// `more` is configuration that follows the pipe's.
  explicit PipeModemTest(const std::string& more = "") : modem(kPipe + more) {
    if (hostmodem_clock_hold() != 0) throw std::runtime_error("no clock to hold");
    step(0);
  }

  /// Moves the clock by milliseconds; the callbacks that this causes have returned.
  static void step(std::uint64_t milliseconds) {
    if (hostmodem_clock_step(milliseconds) != 0) throw std::runtime_error("no step");
  }

  static int tcp() { return opened(nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_IPPROTO_TCP)); }
  static int udp() { return opened(nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP)); }

  static int listener(std::uint16_t port) {
    const int fd = tcp();
    if (bind_to(fd, port) != gives(0) || nrf_listen(fd, 4) != 0) {
      throw std::runtime_error("cannot listen");
    }
    return fd;
  }

  struct Pair {
    int client;
    int server;
  };
  /// Two sockets of this modem that are connected to each other.
  static Pair connected() {
    const int listening = listener(7000);
    const int client = tcp();
    if (connect_to(client, kOwnAddress, 7000) != gives(0)) throw std::runtime_error("no connect");
    const int server = opened(nrf_accept(listening, nullptr, nullptr));
    nrf_close(listening);
    return {client, server};
  }

  /// Sends until the socket takes no more; gives how much it took.
  static std::size_t fill(int fd) {
    const std::string block(16384, 'x');
    std::size_t total = 0;
    while (true) {
      const ssize_t sent = nrf_send(fd, block.data(), block.size(), NRF_MSG_DONTWAIT);
      if (sent < 0) return total;
      total += static_cast<std::size_t>(sent);
    }
  }

  Modem modem;

 private:
  static int opened(int fd) {
    if (fd < 0) throw std::runtime_error("no socket: " + std::string(error_name(errno)));
    return fd;
  }
};

}  // namespace hostmodem::test
