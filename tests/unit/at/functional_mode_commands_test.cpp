#include <string>

#include "at_fixture.h"

namespace hostmodem::at {
namespace {

class FunctionalModeCommand : public AtTest {};

TEST_F(FunctionalModeCommand, IsOffAtFirst) { EXPECT_EQ(text("AT+CFUN?"), "+CFUN: 0\r\nOK\r\n"); }

TEST_F(FunctionalModeCommand, ReadsWhatWasSet) {
  for (const auto* mode : {"1", "4", "0"}) {
    EXPECT_EQ(text(std::string("AT+CFUN=") + mode), "OK\r\n");
    EXPECT_EQ(text("AT+CFUN?"), std::string("+CFUN: ") + mode + "\r\nOK\r\n");
  }
}

TEST_F(FunctionalModeCommand, LteOnAndOffReadAsNormalAndFlight) {
  EXPECT_EQ(text("AT+CFUN=21"), "OK\r\n");
  EXPECT_EQ(text("AT+CFUN?"), "+CFUN: 1\r\nOK\r\n");
  EXPECT_EQ(text("AT+CFUN=20"), "OK\r\n");
  EXPECT_EQ(text("AT+CFUN?"), "+CFUN: 4\r\nOK\r\n");
}

TEST_F(FunctionalModeCommand, TestForm) {
  EXPECT_EQ(text("AT+CFUN=?"), "+CFUN: (0,1,4,20,21,30,31,40,41,44)\r\nOK\r\n");
}

TEST_F(FunctionalModeCommand, ReceiveOnlyIsNotSupported) {
  ASSERT_EQ(text("AT+CMEE=1"), "OK\r\n");
  EXPECT_EQ(execute("AT+CFUN=2").code, cme(4));
  EXPECT_EQ(text("AT+CFUN?"), "+CFUN: 0\r\nOK\r\n");
}

TEST_F(FunctionalModeCommand, GnssAloneReadsAsNormalAndIsFlightWithoutIt) {
  EXPECT_EQ(text("AT+CFUN=31"), "ERROR\r\n") << "not in the system mode";
  EXPECT_EQ(text("AT%XSYSTEMMODE=1,0,1,0"), "OK\r\n");
  EXPECT_EQ(text("AT+CFUN=31"), "OK\r\n");
  EXPECT_EQ(text("AT+CFUN?"), "+CFUN: 1\r\nOK\r\n");
  EXPECT_FALSE(radio_.active());
  EXPECT_EQ(text("AT+CFUN=30"), "OK\r\n");
  EXPECT_EQ(text("AT+CFUN?"), "+CFUN: 4\r\nOK\r\n");
}

TEST_F(FunctionalModeCommand, GnssGoesOnWithoutLte) {
  execute("AT%XSYSTEMMODE=1,0,1,0");
  register_to_network();
  EXPECT_EQ(text("AT+CFUN=20"), "OK\r\n");
  EXPECT_EQ(text("AT+CFUN?"), "+CFUN: 1\r\nOK\r\n");
  EXPECT_FALSE(radio_.active());
  EXPECT_EQ(text("AT+CFUN=4"), "OK\r\n");
  EXPECT_EQ(text("AT+CFUN?"), "+CFUN: 4\r\nOK\r\n");
}

TEST_F(FunctionalModeCommand, NormalModeTurnsOnWhatTheSystemModeHas) {
  execute("AT%XSYSTEMMODE=0,0,1,0");
  EXPECT_EQ(text("AT+CFUN=1"), "OK\r\n");
  EXPECT_EQ(text("AT+CFUN?"), "+CFUN: 1\r\nOK\r\n");
  EXPECT_FALSE(radio_.active());
  EXPECT_EQ(text("AT+CFUN=21"), "ERROR\r\n") << "no LTE in the system mode";
  EXPECT_EQ(text("AT+CFUN=41"), "ERROR\r\n") << "likewise";
}

TEST_F(FunctionalModeCommand, TheCardIsTurnedOnAndOffByItself) {
  EXPECT_EQ(text("AT+CFUN=41"), "OK\r\n");
  EXPECT_EQ(text("AT%XSIM?"), "%XSIM: 1\r\nOK\r\n");
  EXPECT_EQ(text("AT+CFUN?"), "+CFUN: 4\r\nOK\r\n");
  EXPECT_EQ(text("AT+CFUN=40"), "OK\r\n");
  EXPECT_EQ(text("AT%XSIM?"), "%XSIM: 0\r\nOK\r\n");
}

TEST_F(FunctionalModeCommand, TheCardStaysOnInFlightModeThatSaysSo) {
  register_to_network();
  EXPECT_EQ(text("AT+CFUN=44"), "OK\r\n");
  EXPECT_EQ(text("AT+CFUN?"), "+CFUN: 4\r\nOK\r\n");
  EXPECT_EQ(text("AT%XSIM?"), "%XSIM: 1\r\nOK\r\n");
  EXPECT_EQ(text("AT+CFUN=4"), "OK\r\n");
  EXPECT_EQ(text("AT%XSIM?"), "%XSIM: 0\r\nOK\r\n");
}

TEST_F(FunctionalModeCommand, TheCardStaysOnWhileLteIsActive) {
  execute("AT+CMEE=1");
  register_to_network();
  EXPECT_EQ(execute("AT+CFUN=40").code, cme(518));
  EXPECT_EQ(text("AT%XSIM?"), "%XSIM: 1\r\nOK\r\n");
}

TEST_F(FunctionalModeCommand, WhatIsNoModeIsAnError) {
  for (const auto* line : {"AT+CFUN=3", "AT+CFUN=257", "AT+CFUN=-1", "AT+CFUN=", "AT+CFUN=1,1",
                           "AT+CFUN", "AT+CFUN=\"1\""}) {
    EXPECT_EQ(execute(line).code, kError) << line;
  }
}

TEST_F(FunctionalModeCommand, ResponseNamesTheModeThatWasSet) {
  EXPECT_EQ(execute("at+cfun = 21").functional_mode, 21);
  EXPECT_EQ(execute("AT+CFUN=0").functional_mode, 0);
  EXPECT_EQ(execute("AT+CFUN=2").functional_mode, std::nullopt);
  EXPECT_EQ(execute("AT+CFUN?").functional_mode, std::nullopt);
  EXPECT_EQ(execute("AT+CEREG=1").functional_mode, std::nullopt);
}

TEST_F(FunctionalModeCommand, PowerOffForgetsSubscriptions) {
  execute("AT+CEREG=5");
  execute("AT+CGEREP=1");
  execute("AT+CMEE=1");
  EXPECT_EQ(text("AT+CFUN=0"), "OK\r\n");
  EXPECT_EQ(text("AT+CEREG?"), "+CEREG: 0,0\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGEREP?"), "+CGEREP: 0,0\r\nOK\r\n");
  EXPECT_EQ(text("AT+CMEE?"), "+CMEE: 1\r\nOK\r\n");
}

TEST_F(FunctionalModeCommand, FlightModeKeepsSubscriptions) {
  execute("AT+CEREG=5");
  execute("AT+CGEREP=1");
  EXPECT_EQ(text("AT+CFUN=4"), "OK\r\n");
  EXPECT_EQ(text("AT+CEREG?"), "+CEREG: 5,0\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGEREP?"), "+CGEREP: 1,0\r\nOK\r\n");
}

class SystemModeCommand : public AtTest {};

TEST_F(SystemModeCommand, IsTheNetworksAtFirst) {
  EXPECT_EQ(text("AT%XSYSTEMMODE?"), "%XSYSTEMMODE: 1,0,0,0\r\nOK\r\n");
}

TEST_F(SystemModeCommand, ReadsWhatWasSet) {
  EXPECT_EQ(text("AT%XSYSTEMMODE=1,1,1,4"), "OK\r\n");
  EXPECT_EQ(text("AT%XSYSTEMMODE?"), "%XSYSTEMMODE: 1,1,1,4\r\nOK\r\n");
}

TEST_F(SystemModeCommand, IsNotSetWhileLteOrGnssIsActive) {
  execute("AT+CMEE=1");
  execute("AT%XSYSTEMMODE=1,0,1,0");
  execute("AT+CFUN=21");
  EXPECT_EQ(execute("AT%XSYSTEMMODE=0,1,0,0").code, cme(518));
  execute("AT+CFUN=4");
  execute("AT+CFUN=31");
  EXPECT_EQ(execute("AT%XSYSTEMMODE=0,1,0,0").code, cme(518));
  execute("AT+CFUN=4");
  EXPECT_EQ(text("AT%XSYSTEMMODE=0,1,0,0"), "OK\r\n");
}

TEST_F(SystemModeCommand, WhatIsNoneIsAnError) {
  for (const auto* line :
       {"AT%XSYSTEMMODE=1,0,0", "AT%XSYSTEMMODE=1,0,0,5", "AT%XSYSTEMMODE=2,0,0,0",
        "AT%XSYSTEMMODE=0,0,0,0", "AT%XSYSTEMMODE=1,0,0,0,0", "AT%XSYSTEMMODE=,,,",
        "AT%XSYSTEMMODE=?", "AT%XSYSTEMMODE"}) {
    EXPECT_EQ(text(line), "ERROR\r\n") << line;
  }
}

}  // namespace
}  // namespace hostmodem::at
