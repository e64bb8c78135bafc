#include <string>

#include "at_fixture.h"

namespace hostmodem::at {
namespace {

class GeneralCommands : public AtTest {};

TEST_F(GeneralCommands, AttentionIsOk) {
  const Response response = execute("AT");
  EXPECT_EQ(response.code, 0);
  EXPECT_EQ(response.text, "OK\r\n");
}

TEST_F(GeneralCommands, AttentionHasNoOtherForm) {
  for (const auto* line : {"AT?", "AT=?", "AT=1"}) EXPECT_EQ(execute(line).code, kError) << line;
}

TEST_F(GeneralCommands, IdentifyTheModem) {
  EXPECT_EQ(text("AT+CGMI"), "Nordic Semiconductor ASA\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGMM"), "nRF9160-SICA\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGMR"), "mfw_nrf9160_1.3.5\r\nOK\r\n");
}

TEST_F(GeneralCommands, IdentificationHasNoOtherForm) {
  for (const auto* name : {"AT+CGMI", "AT+CGMM", "AT+CGMR"}) {
    for (const auto* form : {"?", "=?", "=1", "="}) {
      EXPECT_EQ(text(std::string(name) + form), "ERROR\r\n") << name << form;
    }
  }
}

TEST_F(GeneralCommands, SerialNumberIsTheImei) {
  EXPECT_EQ(text("AT+CGSN"), "001010000000008\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGSN=0"), "001010000000008\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGSN=1"), "+CGSN: \"001010000000008\"\r\nOK\r\n");
}

TEST_F(GeneralCommands, SerialNumberWithSoftwareVersion) {
  EXPECT_EQ(text("AT+CGSN=2"), "+CGSN: \"0010100000000001\"\r\nOK\r\n");
  EXPECT_EQ(text("AT+CGSN=3"), "+CGSN: \"01\"\r\nOK\r\n");
}

TEST_F(GeneralCommands, SerialNumberTestForm) {
  EXPECT_EQ(text("AT+CGSN=?"), "+CGSN: (0-3)\r\nOK\r\n");
}

TEST_F(GeneralCommands, SerialNumberOfAnotherKindIsAnError) {
  for (const auto* line : {"AT+CGSN=4", "AT+CGSN=", "AT+CGSN=x", "AT+CGSN=1,1", "AT+CGSN?"}) {
    EXPECT_EQ(execute(line).code, kError) << line;
  }
}

TEST_F(GeneralCommands, DefaultImeiHasAValidCheckDigit) {
  const std::string imei = Identity{}.imei;
  ASSERT_EQ(imei.size(), 15U);
  int sum = 0;
  for (std::size_t i = 0; i < imei.size(); ++i) {
    const int digit = (imei[i] - '0') * (i % 2 == 1 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  EXPECT_EQ(sum % 10, 0);
}

TEST_F(GeneralCommands, CmeErrorsAreOffAtFirst) {
  EXPECT_EQ(text("AT+CMEE?"), "+CMEE: 0\r\nOK\r\n");
}

TEST_F(GeneralCommands, CmeErrorsAreSwitchedOnAndOff) {
  EXPECT_EQ(text("AT+CMEE=1"), "OK\r\n");
  EXPECT_EQ(text("AT+CMEE?"), "+CMEE: 1\r\nOK\r\n");
  EXPECT_EQ(text("AT%CMNG=2,1,0"), "+CME ERROR: 513\r\n");
  EXPECT_EQ(text("AT+CMEE=0"), "OK\r\n");
  EXPECT_EQ(text("AT+CMEE?"), "+CMEE: 0\r\nOK\r\n");
  EXPECT_EQ(text("AT%CMNG=2,1,0"), "ERROR\r\n");
}

TEST_F(GeneralCommands, CmeErrorsTestForm) {
  EXPECT_EQ(text("AT+CMEE=?"), "+CMEE: (0,1)\r\nOK\r\n");
}

TEST_F(GeneralCommands, CmeErrorsOfAnotherLevelAreRefused) {
  for (const auto* line : {"AT+CMEE=2", "AT+CMEE=-1", "AT+CMEE=", "AT+CMEE=1,1", "AT+CMEE",
                           "AT+CMEE=\"1\"", "AT+CMEE=99999999999"}) {
    EXPECT_EQ(text(line), "ERROR\r\n") << line;
  }
  EXPECT_EQ(text("AT+CMEE?"), "+CMEE: 0\r\nOK\r\n");
}

}  // namespace
}  // namespace hostmodem::at
