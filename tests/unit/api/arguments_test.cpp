#include "pipe_modem.h"

// What applications give by mistake.

namespace hostmodem::test {
namespace {

using Arguments = PipeModemTest;

// The value was read as far as its length said.
TEST_F(Arguments, AnOptionLengthBeyondAllMemoryWasBelieved) {
  const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2);
  const nrf_sec_tag_t tag = 1;
  for (const int option : {NRF_SO_SEC_TAG_LIST, NRF_SO_SEC_HOSTNAME, NRF_SO_SEC_CIPHERSUITE_LIST,
                           NRF_SO_SEC_PEER_VERIFY, NRF_SO_SEC_ROLE}) {
    EXPECT_EQ(outcome(nrf_setsockopt(fd, NRF_SOL_SECURE, option, &tag, 0xfffffffc)),
              fails(NRF_EINVAL))
        << option;
  }
  for (const int option : {NRF_SO_RCVTIMEO, NRF_SO_REUSEADDR}) {
    EXPECT_EQ(outcome(nrf_setsockopt(fd, NRF_SOL_SOCKET, option, &tag, 0xfffffffc)),
              fails(NRF_EINVAL))
        << option;
  }
}

TEST_F(Arguments, ALengthWithoutAnOptionValueIsAFault) {
  const int fd = tcp();
  EXPECT_EQ(outcome(nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_REUSEADDR, nullptr, 4)),
            fails(NRF_EFAULT));
  EXPECT_EQ(outcome(nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_REUSEADDR, nullptr, 0)),
            fails(NRF_EFAULT));
}

TEST_F(Arguments, AnOptionIsCutToTheBufferThatIsThere) {
  const int fd = tcp();
  ASSERT_EQ(set_timeout(fd, NRF_SO_RCVTIMEO, 5000), gives(0));
  std::uint32_t seconds = 0;
  nrf_socklen_t length = sizeof seconds;
  EXPECT_EQ(nrf_getsockopt(fd, NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &seconds, &length), 0);
  EXPECT_EQ(seconds, 5U);
  EXPECT_EQ(length, sizeof seconds);
}

TEST_F(Arguments, AnOptionInALargerBufferSaysItsLength) {
  const int fd = tcp();
  char buffer[64] = {};
  nrf_socklen_t length = sizeof buffer;
  EXPECT_EQ(nrf_getsockopt(fd, NRF_SOL_SOCKET, NRF_SO_ERROR, buffer, &length), 0);
  EXPECT_EQ(length, sizeof(int));
}

TEST_F(Arguments, AnOptionNeedsABufferAndALength) {
  const int fd = tcp();
  int value = 0;
  nrf_socklen_t length = sizeof value;
  EXPECT_EQ(outcome(nrf_getsockopt(fd, NRF_SOL_SOCKET, NRF_SO_ERROR, nullptr, &length)),
            fails(NRF_EFAULT));
  EXPECT_EQ(outcome(nrf_getsockopt(fd, NRF_SOL_SOCKET, NRF_SO_ERROR, &value, nullptr)),
            fails(NRF_EFAULT));
}

TEST_F(Arguments, AStepOfMoreThanAHundredYearsOrBeyondTheEndOfTimeIsInvalid) {
  constexpr std::uint64_t kYear = 365ULL * 24 * 3600 * 1000;
  modem.at("AT+CFUN=0");  // nothing is due
  EXPECT_EQ(hostmodem_clock_step(101 * kYear), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_clock_step(UINT64_MAX), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_clock_step(99 * kYear), 0);
  EXPECT_EQ(hostmodem_clock_step(99 * kYear), 0);
  EXPECT_EQ(hostmodem_clock_step(99 * kYear), -NRF_EINVAL);
}

TEST(LogLevel, OfAModemWasThatOfTheNextOneToo) {
  {
    const Modem modem("[modem]\nlog = \"debug\"\n", Modem::Start::kOffline);
    EXPECT_GT(nrf_modem_at_printf("AT+NONSENSE"), 0);
    EXPECT_TRUE(modem.log().contains("AT"));
  }
  const Modem modem("", Modem::Start::kOffline);
  EXPECT_GT(nrf_modem_at_printf("AT+NONSENSE"), 0);
  EXPECT_FALSE(modem.log().contains("AT"));
}

}  // namespace
}  // namespace hostmodem::test
