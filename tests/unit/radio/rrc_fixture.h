#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "radio/rrc.h"
#include "support/passing_time.h"

namespace hostmodem::radio {

using namespace std::chrono_literals;
using Entries = std::vector<std::string>;

/// "5000 connected to idle: inactivity": the milliseconds since the beginning of the test.
class Diary : public Rrc::Listener {
 public:
  void on_transition(const RrcTransition& transition) override {
    const auto at = std::chrono::duration_cast<std::chrono::milliseconds>(transition.at - start);
    entries.push_back(std::to_string(at.count()) + ' ' + std::string(name_of(transition.from)) +
                      " to " + std::string(name_of(transition.to)) + ": " +
                      std::string(name_of(transition.cause)));
  }
  Entries take() { return std::exchange(entries, {}); }

  TimePoint start;
  Entries entries;
};

/// Has packets to carry while the modem is not connected.
struct Waiting : Rrc::Traffic {
  bool on_connected() override { return std::exchange(packets, 0) > 0; }
  bool on_air() const override { return sending; }
  int packets = 0;
  bool sending = false;
};

class RrcTest : public ::testing::Test {
 protected:
  explicit RrcTest(const Rrc::Settings& settings = {},
                   AccessTechnology access = AccessTechnology::kLteM)
      : rrc(timers, settings, access, [this] { ++updates; }) {
    clock.hold();
    diary.start = clock.now();
    rrc.set_listener(&diary);
    rrc.add(waiting);
  }

  void advance(Duration span) { test::pass_time(clock, timers, span); }

  /// Idle, at the beginning of the diary.
  void rest() {
    rrc.search();
    rrc.attach();
    advance(5s);
    ASSERT_EQ(rrc.state(), RrcState::kIdle);
    diary.take();
    diary.start = clock.now();
  }

  static PowerSaving psm(TimerOctet periodic_update, TimerOctet active_time) {
    return {.psm = Psm{periodic_update, active_time}, .edrx = std::nullopt};
  }
  static PowerSaving edrx(HalfOctet cycle, HalfOctet window) {
    return {.psm = std::nullopt, .edrx = Edrx{cycle, window}};
  }

  Clock clock;
  TimerQueue timers{clock};
  Diary diary;
  Waiting waiting;
  int updates = 0;
  Rrc rrc;
};

class SlowRrcTest : public RrcTest {
 protected:
  SlowRrcTest() : RrcTest({.set_up = 200ms, .inactivity = 10s}) {}
  void rest() {
    RrcTest::rrc.search();
    rrc.attach();
    advance(10s);
    diary.take();
    diary.start = clock.now();
  }
};

}  // namespace hostmodem::radio
