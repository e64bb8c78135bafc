#include "support/batch_relay.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "support/host_socket.h"

namespace hostmodem::test {

BatchRelay::BatchRelay(std::uint16_t server) : server_(server) {
  auto [listener, endpoint] = host_socket_on_loopback(Family::kIpv4, SOCK_STREAM);
  listener_ = std::move(listener);
  port_ = endpoint.port;
  checked(::listen(listener_.get(), 1), "listen");
  checked(::fcntl(listener_.get(), F_SETFL, O_NONBLOCK), "fcntl");
}

bool BatchRelay::pump() {
  bool any = accept();
  if (client_.get() < 0) return any;
  any |= pass(client_, onward_, client_ended_);
  any |= pass(onward_, client_, server_ended_);
  return any;
}

bool BatchRelay::accept() {
  if (client_.get() >= 0) return false;
  FileDescriptor client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (client.get() < 0) return false;
  onward_ = host_socket(Family::kIpv4, SOCK_STREAM);
  const HostAddress to = to_host_address(loopback(Family::kIpv4, server_));
  checked(::connect(onward_.get(), to.get(), to.length), "connect");
  client_ = std::move(client);
  return true;
}

bool BatchRelay::pass(const FileDescriptor& from, const FileDescriptor& to, bool& ended) {
  std::string data;
  std::array<char, 65536> block;
  ssize_t count = 0;
  while ((count = ::recv(from.get(), block.data(), block.size(), MSG_DONTWAIT)) > 0) {
    data.append(block.data(), static_cast<std::size_t>(count));
  }
  const bool ends = (count == 0 || errno != EAGAIN) && !ended;
  if (!data.empty()) ::send(to.get(), data.data(), data.size(), MSG_NOSIGNAL);
  if (ends) {
    ended = true;
    ::shutdown(to.get(), SHUT_WR);
  }
  return ends || !data.empty();
}

}  // namespace hostmodem::test
