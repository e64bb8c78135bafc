#include <gmock/gmock.h>

#include "at_fixture.h"

// PDP contexts and packet data networks, as AT commands see them.

namespace hostmodem::at {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A network that knows three access points.
class ContextCommands : public AtTest, private pdn::PdnManager::Listener {
 protected:
  ContextCommands() {
    pdns_.set_listener(this);
    execute("AT+CMEE=1");
    execute("AT+CGEREP=1");
    execute("AT+CNEC=16");
  }
  ~ContextCommands() override { pdns_.set_listener(nullptr); }

  void on_activated(pdn::Pdn& pdn) override {
    at_.on_pdn_activated(pdn.id(), pdn.cause(), pdn.address6().has_value());
  }
  void on_refused(pdn::PdnId id, pdn::EsmCause cause) override { at_.on_pdn_refused(id, cause); }
  void on_deactivated(pdn::PdnId id) override { at_.on_pdn_deactivated(id, Initiator::kModem); }

  /// Registered, with the default PDN up, and nothing of that said any more.
  void go_online() {
    register_to_network();
    ASSERT_TRUE(pdns_.activate(0));
    take_notifications();
  }
};

TEST_F(ContextCommands, TheDefaultContextIsThereFromTheBeginning) {
  EXPECT_EQ(text("AT+CGDCONT?"), "+CGDCONT: 0,\"IPV4V6\",\"\",\"\",0,0\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGACT?"), "+CGACT: 0,0\r\nOK\r\n");
}

TEST_F(ContextCommands, AreDefinedWithAndWithoutQuotes) {
  EXPECT_EQ(text("AT+CGDCONT=1,IP,iot.example"), "OK\r\n");
  EXPECT_EQ(text("AT+CGDCONT=2,\"ipv4v6\",\"second\",,,,0,,,,0,0"), "OK\r\n");
  EXPECT_EQ(text("AT+CGDCONT=10,Non-IP"), "OK\r\n");
  EXPECT_EQ(text("AT+CGDCONT?"),
            "+CGDCONT: 0,\"IPV4V6\",\"\",\"\",0,0\r\n"
            "+CGDCONT: 1,\"IP\",\"iot.example\",\"\",0,0\r\n"
            "+CGDCONT: 2,\"IPV4V6\",\"second\",\"\",0,0\r\n"
            "+CGDCONT: 10,\"Non-IP\",\"\",\"\",0,0\r\nOK\r\n");
}

TEST_F(ContextCommands, AreUndefinedByTheirNumberAlone) {
  execute("AT+CGDCONT=1,IP");
  EXPECT_EQ(text("AT+CGDCONT=1"), "OK\r\n");
  EXPECT_EQ(text("AT+CGACT?"), "+CGACT: 0,0\r\nOK\r\n");
}

TEST_F(ContextCommands, WithBadParametersAreErrors) {
  for (const auto* line : {"AT+CGDCONT", "AT+CGDCONT=", "AT+CGDCONT=11,IP", "AT+CGDCONT=-1,IP",
                           "AT+CGDCONT=x,IP", "AT+CGDCONT=1,PPP", "AT+CGDCONT=1,",
                           "AT+CGDCONT=1,IP,two words", "AT+CGDCONT=1,IP,a,,,,,,,,,,", "AT+CGACT=1",
                           "AT+CGACT=2,1", "AT+CGACT=1,1,1", "AT+CGPADDR=11", "AT+CGPADDR=5",
                           "AT%XGETPDNID=0", "AT+CNEC=1", "AT+CGAUTH=1,0", "AT+CGAUTH=0,3"}) {
    EXPECT_EQ(text(line), "ERROR\r\n") << line;
  }
  EXPECT_EQ(text("AT+CGDCONT=1,IP," + std::string(64, 'a')), "ERROR\r\n");
}

TEST_F(ContextCommands, NewNumbersAreGivenOnce) {
  EXPECT_EQ(text("AT%XNEWCID?"), "%XNEWCID: 1\r\nOK\r\n");
  EXPECT_EQ(text("AT%XNEWCID?"), "%XNEWCID: 2\r\nOK\r\n");
}

TEST_F(ContextCommands, CannotBeActivatedWithoutANetwork) {
  execute("AT+CGDCONT=1,IP,pipe");
  EXPECT_EQ(text("AT+CGACT=1,1"), "ERROR\r\n");
}

TEST_F(ContextCommands, TheDefaultOneComesAndGoesWithTheRegistration) {
  go_online();
  EXPECT_EQ(text("AT+CGACT=0,0"), "ERROR\r\n");
  EXPECT_EQ(text("AT+CGACT=1,0"), "ERROR\r\n");
}

TEST_F(ContextCommands, ActivationIsTold) {
  go_online();
  execute("AT+CGDCONT=1,IPV4V6,pipe");
  EXPECT_EQ(text("AT+CGACT=1,1"), "OK\r\n");
  EXPECT_THAT(take_notifications(), ElementsAre("+CGEV: ME PDN ACT 1\r\n", "+CGEV: IPV6 1\r\n"));
  EXPECT_EQ(text("AT+CGACT?"), "+CGACT: 0,1\r\n+CGACT: 1,1\r\nOK\r\n");
  EXPECT_EQ(text("AT%XGETPDNID=1"), "%XGETPDNID: 1\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGACT=1,1"), "OK\r\n");
  EXPECT_EQ(text("AT+CGACT=0,1"), "OK\r\n");
  EXPECT_THAT(take_notifications(), ElementsAre("+CGEV: ME PDN DEACT 1\r\n"));
  EXPECT_EQ(text("AT+CGACT=0,1"), "OK\r\n");
  EXPECT_THAT(take_notifications(), IsEmpty());
}

TEST_F(ContextCommands, AnUnknownAccessPointIsRefusedWithItsCause) {
  go_online();
  execute("AT+CGDCONT=3,IP,elsewhere");
  EXPECT_EQ(text("AT+CGACT=1,3"), "+CME ERROR: 127\r\n");
  EXPECT_THAT(take_notifications(), ElementsAre("+CNEC_ESM: 27,3\r\n"));
  execute("AT+CGDCONT=3,Non-IP,pipe");
  EXPECT_EQ(text("AT+CGACT=1,3"), "+CME ERROR: 128\r\n");
  EXPECT_THAT(take_notifications(), ElementsAre("+CNEC_ESM: 28,3\r\n"));
}

TEST_F(ContextCommands, UnsubscribedErrorsAreNotTold) {
  go_online();
  execute("AT+CNEC=8");
  EXPECT_EQ(text("AT+CNEC?"), "+CNEC: 8\r\nOK\r\n");
  execute("AT+CGDCONT=3,IP,elsewhere");
  execute("AT+CGACT=1,3");
  EXPECT_THAT(take_notifications(), IsEmpty());
}

TEST_F(ContextCommands, AnActiveOneCannotBeChanged) {
  go_online();
  EXPECT_EQ(text("AT+CGDCONT=0,IP"), "ERROR\r\n");
  EXPECT_EQ(text("AT+CGAUTH=0,1,u,p"), "ERROR\r\n");
}

TEST_F(ContextCommands, AddressesAreWorded) {
  go_online();
  execute("AT+CGDCONT=1,IP,pipe");
  EXPECT_EQ(text("AT+CGPADDR=0"),
            "+CGPADDR: 0,\"10.0.2.15\",\"FD00:0000:0000:0002:0000:0000:0000:0015\"\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGPADDR=1"), "+CGPADDR: 1,\"\"\r\nOK\r\n");
  execute("AT+CGACT=1,1");
  EXPECT_EQ(text("AT+CGPADDR"),
            "+CGPADDR: 0,\"10.0.2.15\",\"FD00:0000:0000:0002:0000:0000:0000:0015\"\r\n"
            "+CGPADDR: 1,\"10.0.3.15\"\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGDCONT?"),
            "+CGDCONT: 0,\"IPV4V6\",\"pipe\","
            "\"10.0.2.15 FD00:0000:0000:0002:0000:0000:0000:0015\",0,0\r\n"
            "+CGDCONT: 1,\"IP\",\"pipe\",\"10.0.3.15\",0,0\r\nOK\r\n");
}

TEST_F(ContextCommands, DynamicParametersHaveALineForEachFamily) {
  go_online();
  EXPECT_EQ(text("AT+CGCONTRDP=0"),
            "+CGCONTRDP: 0,,\"pipe\",\"\",\"\",\"\",\"\",,,,,1500\r\n"
            "+CGCONTRDP: 0,,\"pipe\",\"\",\"\",\"\",\"\",,,,,1500\r\nOK\r\n");
  execute("AT+CGDCONT=1,IP,pipe");
  EXPECT_EQ(text("AT+CGCONTRDP=1"), "OK\r\n");
}

TEST_F(ContextCommands, AuthenticationIsKeptAndItsPasswordIsSecret) {
  EXPECT_EQ(text("AT+CGAUTH=0,2,\"user\",\"secret\""), "OK\r\n");
  EXPECT_EQ(text("AT+CGAUTH?"), "+CGAUTH: 0,2,\"user\",\"\"\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGDCONT=0,IP,pipe"), "OK\r\n");
  EXPECT_EQ(text("AT+CGAUTH?"), "+CGAUTH: 0,2,\"user\",\"\"\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGAUTH=0"), "OK\r\n");
  EXPECT_EQ(text("AT+CGAUTH?"), "+CGAUTH: 0,0,\"\",\"\"\r\nOK\r\n");
}

TEST_F(ContextCommands, AUserNameThatBreaksALineIsRefused) {
  const std::string most(64, 'u');
  for (const std::string& name :
       {std::string("name\r\nOK\r\n"), std::string("\x7f"), std::string("\xc3\xa4"), most + 'u'}) {
    EXPECT_EQ(text("AT+CGAUTH=0,1,\"" + name + "\",\"word\""), "ERROR\r\n");
    EXPECT_EQ(text("AT+CGAUTH=0,1,\"name\",\"" + name + "\""), "ERROR\r\n");
  }
  EXPECT_EQ(text("AT+CGAUTH?"), "+CGAUTH: 0,0,\"\",\"\"\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGAUTH=0,1,\"" + most + "\",\"" + most + "\""), "OK\r\n");
}

TEST_F(ContextCommands, PoweringOffForgetsThem) {
  execute("AT+CGDCONT=0,IP,pipe");
  execute("AT+CGDCONT=1,IP,pipe");
  EXPECT_EQ(text("AT+CFUN=0"), "OK\r\n");
  EXPECT_EQ(text("AT+CGDCONT?"), "+CGDCONT: 0,\"IPV4V6\",\"\",\"\",0,0\r\nOK\r\n");
}

TEST_F(ContextCommands, SayWhetherTheyHaveExceptionalData) {
  execute("AT+CGDCONT=1,IP,pipe");
  EXPECT_EQ(text("AT%EXCEPTIONALDATA=0,1,1"), "OK\r\n");
  EXPECT_EQ(text("AT%EXCEPTIONALDATA=1,1"), "%EXCEPTIONALDATA: 1,1\r\nOK\r\n");
  EXPECT_EQ(text("AT%EXCEPTIONALDATA=1,0"), "%EXCEPTIONALDATA: 0,0\r\nOK\r\n");
  execute("AT+CGDCONT=1,IPV6,pipe");
  EXPECT_EQ(text("AT%EXCEPTIONALDATA=1,1"), "%EXCEPTIONALDATA: 1,1\r\nOK\r\n");
  execute("AT+CGDCONT=1");
  execute("AT+CGDCONT=1,IP,pipe");
  EXPECT_EQ(text("AT%EXCEPTIONALDATA=1,1"), "%EXCEPTIONALDATA: 1,0\r\nOK\r\n");
  execute("AT%EXCEPTIONALDATA=0,0,1");
  execute("AT%EXCEPTIONALDATA=0,1,1");
  execute("AT+CFUN=0");
  execute("AT+CGDCONT=1,IP,pipe");
  EXPECT_EQ(text("AT%EXCEPTIONALDATA=1,0"), "%EXCEPTIONALDATA: 0,0\r\nOK\r\n");
  EXPECT_EQ(text("AT%EXCEPTIONALDATA=1,1"), "%EXCEPTIONALDATA: 1,0\r\nOK\r\n");
}

TEST_F(ContextCommands, WhatIsNoExceptionalDataIsCmeError0) {
  for (const auto* line :
       {"AT%EXCEPTIONALDATA=0,0", "AT%EXCEPTIONALDATA=1,0,1", "AT%EXCEPTIONALDATA=2,0",
        "AT%EXCEPTIONALDATA=0,0,2", "AT%EXCEPTIONALDATA=0,1,1", "AT%EXCEPTIONALDATA=1,11",
        "AT%EXCEPTIONALDATA=1", "AT%EXCEPTIONALDATA=0,0,x", "AT%EXCEPTIONALDATA=0,0,1,1"}) {
    EXPECT_EQ(text(line), "+CME ERROR: 0\r\n") << line;
  }
  EXPECT_EQ(text("AT%EXCEPTIONALDATA=1,0"), "%EXCEPTIONALDATA: 0,0\r\nOK\r\n");
}

TEST_F(ContextCommands, AttachmentFollowsTheRegistration) {
  EXPECT_EQ(text("AT+CGATT?"), "+CGATT: 0\r\nOK\r\n");
  register_to_network();
  EXPECT_EQ(text("AT+CGATT?"), "+CGATT: 1\r\nOK\r\n");
}

}  // namespace
}  // namespace hostmodem::at
