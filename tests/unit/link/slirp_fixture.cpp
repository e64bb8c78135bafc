#include "unit/link/slirp_fixture.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <stdexcept>

namespace hostmodem::link::testing {
namespace {

constexpr auto kPatience = std::chrono::seconds(5);

}  // namespace

HostSocket::HostSocket(Family family, int type)
    : fd_(::socket(family == Family::kIpv4 ? AF_INET : AF_INET6, type | SOCK_CLOEXEC, 0)) {
  int result = 0;
  if (family == Family::kIpv4) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    result = ::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  } else {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    result = ::bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  }
  if (result == 0 && type == SOCK_STREAM) result = ::listen(fd_, 8);
  if (result != 0) throw std::runtime_error("the host's loopback cannot be used");
}

std::uint16_t HostSocket::port() const {
  sockaddr_storage address{};
  socklen_t length = sizeof(address);
  getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
  return ntohs(address.ss_family == AF_INET ? reinterpret_cast<sockaddr_in&>(address).sin_port
                                            : reinterpret_cast<sockaddr_in6&>(address).sin6_port);
}

bool HostSocket::readable() const {
  pollfd entry{.fd = fd_, .events = POLLIN, .revents = 0};
  return ::poll(&entry, 1, 0) == 1;
}

void HostSocket::close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void HostSocket::reset() {
  const linger abort{.l_onoff = 1, .l_linger = 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &abort, sizeof(abort));
  close();
}

std::size_t count_descriptors() {
  const std::filesystem::directory_iterator descriptors("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(descriptors), end(descriptors)));
}

void SlirpLinkTest::make_link() {
  auto link = make_slirp_link(network_, timers_);
  ASSERT_TRUE(link.has_value());
  link_ = std::move(*link);
  link_->set_receiver([this](std::span<const std::byte> packet) {
    received_.emplace_back(packet.begin(), packet.end());
  });
}

void SlirpLinkTest::turn() {
  std::vector<pollfd> fds;
  TimePoint deadline = TimePoint::max();
  link_->poll_source()->prepare(fds, deadline);
  ::poll(fds.data(), fds.size(), 0);
  link_->poll_source()->dispatch(fds);
}

bool SlirpLinkTest::pump_until(const std::function<bool()>& done) {
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (!done()) {
    if (std::chrono::steady_clock::now() >= give_up) return false;
    std::vector<pollfd> fds;
    TimePoint deadline = TimePoint::max();
    link_->poll_source()->prepare(fds, deadline);
    // The peers are threads of nobody: what they do shows up on the link's descriptors.
    ::poll(fds.data(), fds.size(), 1);
    link_->poll_source()->dispatch(fds);
    timers_.run_due();
  }
  return true;
}

Packet SlirpLinkTest::take_received() {
  if (received_.empty()) throw std::runtime_error("no packet came");
  Packet packet = std::move(received_.front());
  received_.erase(received_.begin());
  return packet;
}

SlirpLinkTest::Connection SlirpLinkTest::connect(Family family, const HostSocket& listener) {
  Tcp tcp{.source = modem(family, 5000),
          .destination = host(family, listener.port()),
          .sequence = 1000,
          .flags = kSyn,
          .options = to_bytes({"\x02\x04\x05\xb4", 4})};
  send(make(tcp));
  if (!pump_until_received()) throw std::runtime_error("no answer to SYN");
  const Tcp answer = read_tcp(take_received());
  if (answer.flags != (kSyn | kAck)) throw std::runtime_error("SYN refused");
  tcp.flags = kAck;
  tcp.options.clear();
  tcp.sequence += 1;
  tcp.acknowledgement = answer.sequence + 1;
  send(make(tcp));
  const int peer = ::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  return {std::move(tcp), HostSocket(peer)};
}

}  // namespace hostmodem::link::testing
