#include "race/race_test.h"

#include <atomic>
#include <sstream>
#include <thread>

#include "nrf_modem.h"
#include "nrf_modem_at.h"

namespace hostmodem::test {
namespace {

constexpr int kRounds = 20;
constexpr unsigned kMostNudges = 10;
// On a busy machine others run for a long time when a thread gives way.
constexpr unsigned kMostYields = 3;
constexpr unsigned kLongestSpin = 20'000;

/// One thread's part of a round.
void call_until_over(const Round& round, const std::set<int>& over) {
  const auto is_over = [&](const Outcome& outcome) { return over.contains(outcome.error); };
  Outcome outcome = round.call();
  while (round.ordinary(outcome)) outcome = round.call();
  EXPECT_TRUE(is_over(outcome)) << "the call gave " << outcome;
  if (!round.stays_over) return;
  outcome = round.call();
  EXPECT_TRUE(is_over(outcome)) << "later the call gave " << outcome;
}

}  // namespace

void RaceTest::play(const std::function<Round()>& make_round) {
  SCOPED_TRACE(seed_note());
  for (int i = 0; i < kRounds && !HasFailure(); ++i) {
    SCOPED_TRACE("round " + std::to_string(i));
    bring_up();
    play_one(make_round());
  }
}

void RaceTest::bring_up() {
  if (!modem_) {
    modem_ = std::make_unique<Modem>(configuration_);
  } else if (ending() == Ending::kNetworkLost) {
    modem_->go_online();
  } else if (ending() == Ending::kDataStopped) {
    ASSERT_EQ(nrf_socket_data_enabled_set(true), 0);
  }
}

void RaceTest::play_one(const Round& round) {
  const std::set<int> over = round.over.empty() ? std::set<int>{error_after(ending())} : round.over;
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < round.callers; ++i) {
      callers.emplace_back([&] { call_until_over(round, over); });
    }
    for (unsigned i = below(kMostNudges); i > 0; --i) {
      pause();
      round.nudge();
    }
    pause();
    end(round);
  }
  if (ending() == Ending::kShutdown || ending() == Ending::kFault) {
    modem_.reset();
  } else {
    for (int fd = 0; fd < NRF_MODEM_MAX_SOCKET_COUNT; ++fd) {
      const Outcome closed = api_->close(fd);
      EXPECT_TRUE(closed == gives(0) || closed == fails(NRF_EBADF)) << closed;
    }
  }
  round.check();
}

void RaceTest::pause() {
  for (unsigned i = below(kMostYields); i > 0; --i) std::this_thread::yield();
  for (std::atomic<unsigned> i = below(kLongestSpin); i > 0; --i) {
  }
}

void RaceTest::end(const Round& round) {
  switch (ending()) {
    case Ending::kClose:
      round.close();
      break;
    case Ending::kDataStopped:
      EXPECT_EQ(nrf_socket_data_enabled_set(false), 0);
      break;
    case Ending::kNetworkLost:
      EXPECT_EQ(nrf_modem_at_printf("AT+CFUN=0"), 0);
      break;
    case Ending::kShutdown:
      EXPECT_EQ(nrf_modem_shutdown(), 0);
      break;
    case Ending::kFault:
      EXPECT_EQ(hostmodem_modem_fault(NRF_MODEM_FAULT_ASSERT, 0), 0);
      break;
  }
}

void RaceTest::TearDown() {
  modem_.reset();
  EXPECT_FALSE(nrf_modem_is_initialized());
}

std::string race_name(const ::testing::TestParamInfo<std::tuple<World, Ending>>& race) {
  std::ostringstream name;
  name << (std::get<World>(race.param) == World::kModem ? "Modem" : "Host")
       << std::get<Ending>(race.param);
  return name.str();
}

}  // namespace hostmodem::test
