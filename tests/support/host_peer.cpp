#include "support/host_peer.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <stdexcept>
#include <tuple>

#include "support/host_socket.h"
#include "support/patience.h"

namespace hostmodem::test {
namespace {

constexpr std::size_t kChunk = 16 * 1024;

// Sockets of peers do not block: each of their calls waits here first.
void wait_for(const FileDescriptor& fd, short events) {
  pollfd entry{fd.get(), events, 0};
  if (checked(poll(&entry, 1, static_cast<int>(kPatience.count())), "poll") == 0) {
    throw std::runtime_error("the peer waited in vain");
  }
}

void make_nonblocking(const FileDescriptor& fd) {
  checked(fcntl(fd.get(), F_SETFL, O_NONBLOCK), "fcntl");
}

}  // namespace

HostConnection::HostConnection(FileDescriptor fd) : fd_(std::move(fd)) { make_nonblocking(fd_); }

void HostConnection::send(std::string_view data) {
  while (!data.empty()) {
    wait_for(fd_, POLLOUT);
    const ssize_t count = ::send(fd_.get(), data.data(), data.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) continue;
    data.remove_prefix(static_cast<std::size_t>(checked(count, "send")));
  }
}

std::string HostConnection::receive(std::size_t size) {
  std::string data;
  std::array<char, kChunk> chunk;
  while (data.size() < size) {
    wait_for(fd_, POLLIN);
    const std::size_t wanted = std::min(chunk.size(), size - data.size());
    const ssize_t count = recv(fd_.get(), chunk.data(), wanted, 0);
    if (count < 0 && errno == EAGAIN) continue;
    if (checked(count, "recv") == 0) break;
    data.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return data;
}

std::string HostConnection::receive_some() {
  std::string data(kChunk, '\0');
  const ssize_t count = recv(fd_.get(), data.data(), data.size(), MSG_DONTWAIT);
  if (count < 0 && errno == EAGAIN) return {};
  data.resize(static_cast<std::size_t>(checked(count, "recv")));
  return data;
}

std::string HostConnection::receive_all() { return receive(SIZE_MAX); }

void HostConnection::echo_all() {
  for (;;) {
    std::string data(kChunk, '\0');
    wait_for(fd_, POLLIN);
    const ssize_t count = recv(fd_.get(), data.data(), data.size(), 0);
    if (count < 0 && errno == EAGAIN) continue;
    if (checked(count, "recv") == 0) break;
    send(std::string_view(data).substr(0, static_cast<std::size_t>(count)));
  }
  finish();
}

void HostConnection::finish() { checked(shutdown(fd_.get(), SHUT_WR), "shutdown"); }

void HostConnection::reset() {
  const linger at_once{1, 0};
  checked(setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), "SO_LINGER");
  fd_.close();
}

HostConnection connect_from_host(const Endpoint& to) {
  FileDescriptor fd = host_socket(to.family, SOCK_STREAM);
  const HostAddress address = to_host_address(to);
  checked(connect(fd.get(), address.get(), address.length), "connect");
  return HostConnection(std::move(fd));
}

HostListener::HostListener(Family family, std::optional<int> receive_buffer) {
  std::tie(fd_, endpoint_) = host_socket_on_loopback(family, SOCK_STREAM);
  if (receive_buffer) {
    checked(setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &*receive_buffer, sizeof(int)),
            "SO_RCVBUF");
  }
  checked(listen(fd_.get(), SOMAXCONN), "listen");
  make_nonblocking(fd_);
}

HostConnection HostListener::accept() {
  wait_for(fd_, POLLIN);
  return HostConnection(
      FileDescriptor(checked(accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC), "accept")));
}

SilentPort::SilentPort(Family family) {
  // With a backlog of 0 one connection waits; of those after it the kernel drops the first packet.
  std::tie(listener_, endpoint_) = host_socket_on_loopback(family, SOCK_STREAM);
  checked(listen(listener_.get(), 0), "listen");
  first_ = host_socket(family, SOCK_STREAM);
  const HostAddress address = to_host_address(endpoint_);
  checked(connect(first_.get(), address.get(), address.length), "connect");
}

HostUdp::HostUdp(Family family) {
  std::tie(fd_, endpoint_) = host_socket_on_loopback(family, SOCK_DGRAM);
  make_nonblocking(fd_);
}

HostUdp::Datagram HostUdp::receive() {
  wait_for(fd_, POLLIN);
  Datagram datagram;
  datagram.data.resize(65536);
  HostAddress from;
  from.length = sizeof from.storage;
  const ssize_t count = checked(
      recvfrom(fd_.get(), datagram.data.data(), datagram.data.size(), 0, from.get(), &from.length),
      "recvfrom");
  datagram.data.resize(static_cast<std::size_t>(count));
  datagram.from = from_host_address(from);
  return datagram;
}

void HostUdp::send(std::string_view data, const Endpoint& to) {
  const HostAddress address = to_host_address(to);
  checked(sendto(fd_.get(), data.data(), data.size(), 0, address.get(), address.length), "sendto");
}

void HostUdp::echo(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const Datagram datagram = receive();
    send(datagram.data, datagram.from);
  }
}

std::string pattern(std::size_t size, std::uint32_t seed) {
  // Knuth's linear congruential generator; its upper half is good enough.
  std::uint64_t state = seed;
  std::string bytes;
  bytes.reserve(size + sizeof(std::uint32_t));
  while (bytes.size() < size) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const auto word = static_cast<std::uint32_t>(state >> 32);
    bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace hostmodem::test
