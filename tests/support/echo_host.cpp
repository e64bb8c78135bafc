#include "support/echo_host.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstddef>

#include "support/host_socket.h"

namespace hostmodem::test {
namespace {

/// False at the end of the stream. What the client asks for and does not read waits here: clients
/// read what they sent.
bool echo_stream(int fd) {
  std::array<std::byte, 16384> block;
  const ssize_t count = recv(fd, block.data(), block.size(), 0);
  return count > 0 &&
         send(fd, block.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) == count;
}

}  // namespace

EchoHost::EchoHost() : stop_(checked(eventfd(0, EFD_CLOEXEC), "eventfd")) {
  auto [listener, tcp] = host_socket_on_loopback(Family::kIpv4, SOCK_STREAM);
  auto [datagrams, udp] = host_socket_on_loopback(Family::kIpv4, SOCK_DGRAM);
  checked(listen(listener.get(), SOMAXCONN), "listen");
  listener_ = std::move(listener);
  datagrams_ = std::move(datagrams);
  tcp_port_ = tcp.port;
  udp_port_ = udp.port;
  thread_ = std::thread([this] { run(); });
}

EchoHost::~EchoHost() {
  const std::uint64_t one = 1;
  static_cast<void>(!write(stop_.get(), &one, sizeof one));
  thread_.join();
}

void EchoHost::run() {
  while (true) {
    std::vector<pollfd> fds = {
        {stop_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}, {datagrams_.get(), POLLIN, 0}};
    const std::size_t first = fds.size();
    for (const FileDescriptor& client : clients_) fds.push_back({client.get(), POLLIN, 0});
    poll(fds.data(), fds.size(), -1);
    if (fds[0].revents != 0) return;
    // From the end: those that go are replaced by the last.
    for (std::size_t i = clients_.size(); i > 0; --i) {
      if (fds[first + i - 1].revents == 0 || echo_stream(clients_[i - 1].get())) continue;
      clients_[i - 1] = std::move(clients_.back());
      clients_.pop_back();
    }
    if (fds[1].revents != 0) accept_one();
    if (fds[2].revents != 0) echo_datagram();
  }
}

void EchoHost::accept_one() {
  FileDescriptor client(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (client.get() >= 0) clients_.push_back(std::move(client));
}

void EchoHost::echo_datagram() {
  std::array<std::byte, 65536> datagram;
  HostAddress from;
  from.length = sizeof from.storage;
  const ssize_t count =
      recvfrom(datagrams_.get(), datagram.data(), datagram.size(), 0, from.get(), &from.length);
  if (count < 0) return;
  sendto(datagrams_.get(), datagram.data(), static_cast<std::size_t>(count), 0, from.get(),
         from.length);
}

}  // namespace hostmodem::test
