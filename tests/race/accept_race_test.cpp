// nrf_accept() is ended by another thread at any moment.

#include <fcntl.h>

#include <deque>

#include "race/race_test.h"
#include "support/host_socket.h"
#include "support/ports.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_RACE(AcceptRace);

/// Connections to a listening socket, some of which are given up before they are made.
class Clients {
 public:
  Clients(SocketApi& api, World world, std::uint16_t port)
      : api_(api), world_(world), port_(port) {}

  void add() {
    if (world_ == World::kHost) {
      FileDescriptor client = host_socket(Family::kIpv4, SOCK_STREAM);
      checked(fcntl(client.get(), F_SETFL, O_NONBLOCK), "fcntl");
      const HostAddress address = to_host_address(loopback(Family::kIpv4, port_));
      connect(client.get(), address.get(), address.length);
      outside_.push_back(std::move(client));
    } else {
      Socket client = open_socket(api_, NRF_AF_INET, NRF_SOCK_STREAM, 0);
      client.set_nonblocking();
      EXPECT_EQ(client.connect(api_.self(Family::kIpv4, port_)), fails(NRF_EINPROGRESS));
      inside_.push_back(std::move(client));
    }
    if (outside_.size() > kMost) outside_.pop_front();
    if (inside_.size() > kMost) inside_.pop_front();
  }

 private:
  static constexpr std::size_t kMost = 2;

  SocketApi& api_;
  World world_;
  std::uint16_t port_;
  std::deque<FileDescriptor> outside_;
  std::deque<Socket> inside_;
};

TEST_P(AcceptRace, WhileClientsComeAndGo) {
  play([this] {
    // In the modem not one that its own connections may have.
    const std::uint16_t port = world() == World::kModem ? 7000 : unused_port();
    auto listener = std::make_shared<Socket>(tcp());
    // The port of the round before may still wait for its connections to be forgotten.
    EXPECT_EQ(listener->set_option(NRF_SO_REUSEADDR, 1), gives(0));
    EXPECT_EQ(listener->bind(self(port)), gives(0));
    EXPECT_EQ(listener->listen(4), gives(0));
    auto clients = std::make_shared<Clients>(api(), world(), port);
    Round round;
    round.call = [this, listener, fd = listener->fd()] {
      const Outcome accepted = api().accept(fd, nullptr, nullptr);
      if (accepted.value >= 0) api().close(static_cast<int>(accepted.value));
      return accepted;
    };
    round.ordinary = [](const Outcome& outcome) {
      return outcome.value >= 0 || outcome == fails(NRF_ECONNABORTED);
    };
    round.nudge = [clients] { clients->add(); };
    round.close = [this, fd = listener->fd()] { EXPECT_EQ(api().close(fd), gives(0)); };
    return round;
  });
}

}  // namespace
}  // namespace hostmodem::test
