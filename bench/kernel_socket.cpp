#include "kernel_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace hostmodem::bench {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::system_category(), what);
}

}  // namespace

KernelSocket::KernelSocket(int type, Port port) : fd_(::socket(AF_INET, type | SOCK_CLOEXEC, 0)) {
  if (fd_ < 0) fail("kernel: socket");
  const timeval patience{.tv_sec = kPatience, .tv_usec = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    ::close(fd_);
    fail("kernel: connect");
  }
}

KernelSocket::~KernelSocket() { ::close(fd_); }

void KernelSocket::send(std::span<const std::byte> data) {
  while (!data.empty()) {
    const ssize_t sent = ::send(fd_, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent < 0) fail("kernel: send");
    data = data.subspan(static_cast<std::size_t>(sent));
  }
}

std::size_t KernelSocket::receive(std::span<std::byte> buffer) {
  const ssize_t received = ::recv(fd_, buffer.data(), buffer.size(), 0);
  if (received < 0) fail("kernel: recv");
  return static_cast<std::size_t>(received);
}

bool KernelSocket::poll(int milliseconds) {
  pollfd entry{.fd = fd_, .events = POLLIN, .revents = 0};
  const int ready = ::poll(&entry, 1, milliseconds);
  if (ready < 0) fail("kernel: poll");
  return ready == 1;
}

Connect kernel_tcp(Port port) {
  return [port] { return std::make_unique<KernelSocket>(SOCK_STREAM, port); };
}

Connect kernel_udp(Port port) {
  return [port] { return std::make_unique<KernelSocket>(SOCK_DGRAM, port); };
}

}  // namespace hostmodem::bench
