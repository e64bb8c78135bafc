// nrf_getaddrinfo() is ended by another thread at any moment. Closing sockets is no end of it.

#include <cerrno>

#include "race/race_test.h"
#include "support/servers.h"

namespace hostmodem::test {
namespace {

using NameQueryRace = RaceTest;

INSTANTIATE_TEST_SUITE_P(Between, NameQueryRace,
                         ::testing::Combine(::testing::Values(World::kHost),
                                            ::testing::Values(Ending::kDataStopped,
                                                              Ending::kNetworkLost,
                                                              Ending::kShutdown)),
                         race_name);

TEST_P(NameQueryRace, OfANameThatIsFound) {
  const DnsServer server({"--host-record=name.test,192.0.2.1"});
  set_configuration(server.configuration());
  play([] {
    Round round;
    round.call = [] {
      nrf_addrinfo* found = nullptr;
      const int error = nrf_getaddrinfo("name.test", nullptr, nullptr, &found);
      if (error == 0) nrf_freeaddrinfo(found);
      return error == NRF_EAI_SYSTEM ? fails(errno) : gives(error);
    };
    round.ordinary = [](const Outcome& outcome) { return outcome == gives(0); };
    round.over = {ending() == Ending::kDataStopped ? NRF_EACCES : error_after(ending())};
    return round;
  });
}

}  // namespace
}  // namespace hostmodem::test
