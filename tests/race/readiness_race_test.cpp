// The host's poll() of a readiness descriptor while another thread ends its socket at any moment.

#include <poll.h>

#include "race/race_test.h"
#include "race/stream.h"
#include "support/file_descriptor.h"

namespace hostmodem::test {
namespace {

HOSTMODEM_RACE(ReadinessRace);

TEST_P(ReadinessRace, OfADescriptorThatIsWaitedForWithoutLimit) {
  play([this] {
    const Stream stream = open_stream(api(), world());
    const auto ready =
        std::make_shared<FileDescriptor>(hostmodem_socket_readiness(stream.fd, NRF_POLLIN));
    EXPECT_GE(ready->get(), 0);
    Round round;
    round.call = [this, ready, fd = stream.fd] {
      pollfd entry{ready->get(), POLLIN, 0};
      EXPECT_EQ(::poll(&entry, 1, -1), 1);
      char byte = 0;
      return api().recv(fd, &byte, 1, NRF_MSG_DONTWAIT);
    };
    // The other caller may have been faster.
    round.ordinary = [](const Outcome& outcome) {
      return outcome == gives(1) || outcome == fails(NRF_EAGAIN);
    };
    round.nudge = stream.feed;
    round.close = [this, fd = stream.fd] { EXPECT_EQ(api().close(fd), gives(0)); };
    return round;
  });
}

}  // namespace
}  // namespace hostmodem::test
