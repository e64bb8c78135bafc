#include <array>
#include <mutex>

#include "pipe_modem.h"

// Commands of several threads are executed one at a time.

namespace hostmodem::test {
namespace {

std::mutex g_gate;  ///< a handler ends when it can pass
std::vector<std::string> g_order;

int pass_gate(char* buf, size_t len, char* /*at_cmd*/) {
  const std::lock_guard open(g_gate);
  return nrf_modem_at_cmd(buf, len, "AT");
}

class AtTurns : public PipeModemTest {
 protected:
  AtTurns() {
    nrf_modem_at_cmd_custom_set(&kSlow, 1);
    g_order.clear();
  }
  ~AtTurns() override {
    nrf_modem_at_cmd_custom_set(nullptr, 0);
    nrf_modem_at_cfun_handler_set(nullptr);
    nrf_modem_at_sem_timeout_set(NRF_MODEM_AT_FOREVER);
  }

  static int slow() {
    std::array<char, 64> buffer{};
    return nrf_modem_at_cmd(buffer.data(), buffer.size(), "AT+SLOW");
  }
  static int quick() { return nrf_modem_at_printf("AT"); }

  static constexpr nrf_modem_at_cmd_custom kSlow{"AT+SLOW", pass_gate};
};

TEST_F(AtTurns, ACustomCommandKeepsOthersWaiting) {
  std::unique_lock closed(g_gate);
  BlockedCall first(slow);
  ASSERT_TRUE(first.blocks());
  BlockedCall other(quick);
  ASSERT_TRUE(other.blocks());
  closed.unlock();
  EXPECT_EQ(first.result(), 0);
  EXPECT_EQ(other.result(), 0);
}

TEST_F(AtTurns, TheHandlerOfFunctionalModesKeepsOthersWaiting) {
  nrf_modem_at_cfun_handler_set([](int) {
    const std::lock_guard open(g_gate);
    EXPECT_EQ(nrf_modem_at_printf("AT+CEREG=1"), 0);
  });
  std::unique_lock closed(g_gate);
  BlockedCall first([] { return nrf_modem_at_printf("AT+CFUN=4"); });
  ASSERT_TRUE(first.blocks());
  BlockedCall other(quick);
  ASSERT_TRUE(other.blocks());
  closed.unlock();
  EXPECT_EQ(first.result(), 0);
  EXPECT_EQ(other.result(), 0);
}

TEST_F(AtTurns, OneThatDoesNotComeInTimeIsTriedAgain) {
  EXPECT_EQ(nrf_modem_at_sem_timeout_set(1000), 0);
  std::unique_lock closed(g_gate);
  BlockedCall first(slow);
  ASSERT_TRUE(first.blocks());
  BlockedCall other(quick);
  ASSERT_TRUE(other.blocks());
  step(999);
  EXPECT_TRUE(other.blocks());
  step(1);
  EXPECT_EQ(other.result(), -NRF_EAGAIN);
  closed.unlock();
  EXPECT_EQ(first.result(), 0);
  EXPECT_EQ(quick(), 0);
}

TEST_F(AtTurns, WithoutATimeoutNobodyWaits) {
  EXPECT_EQ(nrf_modem_at_sem_timeout_set(0), 0);
  std::array<char, 64> buffer{};
  int value = 0;
  std::unique_lock closed(g_gate);
  BlockedCall first(slow);
  ASSERT_TRUE(first.blocks());
  EXPECT_EQ(quick(), -NRF_EAGAIN);
  EXPECT_EQ(nrf_modem_at_cmd(buffer.data(), buffer.size(), "AT"), -NRF_EAGAIN);
  EXPECT_EQ(nrf_modem_at_scanf("AT+CFUN?", "+CFUN: %d", &value), -NRF_EAGAIN);
  closed.unlock();
  EXPECT_EQ(first.result(), 0);
  EXPECT_EQ(quick(), 0);
}

TEST_F(AtTurns, AnAsynchronousCommandDoesNotWaitForOthers) {
  std::unique_lock closed(g_gate);
  BlockedCall first(slow);
  ASSERT_TRUE(first.blocks());
  EXPECT_EQ(nrf_modem_at_cmd_async([](const char*) {}, "AT"), -NRF_EINPROGRESS);
  closed.unlock();
  EXPECT_EQ(first.result(), 0);
  EXPECT_EQ(nrf_modem_at_cmd_async([](const char*) {}, "AT"), 0);
  step(0);
}

TEST_F(AtTurns, ComeInTheOrderInWhichTheyWereAskedFor) {
  static constexpr std::array kNoting{
      kSlow, nrf_modem_at_cmd_custom{"AT+NOTE", [](char*, size_t, char* at_cmd) {
                                       g_order.emplace_back(at_cmd);
                                       return 0;
                                     }}};
  nrf_modem_at_cmd_custom_set(kNoting.data(), kNoting.size());
  const auto note = [](const char* command) {
    return [command] {
      std::array<char, 64> buffer{};
      return nrf_modem_at_cmd(buffer.data(), buffer.size(), "%s", command);
    };
  };
  std::unique_lock closed(g_gate);
  BlockedCall first(slow);
  ASSERT_TRUE(first.blocks());
  {
    BlockedCall one(note("AT+NOTE=1"));
    ASSERT_TRUE(one.blocks());
    BlockedCall two(note("AT+NOTE=2"));
    ASSERT_TRUE(two.blocks());
    BlockedCall three(note("AT+NOTE=3"));
    ASSERT_TRUE(three.blocks());
    closed.unlock();
  }
  EXPECT_THAT(g_order, testing::ElementsAre("AT+NOTE=1", "AT+NOTE=2", "AT+NOTE=3"));
}

TEST_F(AtTurns, AShutdownWakesThoseWhoWait) {
  std::unique_lock closed(g_gate);
  BlockedCall first(slow);
  ASSERT_TRUE(first.blocks());
  BlockedCall other(quick);
  ASSERT_TRUE(other.blocks());
  modem.shutdown();
  EXPECT_EQ(other.result(), -NRF_ESHUTDOWN);
  closed.unlock();
  EXPECT_EQ(first.result(), -NRF_ESHUTDOWN) << "what its handler sends";
}

TEST_F(AtTurns, TheTimeoutIsPositiveOrForEver) {
  EXPECT_EQ(nrf_modem_at_sem_timeout_set(-2), -NRF_EINVAL);
  EXPECT_EQ(nrf_modem_at_sem_timeout_set(NRF_MODEM_AT_FOREVER), 0);
  EXPECT_EQ(nrf_modem_at_sem_timeout_set(5), 0);
}

}  // namespace
}  // namespace hostmodem::test
