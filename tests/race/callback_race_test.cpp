// A poll callback while another thread ends its socket at any moment.

#include <gmock/gmock.h>

#include <mutex>

#include "race/race_test.h"
#include "race/stream.h"
#include "support/patience.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_RACE(CallbackRace);

/// What the callback was told; it has no context.
std::mutex g_mutex;
std::vector<short> g_events;

void note(nrf_pollfd* pollfd) {
  const std::lock_guard lock(g_mutex);
  g_events.push_back(pollfd->revents);
}

std::vector<short> noted() {
  const std::lock_guard lock(g_mutex);
  return g_events;
}

bool end_was_noted() {
  const auto events = noted();
  return !events.empty() && events.back() == NRF_POLLNVAL;
}

// Arrivals, perhaps the loss of the network, and the end, which is told once.
void check_events(Ending ending) {
  if (ending == Ending::kFault) return;  // of that the fault handler is told, and nobody else
  // What a shutdown causes has happened when it returns.
  EXPECT_TRUE(ending == Ending::kShutdown ? end_was_noted() : eventually(end_was_noted));
  auto events = noted();
  ASSERT_FALSE(events.empty());
  events.pop_back();
  if (ending == Ending::kNetworkLost) {
    EXPECT_THAT(events, ::testing::Contains(NRF_POLLERR));
    while (!events.empty() && events.back() == NRF_POLLERR) events.pop_back();
  }
  EXPECT_THAT(events, ::testing::Each(NRF_POLLIN));
}

TEST_P(CallbackRace, TheEndIsTheLastThatItIsTold) {
  play([this] {
    const Stream stream = open_stream(api(), world());
    {
      const std::lock_guard lock(g_mutex);
      g_events.clear();
    }
    Round round;
    round.call = [this, fd = stream.fd] {
      const nrf_modem_pollcb setting{&note, NRF_POLLIN, false};
      const Outcome set =
          api().setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_POLLCB, &setting, sizeof setting);
      if (set != gives(0)) return set;
      char byte = 0;
      return api().recv(fd, &byte, 1, 0);
    };
    round.ordinary = [](const Outcome& outcome) { return outcome == gives(1); };
    round.nudge = stream.feed;
    round.close = [this, fd = stream.fd] { EXPECT_EQ(api().close(fd), gives(0)); };
    round.check = [] { check_events(ending()); };
    // The end must meet a callback that is set.
    stream.feed();
    EXPECT_TRUE(round.ordinary(round.call()));
    return round;
  });
}

}  // namespace
}  // namespace hostmodem::test
