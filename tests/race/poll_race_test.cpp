// nrf_poll() is ended by another thread at any moment.

#include <array>
#include <atomic>

#include "race/race_test.h"
#include "race/stream.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_RACE(PollRace);

constexpr std::array kTimeouts = {-1, 0, 1};

// What a poll of a stream and datagrams gave, said as if it were a call on the first that has
// something to tell: as by error_after() when it was ended.
Outcome judge(SocketApi& api, const std::array<nrf_pollfd, 2>& entries, const Outcome& result,
              Ending ending) {
  if (result.value < 0) return result;
  int reported = 0;
  bool over = false;
  for (const nrf_pollfd& entry : entries) {
    if (entry.revents != 0) ++reported;
    if (entry.revents == events_after(ending)) over = true;
    if (entry.revents == NRF_POLLIN) {
      char byte = 0;
      api.recv(entry.fd, &byte, 1, NRF_MSG_DONTWAIT);
    } else if (entry.revents != 0 && entry.revents != events_after(ending)) {
      ADD_FAILURE() << "events " << entry.revents;
    }
  }
  EXPECT_EQ(result, gives(reported));
  return over ? fails(error_after(ending)) : result;
}

TEST_P(PollRace, OfAStreamAndDatagrams) {
  play([this] {
    const Stream stream = open_stream(api(), world());
    const Stream datagrams = open_datagrams(api(), world());
    auto calls = std::make_shared<std::atomic<unsigned>>(below(3));
    Round round;
    round.call = [this, calls, first = stream.fd, second = datagrams.fd] {
      std::array<nrf_pollfd, 2> entries{nrf_pollfd{first, NRF_POLLIN, -1},
                                        nrf_pollfd{second, NRF_POLLIN, -1}};
      const int timeout = kTimeouts[(*calls)++ % kTimeouts.size()];
      return judge(api(), entries, api().poll(entries.data(), 2, timeout), ending());
    };
    round.ordinary = [](const Outcome& outcome) { return outcome.value >= 0; };
    round.nudge = [this, stream, datagrams] { below(2) == 0 ? stream.feed() : datagrams.feed(); };
    round.close = [this, fd = stream.fd] { EXPECT_EQ(api().close(fd), gives(0)); };
    return round;
  });
}

using NetworkLossRace = RaceTest;

INSTANTIATE_TEST_SUITE_P(Between, NetworkLossRace,
                         ::testing::Combine(::testing::Values(World::kModem, World::kHost),
                                            ::testing::Values(Ending::kNetworkLost)),
                         race_name);

TEST_P(NetworkLossRace, LeavesItsErrorToThePoll) {
  play([this] {
    const Stream stream = open_stream(api(), world());
    Round round;
    round.call = [this, fd = stream.fd] {
      nrf_pollfd entry{fd, NRF_POLLIN, 0};
      const Outcome result = api().poll(&entry, 1, -1);
      if (entry.revents == NRF_POLLIN) {
        char byte = 0;
        api().recv(fd, &byte, 1, NRF_MSG_DONTWAIT);
        return result;
      }
      EXPECT_EQ(entry.revents, NRF_POLLERR);
      int error = 0;
      std::uint32_t length = sizeof error;
      EXPECT_EQ(api().getsockopt(fd, NRF_SOL_SOCKET, NRF_SO_ERROR, &error, &length), gives(0));
      return fails(error);
    };
    round.ordinary = [](const Outcome& outcome) { return outcome == gives(1); };
    round.nudge = stream.feed;
    round.callers = 1;
    round.stays_over = false;  // NRF_SO_ERROR is taken once
    return round;
  });
}

}  // namespace
}  // namespace hostmodem::test
