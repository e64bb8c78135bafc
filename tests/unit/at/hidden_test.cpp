#include "at/hidden.h"

#include <gtest/gtest.h>

namespace hostmodem::at {
namespace {

TEST(HideSecrets, LeavesCommandsWithoutSecretsAsTheyAre) {
  for (const char* line :
       {"AT", "AT+CFUN=1", "at+cereg?", "AT+CFUN=?", "AT%CMNG=1", "AT%CMNG=2,42,0",
        "AT+CGDCONT=1,\"IP\",\"apn\"", "AT+CGAUTH=0,1,\"user\"", "AT%XYZ?"}) {
    EXPECT_EQ(hide_secrets(line), line);
  }
}

TEST(HideSecrets, HidesCredentialsPasswordsAndPins) {
  EXPECT_EQ(hide_secrets("AT%CMNG=0,42,2,\"-----BEGIN\nKEY\""), "AT%CMNG=0,42,2,(16 bytes hidden)");
  EXPECT_EQ(hide_secrets("at%cmng=0,42,3,abcd"), "at%cmng=0,42,3,(4 bytes hidden)");
  EXPECT_EQ(hide_secrets("AT%CMNG=0,42,3,,\"word\""), "AT%CMNG=0,42,3,,(6 bytes hidden)");
  EXPECT_EQ(hide_secrets("AT+CGAUTH=0,1,\"user\", \"word\""),
            "AT+CGAUTH=0,1,\"user\", (6 bytes hidden)");
  EXPECT_EQ(hide_secrets("AT+CPIN=1234"), "AT+CPIN=(4 bytes hidden)");
}

TEST(HideSecrets, HidesWhatFollowsTheNameOfAnUnknownCommand) {
  EXPECT_EQ(hide_secrets("AT%CMNGX=0,42,2,\"key\""), "AT%CMNGX=(12 bytes hidden)");
}

TEST(HideSecrets, HidesTheParametersOfALineThatCannotBeParsed) {
  EXPECT_EQ(hide_secrets("AT%CMNG=0,42,2,\"not closed"), "AT%CMNG=(18 bytes hidden)");
  EXPECT_EQ(hide_secrets("AT\nkey"), "AT(4 bytes hidden)");
  EXPECT_EQ(hide_secrets("key"), "(3 bytes hidden)");
  EXPECT_EQ(hide_secrets(""), "");
}

}  // namespace
}  // namespace hostmodem::at
