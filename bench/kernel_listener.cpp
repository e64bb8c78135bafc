#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "listener.h"

namespace hostmodem::bench {
namespace {

void require_success(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::system_category(), what);
}

class KernelListener final : public Listener {
 public:
  KernelListener() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    require_success(fd_, "kernel: socket");
    try {
      listen();
    } catch (...) {
      ::close(fd_);
      throw;
    }
  }

  ~KernelListener() override { ::close(fd_); }

  [[nodiscard]] Port port() const override { return port_; }

  void accept() override {
    const int accepted = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
    require_success(accepted, "kernel: accept");
    ::close(accepted);
  }

 private:
  void listen() {
    const timeval patience{.tv_sec = kPatience, .tv_usec = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    require_success(::bind(fd_, raw, length), "kernel: bind");
    require_success(::listen(fd_, SOMAXCONN), "kernel: listen");
    require_success(::getsockname(fd_, raw, &length), "kernel: getsockname");
    port_ = ntohs(address.sin_port);
  }

  int fd_;
  Port port_ = 0;
};

}  // namespace

Listen kernel_listener() {
  return [] { return std::make_unique<KernelListener>(); };
}

}  // namespace hostmodem::bench
