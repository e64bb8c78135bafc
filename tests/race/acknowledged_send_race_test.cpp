// A send that is followed until its data are delivered is ended by another thread at any moment.

#include <atomic>
#include <memory>

#include "race/race_test.h"
#include "race/stream.h"
#include "support/patience.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_RACE(AcknowledgedSendRace);

bool is_all_or_busy(const Outcome& outcome, std::size_t size) {
  return outcome == gives(static_cast<std::int64_t>(size)) || outcome == fails(NRF_EBUSY);
}

TEST_P(AcknowledgedSendRace, OnAStreamWhoseOtherEndIsSlow) {
  const std::string block(100'000, 'x');
  play([&] {
    const Stream stream = open_stream(api(), world());
    Round round;
    round.call = [this, &block, fd = stream.fd] {
      return api().send(fd, block.data(), block.size(), NRF_MSG_WAITACK);
    };
    round.ordinary = [&block](const Outcome& outcome) {
      return is_all_or_busy(outcome, block.size());
    };
    round.nudge = stream.drain;
    round.close = [this, fd = stream.fd] { EXPECT_EQ(api().close(fd), gives(0)); };
    return round;
  });
}

/// What callbacks were told; they have no context.
std::atomic<int> g_told = 0;

void count(const nrf_modem_sendcb_params* /*params*/) { ++g_told; }

TEST_P(AcknowledgedSendRace, EachThatTookDataIsToldToTheCallbackOnce) {
  play([this] {
    const Stream stream = open_stream(api(), world());
    const nrf_modem_sendcb setting{&count};
    EXPECT_EQ(api().setsockopt(stream.fd, NRF_SOL_SOCKET, NRF_SO_SENDCB, &setting, sizeof setting),
              gives(0));
    g_told = 0;
    const auto taken = std::make_shared<std::atomic<int>>(0);
    Round round;
    round.call = [this, taken, fd = stream.fd] {
      const Outcome outcome = api().send(fd, "x", 1, 0);
      if (outcome == gives(1)) ++*taken;
      return outcome;
    };
    round.ordinary = [](const Outcome& outcome) { return is_all_or_busy(outcome, 1); };
    round.nudge = stream.drain;
    round.close = [this, fd = stream.fd] { EXPECT_EQ(api().close(fd), gives(0)); };
    round.check = [taken] {
      if (ending() == Ending::kFault) {  // a modem that crashed calls nobody any more
        EXPECT_LE(g_told, *taken);
        return;
      }
      EXPECT_TRUE(eventually([&] { return g_told == *taken; })) << g_told << " of " << *taken;
    };
    return round;
  });
}

}  // namespace
}  // namespace hostmodem::test
