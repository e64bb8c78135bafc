#include "unit/ip/network.h"

#include <lwip/priv/tcp_priv.h>

#include <algorithm>
#include <array>

namespace hostmodem::ip::testing {

void Network::advance(Duration span) {
  advance_until([] { return false; }, span);
}

Duration Network::advance_until(const std::function<bool()>& done, Duration limit) {
  const TimePoint start = clock.now();
  const TimePoint end = start + limit;
  stack.settle();
  while (!done() && clock.now() < end) {
    const auto next = stack.next_deadline();
    // lwIP's deadlines are whole milliseconds: one may lie just before now.
    const TimePoint soonest = clock.now() + std::chrono::milliseconds(1);
    clock.advance_to(std::min(end, next ? std::max(*next, soonest) : end));
    stack.run_timers();
    stack.settle();
  }
  return clock.now() - start;
}

Host::Host(Stack& stack, const Interface::Addresses& addresses, std::uint16_t mtu)
    : addresses_(addresses) {
  interface_ = std::make_unique<Interface>(
      stack, addresses, mtu,
      Interface::Downlayer{[this](std::span<const std::byte> packet) { take(packet); },
                           [this] { ++flushes; }});
}

Host::~Host() {
  if (peer_ != nullptr) peer_->peer_ = nullptr;
}

void Host::connect(Host& a, Host& b) {
  a.peer_ = &b;
  b.peer_ = &a;
}

void Host::take(std::span<const std::byte> packet) {
  if (recording) sent.emplace_back(packet.begin(), packet.end());
  const bool passes = !filter || filter(packet);
  if (passes && peer_ != nullptr && peer_->interface_) peer_->interface_->input(packet);
}

Interface::Addresses numbered(std::uint8_t n) {
  return {IpAddress::v4({10, 1, 0, n}),
          IpAddress::v6({0xfd, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, n}),
          IpAddress::v6({0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, n})};
}

std::size_t time_wait_count() {
  std::size_t count = 0;
  for (const tcp_pcb* pcb = tcp_tw_pcbs; pcb != nullptr; pcb = pcb->next) ++count;
  return count;
}

std::unique_ptr<UdpEndpoint> PairTest::udp(Host& host, std::uint16_t port) {
  auto endpoint = UdpEndpoint::create(host.interface(), GetParam()).value();
  EXPECT_TRUE(endpoint->bind({any(), port}, false));
  return endpoint;
}

std::unique_ptr<TcpListener> PairTest::listen(Host& host, std::uint16_t port, std::size_t backlog) {
  auto endpoint = tcp(host);
  EXPECT_TRUE(endpoint->bind({any(), port}, false));
  return TcpListener::listen(endpoint, backlog).value();
}

PairTest::Connection PairTest::connect(std::uint16_t port) {
  const auto listener = listen(right, port);
  Connection connection;
  connection.client = tcp(left);
  EXPECT_TRUE(connection.client->connect(at(right, port)));
  settle();
  connection.server = listener->accept().value();
  EXPECT_TRUE(connection.client->connected());
  return connection;
}

Bytes PairTest::drain(TcpEndpoint& endpoint) {
  Bytes result;
  std::array<std::byte, 16384> buffer{};
  settle();
  while (true) {
    const auto count = endpoint.receive(buffer, false);
    if (!count || *count == 0) return result;
    result.insert(result.end(), buffer.begin(), buffer.begin() + static_cast<long>(*count));
    settle();
  }
}

Bytes PairTest::transfer(TcpEndpoint& from, TcpEndpoint& to, std::span<const std::byte> data,
                         Duration limit) {
  Bytes received;
  const std::size_t total = data.size();
  network.advance_until(
      [&] {
        while (!data.empty()) {
          const auto count = from.send(data);
          if (!count) break;
          data = data.subspan(*count);
        }
        const Bytes more = drain(to);
        received.insert(received.end(), more.begin(), more.end());
        return received.size() >= total;
      },
      limit);
  return received;
}

std::string family_name(const ::testing::TestParamInfo<Family>& info) {
  return info.param == Family::kIpv4 ? "Ipv4" : "Ipv6";
}

}  // namespace hostmodem::ip::testing
