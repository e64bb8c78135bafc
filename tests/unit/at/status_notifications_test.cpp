#include <gmock/gmock.h>

#include <string>

#include "at_fixture.h"

// What the modem says by itself, besides registration and packet domain.

namespace hostmodem::at {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class StatusNotifications : public AtTest {};

TEST_F(StatusNotifications, SignalQualityIsToldWhenTheCellIsFoundAndLost) {
  execute("AT%CESQ=1");
  register_to_network();
  EXPECT_THAT(take_notifications(), ElementsAre("%CESQ: 60,3,20,2\r\n"));
  execute("AT+CFUN=4");
  EXPECT_THAT(take_notifications(), ElementsAre("%CESQ: 255,0,255,0\r\n"));
}

TEST_F(StatusNotifications, SnrIsToldWhenTheCellIsFoundAndLost) {
  execute("AT%XSNRSQ=1");
  register_to_network();
  EXPECT_THAT(take_notifications(), ElementsAre("%XSNRSQ: 44,4,167,0\r\n"));
  execute("AT+CFUN=4");
  EXPECT_THAT(take_notifications(), ElementsAre("%XSNRSQ: 127,0,32767,255\r\n"));
}

TEST_F(StatusNotifications, TheCardIsToldBeforeTheSearchAndAfterTheNetworkWasLeft) {
  execute("AT%XSIM=1");
  execute("AT+CEREG=1");
  execute("AT+CFUN=1");
  EXPECT_THAT(take_notifications(), ElementsAre("%XSIM: 1\r\n", "+CEREG: 2\r\n"));
  execute("AT+CFUN=0");
  EXPECT_THAT(take_notifications(), ElementsAre("+CEREG: 0\r\n", "%XSIM: 0\r\n"));
}

TEST_F(StatusNotifications, TheEndOfTheSearchComesBeforeTheRegistrationAndTheTimeAfterIt) {
  execute("AT%XTIME=1");
  execute("AT%MDMEV=1");
  execute("AT+CEREG=1");
  execute("AT+CFUN=1");
  take_notifications();
  step(std::chrono::seconds(1));
  EXPECT_THAT(take_notifications(), ElementsAre("%MDMEV: SEARCH STATUS 2\r\n", "+CEREG: 1\r\n",
                                                "%XTIME: \"00\",\"62112221036400\",\"00\"\r\n"));
}

TEST_F(StatusNotifications, NothingIsToldWithoutASubscription) {
  register_to_network();
  execute("AT+CFUN=4");
  EXPECT_THAT(take_notifications(), IsEmpty());
}

TEST_F(StatusNotifications, PowerOffEndsTheSubscriptions) {
  for (const auto* name : {"%CESQ", "%XSNRSQ", "%XTIME", "%MDMEV", "%XSIM", "%XTEMP"}) {
    EXPECT_EQ(text(std::string("AT") + name + "=1"), "OK\r\n") << name;
  }
  execute("AT+CFUN=0");
  take_notifications();
  register_to_network();
  EXPECT_THAT(take_notifications(), IsEmpty());
}

TEST_F(StatusNotifications, ASubscriptionIsZeroOrOne) {
  for (const std::string name : {"%CESQ", "%XSNRSQ", "%XTIME", "%MDMEV", "%XSIM", "%XTEMP"}) {
    for (const auto* form : {"=2", "=-1", "=", "=1,1", "=x", "=\"1\""}) {
      EXPECT_EQ(text("AT" + name + form), "ERROR\r\n") << name << form;
    }
    EXPECT_EQ(text("AT" + name + "=0"), "OK\r\n");
  }
}

}  // namespace
}  // namespace hostmodem::at
