// nrf_connect() is ended by another thread at any moment.

#include <atomic>
#include <thread>

#include "race/race_test.h"
#include "support/host_peer.h"
#include "support/ports.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_RACE(ConnectRace);

constexpr std::uint16_t kSilent = 9;  // nobody is at the other end of the pipe

/// The socket that is being connected, until somebody takes it in order to close it.
class Target {
 public:
  void set(int fd) { fd_ = fd; }
  bool take_back() { return fd_.exchange(kNone) != kNone; }
  int take() {
    int fd = kNone;
    while ((fd = fd_.exchange(kNone)) == kNone) std::this_thread::yield();
    return fd;
  }

 private:
  static constexpr int kNone = -1;
  std::atomic<int> fd_ = kNone;
};

TEST_P(ConnectRace, ToAHostThatTakesRefusesOrIgnoresIt) {
  HostListener listener(Family::kIpv4);
  const ClosedPort closed(Family::kIpv4);
  const SilentPort silent(Family::kIpv4);
  const std::vector<Endpoint> peers = {
      world() == World::kHost ? host(listener.port()) : self(closed.port()), host(closed.port()),
      host(world() == World::kHost ? silent.port() : kSilent)};
  play([&] {
    auto target = std::make_shared<Target>();
    auto attempts = std::make_shared<unsigned>(below(3));
    Round round;
    round.call = [this, target, attempts, &peers] {
      const Outcome opened = api().socket(NRF_AF_INET, NRF_SOCK_STREAM, 0);
      if (opened.value < 0) return opened;
      const int fd = static_cast<int>(opened.value);
      const nrf_timeval timeout{0, 1000};
      api().setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_SNDTIMEO, &timeout, sizeof timeout);
      const RawAddress peer = api().encode(peers[(*attempts)++ % peers.size()]);
      target->set(fd);
      const Outcome connected = api().connect(fd, peer.data(), peer.length);
      if (!target->take_back()) return fails(NRF_EBADF);
      api().close(fd);
      return connected;
    };
    round.ordinary = [](const Outcome& outcome) {
      return outcome == gives(0) || outcome == fails(NRF_ECONNREFUSED) ||
             outcome == fails(NRF_ETIMEDOUT);
    };
    round.close = [this, target] { EXPECT_EQ(api().close(target->take()), gives(0)); };
    round.callers = 1;
    round.over = {error_after(ending())};
    if (ending() == Ending::kDataStopped) round.over.insert(NRF_EACCES);
    round.stays_over = ending() != Ending::kClose;
    return round;
  });
}

}  // namespace
}  // namespace hostmodem::test
