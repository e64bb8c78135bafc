#include <gmock/gmock.h>

#include "at_fixture.h"

namespace hostmodem::at {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PacketDomainCommands : public AtTest {};

TEST_F(PacketDomainCommands, EventsAreUnsubscribedAtFirst) {
  EXPECT_EQ(text("AT+CGEREP?"), "+CGEREP: 0,0\r\nOK\r\n");
}

TEST_F(PacketDomainCommands, EventsAreSubscribed) {
  EXPECT_EQ(text("AT+CGEREP=1"), "OK\r\n");
  EXPECT_EQ(text("AT+CGEREP?"), "+CGEREP: 1,0\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGEREP=1,0"), "OK\r\n");
}

TEST_F(PacketDomainCommands, NoModeUnsubscribes) {
  for (const auto* line : {"AT+CGEREP", "AT+CGEREP=", "AT+CGEREP=0", "AT+CGEREP=0,0"}) {
    execute("AT+CGEREP=1");
    EXPECT_EQ(text(line), "OK\r\n") << line;
    EXPECT_EQ(text("AT+CGEREP?"), "+CGEREP: 0,0\r\nOK\r\n") << line;
  }
}

TEST_F(PacketDomainCommands, TestForm) {
  EXPECT_EQ(text("AT+CGEREP=?"), "+CGEREP: (0-1),(0)\r\nOK\r\n");
}

TEST_F(PacketDomainCommands, WhatIsNoModeIsAnError) {
  for (const auto* line :
       {"AT+CGEREP=2", "AT+CGEREP=-1", "AT+CGEREP=x", "AT+CGEREP=1,1", "AT+CGEREP=1,0,0"}) {
    EXPECT_EQ(text(line), "ERROR\r\n") << line;
  }
  EXPECT_EQ(text("AT+CGEREP?"), "+CGEREP: 0,0\r\nOK\r\n");
}

TEST_F(PacketDomainCommands, UnsubscribedSaysNothing) {
  at_.on_pdn_activated(0);
  at_.on_pdn_deactivated(0, Initiator::kNetwork);
  at_.on_detached(Initiator::kModem);
  EXPECT_THAT(take_notifications(), IsEmpty());
}

TEST_F(PacketDomainCommands, ActivationNamesTheContext) {
  execute("AT+CGEREP=1");
  at_.on_pdn_activated(0);
  at_.on_pdn_activated(10);
  EXPECT_THAT(take_notifications(),
              ElementsAre("+CGEV: ME PDN ACT 0\r\n", "+CGEV: ME PDN ACT 10\r\n"));
}

TEST_F(PacketDomainCommands, DeactivationNamesWhoDidIt) {
  execute("AT+CGEREP=1");
  at_.on_pdn_deactivated(1, Initiator::kModem);
  at_.on_pdn_deactivated(0, Initiator::kNetwork);
  EXPECT_THAT(take_notifications(),
              ElementsAre("+CGEV: ME PDN DEACT 1\r\n", "+CGEV: NW PDN DEACT 0\r\n"));
}

TEST_F(PacketDomainCommands, ARefreshOfTheIpv6AddressNamesTheContext) {
  at_.on_address_refreshed(2, false);
  execute("AT+CGEREP=1");
  at_.on_address_refreshed(2, false);
  at_.on_address_refreshed(2, true);
  EXPECT_THAT(take_notifications(), ElementsAre("+CGEV: IPV6 FAIL 2\r\n", "+CGEV: IPV6 2\r\n"));
}

TEST_F(PacketDomainCommands, DetachNamesWhoDidIt) {
  execute("AT+CGEREP=1");
  at_.on_detached(Initiator::kModem);
  at_.on_detached(Initiator::kNetwork);
  EXPECT_THAT(take_notifications(), ElementsAre("+CGEV: ME DETACH\r\n", "+CGEV: NW DETACH\r\n"));
}

TEST_F(PacketDomainCommands, PdnComesBeforeRegistration) {
  execute("AT+CEREG=1");
  execute("AT+CGEREP=1");
  register_to_network();
  EXPECT_THAT(take_notifications(),
              ElementsAre("+CEREG: 2\r\n", "+CGEV: ME PDN ACT 0\r\n", "+CEREG: 1\r\n"));
}

TEST_F(PacketDomainCommands, DetachComesBeforeTheEndOfRegistration) {
  execute("AT+CEREG=1");
  execute("AT+CGEREP=1");
  register_to_network();
  take_notifications();
  execute("AT+CFUN=4");
  EXPECT_THAT(take_notifications(), ElementsAre("+CGEV: ME DETACH\r\n", "+CEREG: 0\r\n"));
}

}  // namespace
}  // namespace hostmodem::at
