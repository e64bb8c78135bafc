#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "at_fixture.h"

// What the transcript does not show: order and timing of what is told of the radio connection.

namespace hostmodem::at {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class PowerSaving : public AtTest {
 protected:
  /// Registered and idle.
  void rest() {
    register_to_network();
    step(5s);
    take_notifications();
  }
};

TEST_F(PowerSaving, IsGrantedWhenTheModemAttaches) {
  execute("AT+CPSMS=1,,,\"00100001\",\"00000101\"");
  execute("AT+CEREG=5");
  execute("AT+CFUN=1");
  take_notifications();
  step(1s);
  EXPECT_THAT(take_notifications(),
              Contains("+CEREG: 1,\"81A3\",\"03238D0A\",7,,,\"00000101\",\"00100001\"\r\n"));
}

TEST_F(PowerSaving, IsToldAfterTheAnswer) {
  execute("AT+CEREG=4");
  rest();
  EXPECT_EQ(text("AT+CPSMS=1,,,\"00100001\",\"00000101\""), "OK\r\n");
  EXPECT_THAT(take_notifications(), IsEmpty());
  step(0s);
  EXPECT_THAT(take_notifications(),
              ElementsAre("+CEREG: 1,\"81A3\",\"03238D0A\",7,,,\"00000101\",\"00100001\"\r\n"));
}

TEST_F(PowerSaving, IsToldWithTheTimersOnly) {
  execute("AT+CEREG=3");
  rest();
  execute("AT+CPSMS=1,,,\"00100001\",\"00000101\"");
  step(0s);
  EXPECT_THAT(take_notifications(), IsEmpty());
}

TEST_F(PowerSaving, WithoutAnActiveTimeThereIsNone) {
  execute("AT+CPSMS=1,,,\"00100001\",\"11100000\"");
  execute("AT+CEREG=5");
  execute("AT+CFUN=1");
  take_notifications();
  step(1s);
  EXPECT_THAT(take_notifications(),
              Contains("+CEREG: 1,\"81A3\",\"03238D0A\",7,,,\"11100000\",\"11100000\"\r\n"));
}

TEST_F(PowerSaving, OutlivesThePowerOff) {
  execute("AT+CPSMS=1,,,\"00100010\",\"00000101\"");
  execute("AT+CEDRXS=1,4,\"0101\"");
  rest();
  execute("AT+CFUN=0");
  EXPECT_EQ(text("AT+CPSMS?"), "+CPSMS: 1,,,\"00100010\",\"00000101\"\r\nOK\r\n");
  EXPECT_EQ(text("AT+CEDRXS?"), "+CEDRXS: 4,\"0101\"\r\nOK\r\n");
}

TEST_F(PowerSaving, DoesNotTouchTheRegistration) {
  execute("AT+CPSMS=1,,,\"00100001\",\"00000101\"");
  execute("AT+CEREG=2");
  rest();
  step(10h);
  EXPECT_THAT(take_notifications(), IsEmpty());
  EXPECT_EQ(text("AT+CEREG?"), "+CEREG: 2,1,\"81A3\",\"03238D0A\",7\r\nOK\r\n");
}

TEST_F(PowerSaving, OfAnotherAccessTechnologyIsNotAskedFor) {
  execute("AT+CEDRXS=2,5,\"0101\"");
  rest();
  EXPECT_EQ(text("AT+CEDRXRDP"), "+CEDRXRDP: 0\r\nOK\r\n");
}

TEST_F(PowerSaving, TheNetworkProvidesACycleThatItHas) {
  execute("AT+CEDRXS=2,4,\"1111\"");
  execute("AT+CFUN=1");
  step(1s);
  EXPECT_THAT(take_notifications(), Contains("+CEDRXP: 4,\"1111\",\"1101\",\"0011\"\r\n"));
  execute("AT+CFUN=4");
  execute("AT+CFUN=1");
  step(1s);
  EXPECT_THAT(take_notifications(), Contains("+CEDRXP: 4,\"1111\",\"1101\",\"0011\"\r\n"))
      << "of every attach";
}

TEST_F(PowerSaving, ANewCycleSetsTheWindowBack) {
  execute("AT%XPTW=4,\"1111\"");
  execute("AT+CEDRXS=1,4,\"0101\"");
  EXPECT_EQ(text("AT%XPTW?"), "%XPTW: 4,\"0011\"\r\n%XPTW: 5,\"0011\"\r\nOK\r\n");
}

class Sleep : public PowerSaving {
 protected:
  Sleep() { execute("AT+CPSMS=1,,,\"00100001\",\"00000101\""); }
};

TEST_F(Sleep, ThatIsShorterThanTheThresholdIsNotTold) {
  execute("AT%XMODEMSLEEP=1,1000,3590001");
  rest();
  step(2h);
  EXPECT_THAT(take_notifications(), IsEmpty());
}

TEST_F(Sleep, IsToldWithoutAWarningWhenNoneIsWanted) {
  execute("AT%XMODEMSLEEP=1,0,10240");
  register_to_network();
  take_notifications();
  step(5s + 1h);
  EXPECT_THAT(take_notifications(),
              ElementsAre("%XMODEMSLEEP: 1,3590000\r\n", "%XMODEMSLEEP: 1,0\r\n"));
}

TEST_F(Sleep, ThatBeganBeforeTheSubscriptionIsNotTold) {
  rest();
  step(1min);
  execute("AT%XMODEMSLEEP=1,1000,10240");
  step(1h - 1min);
  EXPECT_THAT(take_notifications(), IsEmpty());
  step(10s);
  EXPECT_THAT(take_notifications(), ElementsAre("%XMODEMSLEEP: 1,3590000\r\n"));
}

TEST_F(Sleep, IsNotToldAnyMoreWithoutTheSubscription) {
  execute("AT%XMODEMSLEEP=1,1000,10240");
  rest();
  step(10s);
  take_notifications();
  execute("AT%XMODEMSLEEP=0");
  step(2h);
  EXPECT_THAT(take_notifications(), IsEmpty());
}

TEST_F(Sleep, OfPowerOffEndsTheSubscription) {
  execute("AT%XMODEMSLEEP=1,1000,10240");
  rest();
  step(10s);
  take_notifications();
  execute("AT+CFUN=0");
  EXPECT_THAT(take_notifications(), ElementsAre("%XMODEMSLEEP: 1,0\r\n"));
  execute("AT+CFUN=1");
  EXPECT_THAT(take_notifications(), IsEmpty());
}

TEST_F(Sleep, OfFlightModeHasNoEnd) {
  execute("AT%XMODEMSLEEP=1,1000,10240");
  rest();
  execute("AT+CFUN=4");
  EXPECT_THAT(take_notifications(), ElementsAre("%XMODEMSLEEP: 4\r\n"));
  execute("AT+CFUN=1");
  EXPECT_THAT(take_notifications(), ElementsAre("%XMODEMSLEEP: 4,0\r\n"));
}

TEST_F(Sleep, IsNotThatOfAModemThatDetached) {
  execute("AT%XMODEMSLEEP=1,1000,10240");
  rest();
  execute("AT+CGATT=0");
  EXPECT_THAT(take_notifications(), Not(Contains("%XMODEMSLEEP: 4\r\n")));
}

class Connection : public PowerSaving {};

TEST_F(Connection, IsToldBeforeThePdnAndTheRegistration) {
  execute("AT+CSCON=1");
  execute("AT+CEREG=1");
  execute("AT+CGEREP=1");
  execute("AT+CFUN=1");
  take_notifications();
  step(10s);
  EXPECT_THAT(take_notifications(), ElementsAre("+CSCON: 1\r\n", "+CGEV: ME PDN ACT 0\r\n",
                                                "+CEREG: 1\r\n", "+CSCON: 0\r\n"));
}

TEST_F(Connection, HasAFormForEachLevel) {
  const std::pair<const char*, const char*> levels[] = {{"AT+CSCON=1", "+CSCON: 1\r\n"},
                                                        {"AT+CSCON=2", "+CSCON: 1,7\r\n"},
                                                        {"AT+CSCON=3", "+CSCON: 1,7,4\r\n"}};
  for (const auto& [command, notification] : levels) {
    execute(command);
    execute("AT+CFUN=1");
    take_notifications();
    step(1s);
    EXPECT_THAT(take_notifications(), ElementsAre(notification));
    execute("AT+CFUN=4");
    EXPECT_THAT(take_notifications(), ElementsAre("+CSCON: 0\r\n"));
  }
  execute("AT+CSCON=0");
  execute("AT+CFUN=1");
  step(1s);
  EXPECT_THAT(take_notifications(), IsEmpty());
}

}  // namespace
}  // namespace hostmodem::at
