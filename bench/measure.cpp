#include "measure.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace hostmodem::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kReceiveBuffer = 64 * 1024;

/// Long enough for buffers to fill and windows to open.
Seconds warm_up(Seconds time) { return std::max(Seconds(0.05), time / 8); }

struct Done {
  double steps;
  double seconds;
};

/// Repeats `step` until the time is over.
template <typename Step>
Done repeat(Seconds time, Step step) {
  const auto start = Clock::now();
  double steps = 0;
  for (;;) {
    step();
    ++steps;
    const Seconds elapsed = Clock::now() - start;
    if (elapsed >= time) return {steps, elapsed.count()};
  }
}

}  // namespace

double uplink(const Connect& connect, std::size_t block, const std::atomic<std::uint64_t>& sunk,
              Seconds time) {
  const auto connection = connect();
  const std::vector<std::byte> data(block);
  const auto send = [&] { connection->send(data); };
  repeat(warm_up(time), send);
  const std::uint64_t before = sunk.load();
  const Done done = repeat(time, send);
  return static_cast<double>(sunk.load() - before) / done.seconds;
}

double downlink(const Connect& connect, Seconds time) {
  const auto connection = connect();
  std::vector<std::byte> buffer(kReceiveBuffer);
  double bytes = 0;
  const auto receive = [&] {
    const std::size_t received = connection->receive(buffer);
    if (received == 0) throw std::runtime_error("the peer ended the connection");
    bytes += static_cast<double>(received);
  };
  repeat(warm_up(time), receive);
  bytes = 0;
  const Done done = repeat(time, receive);
  return bytes / done.seconds;
}

double round_trip(const Connect& connect, std::size_t size, Seconds time) {
  const auto connection = connect();
  const std::vector<std::byte> ping(size);
  std::vector<std::byte> pong(size);
  const auto there_and_back = [&] {
    connection->send(ping);
    for (std::size_t length = 0; length < size;) {
      const std::size_t received = connection->receive(std::span(pong).subspan(length));
      if (received == 0) throw std::runtime_error("the peer ended the connection");
      length += received;
    }
  };
  repeat(warm_up(time), there_and_back);
  const Done done = repeat(time, there_and_back);
  return done.seconds / done.steps;
}

double connections(const Connect& connect, Seconds time) {
  std::byte nothing[1];
  const auto one = [&] {
    if (connect()->receive(nothing) != 0) throw std::runtime_error("the peer sent something");
  };
  repeat(warm_up(time), one);
  const Done done = repeat(time, one);
  return done.steps / done.seconds;
}

double accepts(const Listen& listen, Port dial, Seconds time) {
  const auto listener = listen();
  // The peer dials as long as this connection lasts.
  const auto order = kernel_tcp(dial)();
  const Port port = listener->port();
  order->send(std::as_bytes(std::span(&port, 1)));
  const auto one = [&] { listener->accept(); };
  repeat(warm_up(time), one);
  const Done done = repeat(time, one);
  return done.steps / done.seconds;
}

double poll_ready(const Connect& connect, Seconds time) {
  constexpr int kCallsPerStep = 100;  // what tells the time takes as long as a call
  const auto connection = connect();
  const auto poll = [&] {
    if (!connection->poll(kPatience * 1000)) throw std::runtime_error("poll waited in vain");
  };
  const std::byte datagram[64]{};
  connection->send(datagram);
  poll();
  const auto many = [&] {
    for (int i = 0; i < kCallsPerStep; ++i) poll();
  };
  repeat(warm_up(time), many);
  const Done done = repeat(time, many);
  return done.seconds / (done.steps * kCallsPerStep);
}

double poll_wake_up(const Connect& connect, Seconds time) {
  const auto connection = connect();
  double total = 0;
  const auto wait_for_one = [&] {
    Clock::time_point sent;
    connection->send(std::as_bytes(std::span(&sent, 1)));
    if (!connection->poll(kPatience * 1000)) throw std::runtime_error("poll waited in vain");
    const auto woken = Clock::now();
    connection->receive(std::as_writable_bytes(std::span(&sent, 1)));
    total += Seconds(woken - sent).count();
  };
  repeat(warm_up(time), wait_for_one);
  total = 0;
  const Done done = repeat(time, wait_for_one);
  return total / done.steps;
}

}  // namespace hostmodem::bench
