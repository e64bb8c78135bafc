#include "at/accepted_commands.h"

#include <string>

#include "at_fixture.h"

// Commands whose parameters are checked and that have no effect on a host.

namespace hostmodem::at {
namespace {

class AcceptedCommands : public AtTest {};

TEST_F(AcceptedCommands, TakeWhatTheReferenceAllows) {
  for (const auto* line : {"AT%XDATAPRFL=0",
                           "AT%XDATAPRFL=4",
                           "AT+CEPPI=1",
                           "AT+CEMODE=2",
                           "AT%XMODEMTRACE=0",
                           "AT%XMODEMTRACE=1,2",
                           "AT%XCOEX0=1,1,1565,1586",
                           "AT%XCOEX0",
                           "AT%XMAGPIO",
                           "AT%XCOEX0=3,1,1570,1580,1,2000,2180,1,600,800",
                           "AT%XMAGPIO=1,0,0,1,1,1574,1577",
                           "AT%XMAGPIO=1,1,1,3,0,1574,1577,1,705,747,6,748,804",
                           "AT+CNMI=3,2,0,1",
                           "AT+CNMI=",
                           "AT+CNMI=0,0,0,0",
                           "AT%XVBATLVL=1",
                           "AT%XVBATLOWLVL=3500",
                           "AT%XPOFWARN=1,30",
                           "AT%XPOFWARN=0",
                           "AT%XCONNSTAT=1",
                           "AT%XTEMPHIGHLVL=60"}) {
    EXPECT_EQ(text(line), "OK\r\n") << line;
  }
}

TEST_F(AcceptedCommands, RefuseWhatItDoesNot) {
  for (const auto* line : {"AT%XDATAPRFL=5",
                           "AT%XDATAPRFL=-1",
                           "AT%XDATAPRFL=",
                           "AT%XDATAPRFL=1,1",
                           "AT%XDATAPRFL",
                           "AT+CEPPI=2",
                           "AT+CEPPI?",
                           "AT+CEMODE=1",
                           "AT+CEMODE=x",
                           "AT%XMODEMTRACE=2",
                           "AT%XMODEMTRACE=1,9",
                           "AT%XCOEX0=5,1,1,1",
                           "AT%XCOEX0=2,1,1565,1586",
                           "AT%XCOEX0=1",
                           "AT%XCOEX0=1,1,1565,1586,1",
                           "AT%XCOEX0=1,1,,1586",
                           "AT%XMAGPIO=1,0,0",
                           "AT%XMAGPIO=1,0,2,1,1,1574,1577",
                           "AT+CNMI=1",
                           "AT+CNMI=3,2,0,1,1",
                           "AT%XVBATLOWLVL=3000",
                           "AT%XVBATLOWLVL=5001",
                           "AT%XPOFWARN=1",
                           "AT%XPOFWARN=1,29",
                           "AT%XCONNSTAT?",
                           "AT%XTEMPHIGHLVL=0"}) {
    EXPECT_EQ(text(line), "ERROR\r\n") << line;
  }
}

TEST_F(AcceptedCommands, ReadBackWhatTheyWereGiven) {
  EXPECT_EQ(text("AT%XDATAPRFL?"), "%XDATAPRFL: 2\r\nOK\r\n");
  execute("at%xdataprfl=3");
  EXPECT_EQ(text("AT%XDATAPRFL?"), "%XDATAPRFL: 3\r\nOK\r\n");
  EXPECT_EQ(text("AT+CNMI?"), "+CNMI: 0,0,0,0,1\r\nOK\r\n");
  execute("AT+CNMI=3,2,0,1");
  EXPECT_EQ(text("AT+CNMI?"), "+CNMI: 3,2,0,1,1\r\nOK\r\n");
  execute("AT+CNMI=0");
  EXPECT_EQ(text("AT+CNMI?"), "+CNMI: 0,0,0,0,1\r\nOK\r\n");
}

TEST_F(AcceptedCommands, ReadBackANumberWithoutTheZerosAndTheSignThatItWasGivenWith) {
  for (const auto& [given, read] : {std::pair{"0003", "3"}, std::pair{"-0", "0"}}) {
    EXPECT_EQ(text("AT%XDATAPRFL=" + std::string(given)), "OK\r\n");
    EXPECT_EQ(text("AT%XDATAPRFL?"), "%XDATAPRFL: " + std::string(read) + "\r\nOK\r\n");
  }
}

}  // namespace
}  // namespace hostmodem::at
