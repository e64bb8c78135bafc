// nrf_send() is ended by another thread at any moment.

#include "race/race_test.h"
#include "race/stream.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_RACE(SendRace);

TEST_P(SendRace, OnAStreamWhoseOtherEndIsSlow) {
  const std::string block(100'000, 'x');
  play([&] {
    const Stream stream = open_stream(api(), world());
    Round round;
    round.call = [this, &block, fd = stream.fd] {
      return api().send(fd, block.data(), block.size(), 0);
    };
    // The part that was taken when the end came is told, too.
    round.ordinary = [&block](const Outcome& outcome) {
      return outcome.value > 0 && static_cast<std::size_t>(outcome.value) <= block.size();
    };
    round.nudge = stream.drain;
    round.close = [this, fd = stream.fd] { EXPECT_EQ(api().close(fd), gives(0)); };
    return round;
  });
}

}  // namespace
}  // namespace hostmodem::test
