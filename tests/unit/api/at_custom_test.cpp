#include <array>
#include <cstdio>
#include <cstring>

#include "pipe_modem.h"

// Commands that the application implements.

namespace hostmodem::test {
namespace {

std::string g_command;  ///< what the last handler was given

int give(char* buf, size_t len, char* at_cmd, const char* response, int result) {
  g_command = at_cmd;
  std::snprintf(buf, len, "%s", response);
  return result;
}
int first(char* buf, size_t len, char* at_cmd) {
  return give(buf, len, at_cmd, "first\r\nOK\r\n", 0);
}
int second(char* buf, size_t len, char* at_cmd) { return give(buf, len, at_cmd, "second\r\n", 0); }
int refusing(char* buf, size_t len, char* at_cmd) {
  return give(buf, len, at_cmd, "+CME ERROR: 7\r\n", (NRF_MODEM_AT_CME_ERROR << 16) | 7);
}
int failing(char* buf, size_t len, char* at_cmd) { return give(buf, len, at_cmd, "", -NRF_EBUSY); }
int sending(char* buf, size_t len, char* at_cmd) {
  g_command = at_cmd;
  return nrf_modem_at_cmd(buf, len, "AT+CFUN?");
}

class AtCustom : public testing::Test {
 protected:
  AtCustom() { g_command.clear(); }
  ~AtCustom() override { nrf_modem_at_cmd_custom_set(nullptr, 0); }

  template <std::size_t kSize>
  static void use(const std::array<nrf_modem_at_cmd_custom, kSize>& list) {
    EXPECT_EQ(nrf_modem_at_cmd_custom_set(list.data(), list.size()), 0);
  }

  std::string ask(const char* command) {
    result = nrf_modem_at_cmd(buffer.data(), buffer.size(), "%s", command);
    return buffer.data();
  }

  Modem modem{kPipe, Modem::Start::kOffline};
  std::array<char, 64> buffer{};
  int result = 0;
};

TEST_F(AtCustom, StandsInForACommandThatBeginsSo) {
  const std::array list{nrf_modem_at_cmd_custom{"AT+MINE", first}};
  use(list);
  EXPECT_EQ(ask("AT+MINE=1,\"x\""), "first\r\nOK\r\n");
  EXPECT_EQ(result, 0);
  EXPECT_EQ(g_command, "AT+MINE=1,\"x\"");
}

TEST_F(AtCustom, LeavesOtherCommandsToTheModem) {
  const std::array list{nrf_modem_at_cmd_custom{"AT+MINE", first}};
  use(list);
  EXPECT_EQ(ask("AT+CFUN?"), "+CFUN: 0\r\nOK\r\n");
  EXPECT_EQ(ask(" AT+MINE"), "ERROR\r\n") << "a blank before it";
  EXPECT_EQ(ask("AT+MIN"), "ERROR\r\n") << "shorter";
}

TEST_F(AtCustom, IsFoundInEitherCase) {
  const std::array list{nrf_modem_at_cmd_custom{"AT+Mine", first}};
  use(list);
  EXPECT_EQ(ask("at+mINE"), "first\r\nOK\r\n");
}

TEST_F(AtCustom, WithTheLongestMatchWins) {
  const std::array list{nrf_modem_at_cmd_custom{"AT+C", first},
                        nrf_modem_at_cmd_custom{"AT+CFUN", second},
                        nrf_modem_at_cmd_custom{"AT+CFU", first}};
  use(list);
  EXPECT_EQ(ask("AT+CFUN?"), "second\r\n");
  EXPECT_EQ(ask("AT+CMEE?"), "first\r\nOK\r\n");
}

TEST_F(AtCustom, ReturnsWhatItsHandlerReturns) {
  const std::array list{nrf_modem_at_cmd_custom{"AT+REFUSE", refusing},
                        nrf_modem_at_cmd_custom{"AT+FAIL", failing}};
  use(list);
  EXPECT_EQ(ask("AT+REFUSE"), "+CME ERROR: 7\r\n");
  EXPECT_EQ(nrf_modem_at_err_type(result), NRF_MODEM_AT_CME_ERROR);
  EXPECT_EQ(nrf_modem_at_err(result), 7);
  ask("AT+FAIL");
  EXPECT_EQ(result, -NRF_EBUSY);
}

TEST_F(AtCustom, MaySendCommandsItself) {
  const std::array list{nrf_modem_at_cmd_custom{"AT+MINE", sending}};
  use(list);
  EXPECT_EQ(ask("AT+MINE"), "+CFUN: 0\r\nOK\r\n");
}

TEST_F(AtCustom, IsLookedUpByNoOtherFunction) {
  const std::array list{nrf_modem_at_cmd_custom{"AT+CFUN", failing}};
  use(list);
  int mode = -1;
  EXPECT_EQ(nrf_modem_at_printf("AT+CFUN=4"), 0);
  EXPECT_EQ(nrf_modem_at_scanf("AT+CFUN?", "+CFUN: %d", &mode), 1);
  EXPECT_EQ(mode, 4);
  EXPECT_EQ(g_command, "");
}

TEST_F(AtCustom, IsGoneWhenTheListIsUnset) {
  const std::array list{nrf_modem_at_cmd_custom{"AT+CFUN", first}};
  use(list);
  EXPECT_EQ(nrf_modem_at_cmd_custom_set(nullptr, 0), 0);
  EXPECT_EQ(ask("AT+CFUN?"), "+CFUN: 0\r\nOK\r\n");
}

TEST_F(AtCustom, ListsThatAreNotWholeAreRefusedAndChangeNothing) {
  const std::array good{nrf_modem_at_cmd_custom{"AT+MINE", first}};
  const std::array nameless{nrf_modem_at_cmd_custom{"AT+A", first},
                            nrf_modem_at_cmd_custom{nullptr, first}};
  const std::array handlerless{nrf_modem_at_cmd_custom{"AT+A", nullptr}};
  use(good);
  EXPECT_EQ(nrf_modem_at_cmd_custom_set(nullptr, 1), -NRF_EINVAL);
  EXPECT_EQ(nrf_modem_at_cmd_custom_set(good.data(), 0), -NRF_EINVAL);
  EXPECT_EQ(nrf_modem_at_cmd_custom_set(nameless.data(), nameless.size()), -NRF_EINVAL);
  EXPECT_EQ(nrf_modem_at_cmd_custom_set(handlerless.data(), handlerless.size()), -NRF_EINVAL);
  EXPECT_EQ(ask("AT+MINE"), "first\r\nOK\r\n");
}

TEST_F(AtCustom, FiltersAreTheSameUnderAnOlderName) {
  const std::array filters{nrf_modem_at_cmd_filter{"AT+OLD", first, false}};
  EXPECT_EQ(nrf_modem_at_cmd_filter_set(filters.data(), filters.size()), 0);
  EXPECT_EQ(ask("at+old=1"), "first\r\nOK\r\n");
  EXPECT_EQ(nrf_modem_at_cmd_filter_set(nullptr, 0), 0);
  EXPECT_EQ(ask("AT+OLD"), "ERROR\r\n");
  EXPECT_EQ(nrf_modem_at_cmd_filter_set(nullptr, 2), -NRF_EINVAL);
}

TEST_F(AtCustom, APausedFilterIsAsIfItWereNotThere) {
  std::array filters{nrf_modem_at_cmd_filter{"AT+OLD", first, false},
                     nrf_modem_at_cmd_filter{"AT+OLDER", second, true}};
  EXPECT_EQ(nrf_modem_at_cmd_filter_set(filters.data(), filters.size()), 0);
  EXPECT_EQ(ask("AT+OLDER"), "first\r\nOK\r\n");
  filters[1].paused = false;
  EXPECT_EQ(ask("AT+OLDER"), "second\r\n");
}

TEST_F(AtCustom, TheLaterListReplacesTheEarlierUnderBothNames) {
  const std::array list{nrf_modem_at_cmd_custom{"AT+MINE", first}};
  const std::array filters{nrf_modem_at_cmd_filter{"AT+OLD", second, false}};
  use(list);
  EXPECT_EQ(nrf_modem_at_cmd_filter_set(filters.data(), filters.size()), 0);
  EXPECT_EQ(ask("AT+MINE"), "ERROR\r\n");
  use(list);
  EXPECT_EQ(ask("AT+OLD"), "ERROR\r\n");
}

TEST_F(AtCustom, NeedsTheModemToBeInitialised) {
  const std::array list{nrf_modem_at_cmd_custom{"AT+MINE", first}};
  use(list);
  modem.shutdown();
  ask("AT+MINE");
  EXPECT_EQ(result, -NRF_ESHUTDOWN);
  EXPECT_EQ(g_command, "");
}

}  // namespace
}  // namespace hostmodem::test
