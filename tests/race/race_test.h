#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <initializer_list>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "race/ending.h"
#include "support/modem_fixture.h"
#include "support/seed.h"
#include "support/socket.h"

namespace hostmodem::test {

/// Where the other end of a conversation is.
enum class World {
  kModem,  ///< in the same modem; its packet data network is a pipe
  kHost,   ///< on the host's loopback, through the default network
};

/// What one or more threads do again and again, until something ends it at a moment of chance.
struct Round {
  /// One call.
  std::function<Outcome()> call;
  /// What it may give while nothing has ended it.
  std::function<bool(const Outcome&)> ordinary;
  /// Gives it something to do; called by the test's thread, before the end.
  std::function<void()> nudge = [] {};
  /// What Ending::kClose does.
  std::function<void()> close = [] {};
  /// Looks at what has become of it, when all sockets are closed.
  std::function<void()> check = [] {};
  int callers = 2;
  /// What it gives when it has been ended, if that is not error_after() alone.
  std::set<int> over = {};
  /// Whether every later call gives that too.
  bool stays_over = true;
};

/// A test that meets calls anywhere, also before they block and when they are about to return. The
/// results may be what they are without an end, and must then be what the end prescribes; nothing
/// hangs, and afterwards everything can be closed and the modem shut down.
class RaceTest : public ::testing::TestWithParam<std::tuple<World, Ending>> {
 protected:
  [[nodiscard]] static World world() { return std::get<World>(GetParam()); }
  [[nodiscard]] static Ending ending() { return std::get<Ending>(GetParam()); }

  /// A network for those that need another than that of their world.
  void set_configuration(const std::string& toml) { configuration_ = toml; }

  /// Plays rounds, each on a modem that is online and has no sockets. `make_round` may give
  /// sockets to the round's functions.
  void play(const std::function<Round()>& make_round);

  [[nodiscard]] SocketApi& api() { return *api_; }
  [[nodiscard]] Modem& modem() { return *modem_; }
  [[nodiscard]] Socket tcp() { return open_socket(*api_, NRF_AF_INET, NRF_SOCK_STREAM, 0); }
  [[nodiscard]] Socket udp() { return open_socket(*api_, NRF_AF_INET, NRF_SOCK_DGRAM, 0); }
  [[nodiscard]] Endpoint host(std::uint16_t port) const { return api_->host(Family::kIpv4, port); }
  [[nodiscard]] Endpoint self(std::uint16_t port) const { return api_->self(Family::kIpv4, port); }

  /// 0 to limit - 1; for the test's thread.
  [[nodiscard]] unsigned below(unsigned limit) { return static_cast<unsigned>(random_()) % limit; }

  void TearDown() override;

 private:
  void bring_up();
  void play_one(const Round& round);
  void pause();
  void end(const Round& round);

  std::string configuration_ = world() == World::kModem ? kPipe : "";
  std::unique_ptr<Modem> modem_;
  std::unique_ptr<SocketApi> api_ = make_modem_calls();
  std::mt19937 random_{race_seed()};

  static constexpr const char* kPipe = "[[network.apn]]\nname = \"pipe\"\nlink = \"pipe\"\n";
};

/// "HostShutdown"
[[nodiscard]] std::string race_name(
    const ::testing::TestParamInfo<std::tuple<World, Ending>>& race);

inline const auto kRaces =
    ::testing::Combine(::testing::Values(World::kModem, World::kHost),
                       ::testing::Values(Ending::kClose, Ending::kDataStopped, Ending::kNetworkLost,
                                         Ending::kShutdown, Ending::kFault));

#define HOSTMODEM_RACE(suite)       \
  class suite : public RaceTest {}; \
  INSTANTIATE_TEST_SUITE_P(Between, suite, kRaces, race_name)

}  // namespace hostmodem::test
