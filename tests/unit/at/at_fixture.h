#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "at/interpreter.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/timers.h"
#include "credentials/store.h"
#include "ip/stack.h"
#include "pdn/pdn_manager.h"
#include "radio/radio.h"
#include "support/passing_time.h"

namespace hostmodem::at {

inline constexpr int kError = 1 << 16;
constexpr int cme(int code) { return (2 << 16) | code; }

/// When the modem was made: 2026-11-22, 12:30:45 GMT.
inline constexpr std::chrono::sys_seconds kStart =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + std::chrono::hours(12) +
    std::chrono::minutes(30) + std::chrono::seconds(45);

/// A clock that only moves when it is stepped.
struct HeldClock : Clock {
  HeldClock() { hold(); }
};

/// An interpreter over a radio whose clock is stepped. Its network registers the modem one second
/// after the search began.
class AtTest : public testing::Test, private radio::Radio::Listener {
 protected:
  explicit AtTest(bool roaming = false)
      : radio_(timers_, {.tac = 0x81A3,
                         .cell = 0x03238D0A,
                         .registration_delay = std::chrono::seconds(1),
                         .roaming = roaming}),
        at_(store_, radio_, pdns_, wall_clock(), Identity{},
            [this](std::string text) { notifications_.push_back(std::move(text)); }) {
    radio_.set_listener(this);
  }

  [[nodiscard]] WallClock wall_clock() const {
    return WallClock(clock_, kStart - clock_.now().time_since_epoch());
  }

  Response execute(std::string_view line) { return at_.execute(line); }
  std::string text(std::string_view line) { return at_.execute(line).text; }

  /// AT+CFUN=1, and the time that the network takes.
  void register_to_network() {
    ASSERT_EQ(text("AT+CFUN=1"), "OK\r\n");
    step(std::chrono::seconds(1));
  }

  void step(Duration time) { test::pass_time(clock_, timers_, time); }

  std::vector<std::string> take_notifications() { return std::exchange(notifications_, {}); }

  HeldClock clock_;
  TimerQueue timers_{clock_};
  Random random_{1};
  ip::Stack stack_{clock_, random_};
  pdn::PdnManager pdns_{stack_, timers_, {{.name = "pipe", .link = pdn::LinkKind::kPipe}}};
  credentials::Store store_;
  radio::Radio radio_;
  std::vector<std::string> notifications_;
  Interpreter at_;

 private:
  void on_registration_changed() override { at_.on_registration_changed(); }
  bool on_attached() override {
    at_.on_pdn_activated(0);
    return true;
  }
  void on_detached() override { at_.on_detached(Initiator::kModem); }
  void on_power_saving_changed() override { at_.on_power_saving_changed(); }
  void on_rrc_transition(const radio::RrcTransition& transition) override {
    at_.on_rrc_transition(transition);
  }
};

}  // namespace hostmodem::at
