// A send that the network cancels, when it is too much, is ended by another thread at any moment.

#include <memory>

#include "nrf_modem_at.h"
#include "race/race_test.h"
#include "support/host_peer.h"

namespace hostmodem::test {
namespace {

/// A window is over after some milliseconds of the host.
constexpr const char* kRateControl = R"([network.apn.rate_control]
packets = 5
exceptional = true
additional_packets = 3
[clock]
scale = 10000
)";

class RateControlRace : public RaceTest {
 protected:
  RateControlRace() {
    const std::string link = world() == World::kModem ? "link = \"pipe\"\n" : "";
    set_configuration("[[network.apn]]\nname = \"limited\"\n" + link + kRateControl);
  }

  void play_with(int flags) {
    play([this, flags] {
      EXPECT_EQ(nrf_modem_at_printf("AT%%EXCEPTIONALDATA=0,0,1"), 0);
      const auto peer = std::make_shared<HostUdp>(Family::kIpv4);
      const auto socket = std::make_shared<Socket>(udp());
      EXPECT_EQ(socket->connect(host(peer->port())), gives(0));
      Round round;
      round.call = [this, flags, peer, fd = socket->fd()] { return api().send(fd, "x", 1, flags); };
      round.ordinary = [](const Outcome& outcome) {
        return outcome == gives(1) || outcome == fails(NRF_EBUSY) ||
               outcome == fails(NRF_ECANCELED);
      };
      round.nudge = [this, socket] {
        EXPECT_EQ(socket->set_option(NRF_SO_EXCEPTIONAL_DATA, static_cast<int>(below(2))),
                  gives(0));
      };
      round.close = [this, fd = socket->fd()] { EXPECT_EQ(api().close(fd), gives(0)); };
      return round;
    });
  }
};

INSTANTIATE_TEST_SUITE_P(Between, RateControlRace, kRaces, race_name);

TEST_P(RateControlRace, OfDatagrams) { play_with(0); }

TEST_P(RateControlRace, OfDatagramsThatAreFollowed) { play_with(NRF_MSG_WAITACK); }

}  // namespace
}  // namespace hostmodem::test
