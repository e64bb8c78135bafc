#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstring>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/timers.h"
#include "credentials/store.h"
#include "ip/stack.h"
#include "nrf_socket.h"
#include "pdn/pdn.h"
#include "pdn/pdn_manager.h"
#include "socket/socket.h"
#include "socket/socket_table.h"

namespace hostmodem::socket {

/// What sockets stand on, without threads: one PDN whose packets go nowhere, and a held clock. What
/// is sent to the PDN's own address comes back.
class SocketTest : public testing::Test {
 protected:
  SocketTest() {
    clock.hold();
    EXPECT_TRUE(pdns.activate(pdn::kDefaultPdn));
  }

  std::shared_ptr<Socket> make(const Kind& kind = {}) { return make(kind, pdns); }
  std::shared_ptr<Socket> make(const Kind& kind, pdn::PdnManager& networks) {
    return Socket::create(
        kind, {.stack = stack,
               .pdns = networks,
               .timers = timers,
               .credentials = store,
               .post = [this](Callback callback) { callbacks.push_back(std::move(callback)); }});
  }
  std::shared_ptr<Socket> make_secure() { return make({Family::kIpv4, true, true}); }

  /// At the address of the PDN.
  [[nodiscard]] static SocketAddress own(std::uint16_t port) {
    return {IpAddress::v4({10, 0, 2, 15}), port};
  }

  void settle() { stack.settle(); }

  /// Makes the callbacks that are wanted, as the event loop does.
  void make_callbacks() {
    while (!callbacks.empty()) {
      const Callback callback = std::move(callbacks.front());
      callbacks.pop_front();
      if (!callback.wanted || callback.wanted()) callback.call();
    }
  }

  /// Lets time pass in small steps.
  void advance(Duration span) {
    const TimePoint target = clock.now() + span;
    while (clock.now() < target) {
      clock.advance_to(clock.now() + std::chrono::milliseconds(50));
      timers.run_due();
      stack.run_timers();
      stack.settle();
    }
  }

  struct Pair {
    std::shared_ptr<Socket> client;
    std::shared_ptr<Socket> server;
  };
  /// Two sockets that are connected to each other.
  Pair connected(const std::shared_ptr<Socket>& listening, std::uint16_t port) {
    auto client = make();
    EXPECT_FALSE(client->connect(own(port)));
    settle();
    return {client, listening->accept()->socket};
  }

  std::shared_ptr<Socket> listener(std::uint16_t port) {
    auto socket = make();
    EXPECT_TRUE(socket->bind(own(port)));
    EXPECT_TRUE(socket->listen(4));
    return socket;
  }

  Clock clock;
  Random random{1};
  TimerQueue timers{clock};
  ip::Stack stack{clock, random};
  credentials::Store store;
  std::deque<Callback> callbacks;  ///< that sockets posted
  pdn::PdnManager pdns{stack, timers, {{.name = "pipe", .link = pdn::LinkKind::kPipe}}};
};

inline std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

/// What `receive` gives, as text.
inline Result<std::string> receive(Socket& socket, bool peek = false) {
  std::string text(4096, '\0');
  const auto got = socket.receive(std::as_writable_bytes(std::span(text)), peek);
  if (!got) return fail(got.error());
  text.resize(got->length);
  return text;
}

/// For matching a Result or Status that failed.
MATCHER_P(FailsWith, error, "") {
  if (arg.has_value()) {
    *result_listener << "which succeeded";
    return false;
  }
  *result_listener << "which is " << errno_name(static_cast<int>(arg.error()));
  return arg.error() == error;
}

}  // namespace hostmodem::socket
