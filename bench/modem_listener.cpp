#include <hostmodem.h>
#include <nrf_socket.h>

#include <cerrno>
#include <stdexcept>
#include <string>

#include "listener.h"

namespace hostmodem::bench {
namespace {

[[noreturn]] void fail(const char* what, int error) {
  throw std::runtime_error(std::string("modem: ") + what + ": " + hostmodem_errno_name(error));
}

void require_success(int result, const char* what) {
  if (result < 0) fail(what, errno);
}

constexpr Port kPort = 7000;  ///< of the modem; nobody else is there
constexpr const char* kLoopback = "127.0.0.1";

class ModemListener final : public Listener {
 public:
  ModemListener() : fd_(nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_IPPROTO_TCP)) {
    require_success(fd_, "socket");
    try {
      listen();
    } catch (...) {
      nrf_close(fd_);
      throw;
    }
  }

  ~ModemListener() override {
    hostmodem_forward_remove(0, NRF_SOCK_STREAM, kLoopback, port_);
    nrf_close(fd_);
  }

  [[nodiscard]] Port port() const override { return port_; }

  void accept() override {
    const int accepted = nrf_accept(fd_, nullptr, nullptr);
    require_success(accepted, "accept");
    nrf_close(accepted);
  }

 private:
  void listen() {
    const nrf_timeval patience{.tv_sec = kPatience, .tv_usec = 0};
    const int again = 1;
    nrf_setsockopt(fd_, NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &patience, sizeof(patience));
    nrf_setsockopt(fd_, NRF_SOL_SOCKET, NRF_SO_REUSEADDR, &again, sizeof(again));
    nrf_sockaddr_in address{};
    address.sin_family = NRF_AF_INET;
    address.sin_port = nrf_htons(kPort);
    const auto* raw = reinterpret_cast<const nrf_sockaddr*>(&address);
    require_success(nrf_bind(fd_, raw, sizeof(address)), "bind");
    require_success(nrf_listen(fd_, 16), "listen");
    // The port of the same number may be taken on the host.
    const int port = hostmodem_forward_add(0, NRF_SOCK_STREAM, kLoopback, 0, kPort);
    if (port < 0) fail("forward", port);
    port_ = static_cast<Port>(port);
  }

  int fd_;
  Port port_ = 0;
};

}  // namespace

Listen modem_listener() {
  return [] { return std::make_unique<ModemListener>(); };
}

}  // namespace hostmodem::bench
