#pragma once

#include <cstdint>
#include <string>

#include "nrf_socket.h"

/// Sockets that never block, as a call that waits would hang the fuzzer: the clock is held.
namespace hostmodem::fuzz {

class Address {
 public:
  Address(const std::string& text, std::uint16_t port);

  [[nodiscard]] const nrf_sockaddr* get() const {
    return reinterpret_cast<const nrf_sockaddr*>(&storage_);
  }
  [[nodiscard]] nrf_socklen_t length() const { return length_; }

 private:
  union {
    nrf_sockaddr_in v4;
    nrf_sockaddr_in6 v6;
  } storage_{};
  nrf_socklen_t length_ = 0;
};

/// -1: refused.
int open_socket(int family, int type, int protocol);
/// -1: there is none to accept. The arguments are those of nrf_accept().
int accept_socket(int fd, nrf_sockaddr* address, nrf_socklen_t* length);

void bind_to(int fd, const Address& address);
void connect_to(int fd, const Address& address);

}  // namespace hostmodem::fuzz
