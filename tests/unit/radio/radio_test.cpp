#include "radio/radio.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hostmodem::radio {
namespace {

using namespace std::chrono_literals;

/// Writes down what it is told, with what the radio says at that moment.
class Diary : public Radio::Listener {
 public:
  void on_functional_mode_changed() override {
    modes.push_back(static_cast<int>(radio->functional_mode()));
  }
  void on_registration_changed() override {
    entries.push_back("registration " + std::to_string(static_cast<int>(radio->registration())));
  }
  bool on_attached() override {
    entries.push_back("attached while " + std::to_string(static_cast<int>(radio->registration())));
    if (off_when_attached) {
      EXPECT_TRUE(radio->set_functional_mode(FunctionalMode::kPowerOff));
    }
    return accepts;
  }
  void on_detached() override {
    entries.push_back("detached while " + std::to_string(static_cast<int>(radio->registration())));
  }

  std::vector<std::string> take() { return std::exchange(entries, {}); }

  Radio* radio = nullptr;
  bool off_when_attached = false;
  bool accepts = true;
  std::vector<std::string> entries;
  std::vector<int> modes;
};

using Entries = std::vector<std::string>;

class RadioTest : public ::testing::Test {
 protected:
  explicit RadioTest(const Network& network = {.registration_delay = 2s}) : radio(timers, network) {
    clock.hold();
    diary.radio = &radio;
    radio.set_listener(&diary);
  }

  void set(FunctionalMode mode) { ASSERT_TRUE(radio.set_functional_mode(mode)); }

  void advance(Duration span) {
    clock.advance_to(clock.now() + span);
    timers.run_due();
  }

  void register_at_home() {
    set(FunctionalMode::kNormal);
    advance(2s);
    ASSERT_EQ(radio.registration(), Registration::kHome);
    diary.take();
  }

  Clock clock;
  TimerQueue timers{clock};
  Diary diary;
  Radio radio;
};

class RoamingRadioTest : public RadioTest {
 protected:
  RoamingRadioTest() : RadioTest({.registration_delay = 0s, .roaming = true}) {}
};

TEST_F(RadioTest, TellsEachChangeOfTheFunctionalModeOnce) {
  for (const auto mode :
       {FunctionalMode::kNormal, FunctionalMode::kLteOn, FunctionalMode::kLteOff,
        FunctionalMode::kFlight, FunctionalMode::kPowerOff, FunctionalMode::kPowerOff}) {
    set(mode);
  }
  EXPECT_EQ(diary.modes, (std::vector{1, 4, 0}));
}

TEST_F(RadioTest, IsOffToBeginWith) {
  EXPECT_EQ(radio.functional_mode(), FunctionalMode::kPowerOff);
  EXPECT_EQ(radio.registration(), Registration::kNotRegistered);
  EXPECT_FALSE(radio.active());
}

TEST_F(RadioTest, SearchesWhenSwitchedOn) {
  set(FunctionalMode::kNormal);
  EXPECT_EQ(radio.registration(), Registration::kSearching);
  EXPECT_TRUE(radio.active());
  EXPECT_EQ(diary.take(), Entries{"registration 2"});
}

TEST_F(RadioTest, RegistersAfterTheDelay) {
  set(FunctionalMode::kNormal);
  advance(2s - 1ms);
  EXPECT_EQ(radio.registration(), Registration::kSearching);
  advance(1ms);
  EXPECT_EQ(radio.registration(), Registration::kHome);
}

TEST_F(RadioTest, AttachesBeforeItRegisters) {
  set(FunctionalMode::kNormal);
  diary.take();
  advance(2s);
  EXPECT_EQ(diary.take(), (Entries{"attached while 2", "registration 1"}));
}

TEST_F(RoamingRadioTest, RegistersAsRoaming) {
  set(FunctionalMode::kNormal);
  advance(0s);
  EXPECT_EQ(radio.registration(), Registration::kRoaming);
}

TEST_F(RoamingRadioTest, WithoutADelayItStillSearchesFirst) {
  set(FunctionalMode::kNormal);
  EXPECT_EQ(radio.registration(), Registration::kSearching);
  EXPECT_EQ(diary.take(), Entries{"registration 2"});
  advance(0s);
  EXPECT_EQ(diary.take(), (Entries{"attached while 2", "registration 5"}));
}

TEST_F(RadioTest, DetachesBeforeItLeaves) {
  register_at_home();
  set(FunctionalMode::kPowerOff);
  EXPECT_EQ(diary.take(), (Entries{"detached while 1", "registration 0"}));
  EXPECT_FALSE(radio.active());
}

TEST_F(RadioTest, StoppingTheSearchIsNoDetach) {
  set(FunctionalMode::kNormal);
  diary.take();
  advance(1s);
  set(FunctionalMode::kFlight);
  EXPECT_EQ(diary.take(), Entries{"registration 0"});
  advance(1h);
  EXPECT_EQ(radio.registration(), Registration::kNotRegistered);
  EXPECT_TRUE(diary.take().empty());
}

TEST_F(RadioTest, AStoppedSearchStartsAnew) {
  set(FunctionalMode::kNormal);
  advance(1s);
  set(FunctionalMode::kFlight);
  set(FunctionalMode::kNormal);
  advance(1s);
  EXPECT_EQ(radio.registration(), Registration::kSearching);
  advance(1s);
  EXPECT_EQ(radio.registration(), Registration::kHome);
}

TEST_F(RadioTest, SettingTheSameModeAgainChangesNothing) {
  set(FunctionalMode::kNormal);
  diary.take();
  advance(1s);
  set(FunctionalMode::kNormal);
  advance(1s);  // the search did not start again
  EXPECT_EQ(radio.registration(), Registration::kHome);
  diary.take();
  set(FunctionalMode::kNormal);
  set(FunctionalMode::kLteOn);
  EXPECT_TRUE(diary.take().empty());
  set(FunctionalMode::kPowerOff);
  diary.take();
  set(FunctionalMode::kPowerOff);
  EXPECT_TRUE(diary.take().empty());
}

TEST_F(RadioTest, ReceiveOnlyIsNotSupported) {
  register_at_home();
  EXPECT_EQ(radio.set_functional_mode(FunctionalMode::kReceiveOnly).error(), Errno::kOpNotSupp);
  EXPECT_EQ(radio.functional_mode(), FunctionalMode::kNormal);
  EXPECT_EQ(radio.registration(), Registration::kHome);
}

TEST_F(RadioTest, AListenerIsNotNeeded) {
  radio.set_listener(nullptr);
  set(FunctionalMode::kNormal);
  advance(2s);
  EXPECT_EQ(radio.registration(), Registration::kHome);
  set(FunctionalMode::kPowerOff);
  EXPECT_TRUE(diary.take().empty());
}

// It registered although it was off.
TEST_F(RadioTest, AListenerThatSwitchesOffWhenAttachedIsObeyed) {
  diary.off_when_attached = true;
  set(FunctionalMode::kNormal);
  advance(2s);
  EXPECT_EQ(radio.functional_mode(), FunctionalMode::kPowerOff);
  EXPECT_EQ(radio.registration(), Registration::kNotRegistered);
}

TEST_F(RadioTest, ARadioMayGoWhileItSearches) {
  {
    Radio other(timers, {});
    ASSERT_TRUE(other.set_functional_mode(FunctionalMode::kNormal));
  }
  advance(1h);
}

/// 3GPP: TS 27.007 8.2: what setting a mode makes of a mode.
struct Transition {
  FunctionalMode from;
  FunctionalMode set;
  FunctionalMode to;
  bool active;
};

constexpr FunctionalMode kOff = FunctionalMode::kPowerOff;
constexpr FunctionalMode kNormal = FunctionalMode::kNormal;
constexpr FunctionalMode kFlight = FunctionalMode::kFlight;
constexpr FunctionalMode kLteOn = FunctionalMode::kLteOn;
constexpr FunctionalMode kLteOff = FunctionalMode::kLteOff;

constexpr Transition kTransitions[] = {
    {kOff, kOff, kOff, false},          {kOff, kNormal, kNormal, true},
    {kOff, kFlight, kFlight, false},    {kOff, kLteOn, kNormal, true},
    {kOff, kLteOff, kOff, false},       {kNormal, kOff, kOff, false},
    {kNormal, kNormal, kNormal, true},  {kNormal, kFlight, kFlight, false},
    {kNormal, kLteOn, kNormal, true},   {kNormal, kLteOff, kFlight, false},
    {kFlight, kOff, kOff, false},       {kFlight, kNormal, kNormal, true},
    {kFlight, kFlight, kFlight, false}, {kFlight, kLteOn, kNormal, true},
    {kFlight, kLteOff, kFlight, false},
};

class RadioTransitionTest : public RadioTest, public ::testing::WithParamInterface<Transition> {};
INSTANTIATE_TEST_SUITE_P(, RadioTransitionTest, ::testing::ValuesIn(kTransitions),
                         [](const auto& instance) {
                           const Transition& row = instance.param;
                           return std::to_string(static_cast<int>(row.from)) + "Set" +
                                  std::to_string(static_cast<int>(row.set));
                         });

TEST_P(RadioTransitionTest, IsAsTheTableSays) {
  set(GetParam().from);
  advance(2s);
  set(GetParam().set);
  EXPECT_EQ(radio.functional_mode(), GetParam().to);
  EXPECT_EQ(radio.active(), GetParam().active);
  advance(2s);
  EXPECT_EQ(radio.registration(),
            GetParam().active ? Registration::kHome : Registration::kNotRegistered);
}

TEST_F(RadioTest, DetachesByItselfAndStaysInItsMode) {
  register_at_home();
  radio.detach();
  EXPECT_EQ(diary.take(), (Entries{"detached while 1", "registration 0"}));
  EXPECT_EQ(radio.functional_mode(), FunctionalMode::kNormal);
  EXPECT_TRUE(radio.active());
  set(FunctionalMode::kNormal);
  advance(1h);
  EXPECT_EQ(radio.registration(), Registration::kNotRegistered);
}

TEST_F(RadioTest, AttachesAgainWhenItIsTold) {
  register_at_home();
  radio.detach();
  ASSERT_TRUE(radio.attach());
  EXPECT_EQ(radio.registration(), Registration::kSearching);
  advance(2s);
  EXPECT_EQ(radio.registration(), Registration::kHome);
  diary.take();
  ASSERT_TRUE(radio.attach());
  EXPECT_TRUE(diary.take().empty());
}

TEST_F(RadioTest, AttachesInNormalModeOnly) {
  EXPECT_FALSE(radio.attach());
  set(FunctionalMode::kFlight);
  EXPECT_FALSE(radio.attach());
  EXPECT_EQ(radio.registration(), Registration::kNotRegistered);
}

TEST_F(RadioTest, SearchesInVainAfterTheNetworkDetachedIt) {
  register_at_home();
  radio.network_detach();
  EXPECT_EQ(diary.take(), (Entries{"detached while 1", "registration 2"}));
  advance(1h);
  EXPECT_EQ(radio.registration(), Registration::kSearching);
  radio.network_attach();
  advance(2s);
  EXPECT_EQ(radio.registration(), Registration::kHome);
}

TEST_F(RadioTest, FindsNoNetworkThatDoesNotAdmitIt) {
  radio.network_detach();
  EXPECT_TRUE(diary.take().empty());
  set(FunctionalMode::kNormal);
  advance(1h);
  EXPECT_EQ(radio.registration(), Registration::kSearching);
}

TEST_F(RadioTest, ASearchThatTheNetworkEndedIsNotTaken) {
  set(FunctionalMode::kNormal);
  advance(1s);
  radio.network_detach();
  advance(1h);
  EXPECT_EQ(radio.registration(), Registration::kSearching);
}

TEST_F(RadioTest, BeingAdmittedTwiceDoesNotDelayTheSearch) {
  set(FunctionalMode::kNormal);
  advance(1s);
  radio.network_attach();
  advance(1s);
  EXPECT_EQ(radio.registration(), Registration::kHome);
}

TEST_F(RadioTest, IsDeniedWithoutADefaultPdn) {
  diary.accepts = false;
  set(FunctionalMode::kNormal);
  advance(2s);
  EXPECT_EQ(radio.registration(), Registration::kDenied);
  advance(1h);
  EXPECT_EQ(radio.registration(), Registration::kDenied);

  diary.accepts = true;
  radio.network_attach();
  EXPECT_EQ(radio.registration(), Registration::kSearching);
  advance(2s);
  EXPECT_EQ(radio.registration(), Registration::kHome);
}

TEST_F(RadioTest, TriesAgainAfterADenialWhenItIsTold) {
  diary.accepts = false;
  set(FunctionalMode::kNormal);
  advance(2s);
  diary.take();
  ASSERT_TRUE(radio.attach());
  advance(2s);
  EXPECT_EQ(diary.take(), (Entries{"registration 2", "attached while 2", "registration 3"}));
  set(FunctionalMode::kFlight);
  EXPECT_EQ(diary.take(), Entries{"registration 0"});
}

}  // namespace
}  // namespace hostmodem::radio
