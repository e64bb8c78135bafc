#include <gmock/gmock.h>

#include <string>

#include "at_fixture.h"

namespace hostmodem::at {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RegistrationCommand : public AtTest {};

TEST_F(RegistrationCommand, IsUnsubscribedAtFirst) {
  EXPECT_EQ(text("AT+CEREG?"), "+CEREG: 0,0\r\nOK\r\n");
}

TEST_F(RegistrationCommand, TestForm) { EXPECT_EQ(text("AT+CEREG=?"), "+CEREG: (0-5)\r\nOK\r\n"); }

TEST_F(RegistrationCommand, WhatIsNoLevelIsAnError) {
  for (const auto* line :
       {"AT+CEREG=6", "AT+CEREG=-1", "AT+CEREG=", "AT+CEREG", "AT+CEREG=1,1", "AT+CEREG=x"}) {
    EXPECT_EQ(text(line), "ERROR\r\n") << line;
  }
}

TEST_F(RegistrationCommand, ReadsOnlyTheStatusAtLevels0And1) {
  register_to_network();
  EXPECT_EQ(text("AT+CEREG?"), "+CEREG: 0,1\r\nOK\r\n");
  execute("AT+CEREG=1");
  EXPECT_EQ(text("AT+CEREG?"), "+CEREG: 1,1\r\nOK\r\n");
}

TEST_F(RegistrationCommand, ReadsTheCellFromLevel2On) {
  register_to_network();
  for (const std::string level : {"2", "3"}) {
    execute("AT+CEREG=" + level);
    EXPECT_EQ(text("AT+CEREG?"), "+CEREG: " + level + ",1,\"81A3\",\"03238D0A\",7\r\nOK\r\n");
  }
}

TEST_F(RegistrationCommand, ReadsTheTimersFromLevel4OnAndEmptyCauses) {
  register_to_network();
  for (const std::string level : {"4", "5"}) {
    execute("AT+CEREG=" + level);
    EXPECT_EQ(text("AT+CEREG?"), "+CEREG: " + level +
                                     ",1,\"81A3\",\"03238D0A\",7,,,\"11100000\",\"11100000\""
                                     "\r\nOK\r\n");
  }
}

TEST_F(RegistrationCommand, ReadsNoCellWithoutOne) {
  execute("AT+CEREG=5");
  EXPECT_EQ(text("AT+CEREG?"), "+CEREG: 5,0\r\nOK\r\n");
}

TEST_F(RegistrationCommand, Level0SaysNothing) {
  register_to_network();
  EXPECT_THAT(take_notifications(), IsEmpty());
}

TEST_F(RegistrationCommand, Level1SaysTheStatus) {
  execute("AT+CEREG=1");
  register_to_network();
  EXPECT_THAT(take_notifications(), ElementsAre("+CEREG: 2\r\n", "+CEREG: 1\r\n"));
}

TEST_F(RegistrationCommand, LevelsFrom2OnSayTheCell) {
  for (const std::string level : {"2", "3", "4", "5"}) {
    const std::string timers = level < "4" ? "" : ",,,\"11100000\",\"11100000\"";
    execute("AT+CEREG=" + level);
    register_to_network();
    EXPECT_THAT(take_notifications(),
                ElementsAre("+CEREG: 2,\"81A3\",\"03238D0A\",7\r\n",
                            "+CEREG: 1,\"81A3\",\"03238D0A\",7" + timers + "\r\n"));
    execute("AT+CFUN=4");
    EXPECT_THAT(take_notifications(), ElementsAre("+CEREG: 0\r\n"));
  }
}

TEST_F(RegistrationCommand, RegistrationIsToldOnlyWhenTheNetworkAnswers) {
  execute("AT+CEREG=1");
  execute("AT+CFUN=1");
  EXPECT_THAT(take_notifications(), ElementsAre("+CEREG: 2\r\n"));
  step(std::chrono::milliseconds(999));
  EXPECT_THAT(take_notifications(), IsEmpty());
  step(std::chrono::milliseconds(1));
  EXPECT_THAT(take_notifications(), ElementsAre("+CEREG: 1\r\n"));
}

TEST_F(RegistrationCommand, UnsubscribedAgainSaysNothing) {
  execute("AT+CEREG=5");
  execute("AT+CEREG=0");
  register_to_network();
  EXPECT_THAT(take_notifications(), IsEmpty());
}

TEST_F(RegistrationCommand, PowerOffIsStillTold) {
  execute("AT+CEREG=1");
  register_to_network();
  take_notifications();
  execute("AT+CFUN=0");
  EXPECT_THAT(take_notifications(), ElementsAre("+CEREG: 0\r\n"));
  execute("AT+CFUN=1");
  EXPECT_THAT(take_notifications(), IsEmpty());
}

class RoamingRegistrationCommand : public AtTest {
 protected:
  RoamingRegistrationCommand() : AtTest(/*roaming=*/true) {}
};

TEST_F(RoamingRegistrationCommand, TellsTheCellToo) {
  execute("AT+CEREG=2");
  register_to_network();
  EXPECT_EQ(take_notifications().back(), "+CEREG: 5,\"81A3\",\"03238D0A\",7\r\n");
  EXPECT_EQ(text("AT+CEREG?"), "+CEREG: 2,5,\"81A3\",\"03238D0A\",7\r\nOK\r\n");
}

}  // namespace
}  // namespace hostmodem::at
