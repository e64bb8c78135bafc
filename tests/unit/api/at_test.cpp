#include <array>
#include <cstring>

#include "pipe_modem.h"

// The C side of AT commands: arguments, buffers, results.

namespace hostmodem::test {
namespace {

class AtCalls : public testing::Test {
 protected:
  Modem modem{kPipe, Modem::Start::kOffline};
  std::array<char, 64> buffer{};
  /// As an application might have it by mistake.
  const char* volatile null = nullptr;
};

TEST_F(AtCalls, GiveTheWholeResponse) {
  EXPECT_EQ(nrf_modem_at_cmd(buffer.data(), buffer.size(), "AT+CFUN%c", '?'), 0);
  EXPECT_STREQ(buffer.data(), "+CFUN: 0\r\nOK\r\n");
}

TEST_F(AtCalls, FillABufferThatJustFits) {
  EXPECT_EQ(nrf_modem_at_cmd(buffer.data(), 5, "AT"), 0);
  EXPECT_STREQ(buffer.data(), "OK\r\n");
}

TEST_F(AtCalls, GiveTheBeginningOfAResponseThatIsTooLong) {
  buffer.fill('#');
  EXPECT_EQ(nrf_modem_at_cmd(buffer.data(), 8, "AT+CFUN?"), -NRF_E2BIG);
  EXPECT_EQ(std::memcmp(buffer.data(), "+CFUN: \0#", 9), 0);
}

TEST_F(AtCalls, WithABufferOfOneByteGiveAnEmptyText) {
  buffer.fill('#');
  EXPECT_EQ(nrf_modem_at_cmd(buffer.data(), 1, "AT"), -NRF_E2BIG);
  EXPECT_EQ(std::memcmp(buffer.data(), "\0#", 2), 0);
}

TEST_F(AtCalls, ExecuteACommandWhoseResponseIsTooLong) {
  EXPECT_EQ(nrf_modem_at_cmd(buffer.data(), 2, "AT+CFUN=4"), -NRF_E2BIG);
  EXPECT_EQ(modem.at("AT+CFUN?"), "+CFUN: 4\r\nOK\r\n");
}

TEST_F(AtCalls, NeedABuffer) {
  EXPECT_EQ(nrf_modem_at_cmd(nullptr, 10, "AT"), -NRF_EFAULT);
  EXPECT_EQ(nrf_modem_at_cmd(buffer.data(), 0, "AT"), -NRF_EINVAL);
}

TEST_F(AtCalls, NeedAFormat) {
  EXPECT_EQ(nrf_modem_at_printf(null, 0), -NRF_EFAULT);
  EXPECT_EQ(nrf_modem_at_cmd(buffer.data(), buffer.size(), null, 0), -NRF_EFAULT);
  int value = 0;
  EXPECT_EQ(nrf_modem_at_scanf(null, "%d", &value), -NRF_EFAULT);
  EXPECT_EQ(nrf_modem_at_scanf("AT+CFUN?", null, &value), -NRF_EFAULT);
}

TEST_F(AtCalls, TellARefusalByKindAndCode) {
  const int refused = nrf_modem_at_printf("AT+NONSENSE");
  EXPECT_EQ(nrf_modem_at_err_type(refused), NRF_MODEM_AT_ERROR);
  EXPECT_EQ(nrf_modem_at_err(refused), 0);

  modem.at("AT+CMEE=1");
  const int coded = nrf_modem_at_printf("AT%%CMNG=2,7,0");
  EXPECT_EQ(nrf_modem_at_err_type(coded), NRF_MODEM_AT_CME_ERROR);
  EXPECT_EQ(nrf_modem_at_err(coded), 513);
}

TEST_F(AtCalls, TakeValuesOutOfAResponse) {
  int mode = -1;
  EXPECT_EQ(nrf_modem_at_scanf("AT+CFUN?", "+CFUN: %d", &mode), 1);
  EXPECT_EQ(mode, 0);
}

TEST_F(AtCalls, ThatMatchNothingAreABadMessage) {
  int value = -1;
  EXPECT_EQ(nrf_modem_at_scanf("AT+CFUN?", "+CEREG: %d", &value), -NRF_EBADMSG);
  EXPECT_EQ(value, -1);
}

TEST_F(AtCalls, ThatTheModemRefusesAreABadMessage) {
  int value = -1;
  EXPECT_EQ(nrf_modem_at_scanf("AT+NONSENSE?", "%d", &value), -NRF_EBADMSG);
}

TEST_F(AtCalls, TakeACommandOfManyKilobytesAndNoMore) {
  const std::string name(30000, 'A');
  EXPECT_GT(nrf_modem_at_printf("AT+%s", name.c_str()), 0);
  const std::string longer(40000, 'A');
  EXPECT_EQ(nrf_modem_at_printf("AT+%s", longer.c_str()), -NRF_ENOMEM);
}

TEST_F(AtCalls, TakeAPercentSignLiterallyWhenTheyScan) {
  char version[32] = {};
  EXPECT_EQ(nrf_modem_at_scanf("AT%XNONSENSE", "%31s", version), -NRF_EBADMSG);
}

TEST_F(AtCalls, FromSeveralThreadsEachGetTheirOwnResponse) {
  const auto ask = [](const char* command, const char* expected) {
    for (int i = 0; i < 200; ++i) {
      std::array<char, 64> response{};
      EXPECT_EQ(nrf_modem_at_cmd(response.data(), response.size(), "%s", command), 0);
      EXPECT_STREQ(response.data(), expected);
    }
  };
  std::thread first(ask, "AT+CFUN?", "+CFUN: 0\r\nOK\r\n");
  std::thread second(ask, "AT+CMEE?", "+CMEE: 0\r\nOK\r\n");
  first.join();
  second.join();
}

TEST_F(AtCalls, TellTheFunctionalModeBeforeTheyReturn) {
  static int told = 0;
  told = -1;
  nrf_modem_at_cfun_handler_set([](int mode) { told = mode; });
  EXPECT_EQ(nrf_modem_at_printf("AT+CFUN=4"), 0);
  EXPECT_EQ(told, 4);
  nrf_modem_at_cfun_handler_set(nullptr);
  EXPECT_EQ(nrf_modem_at_printf("AT+CFUN=0"), 0);
  EXPECT_EQ(told, 4);
}

}  // namespace
}  // namespace hostmodem::test
