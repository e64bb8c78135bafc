#include <gmock/gmock.h>

#include <mutex>
#include <semaphore>

#include "pipe_modem.h"

// Asynchronous commands: their response, and what it comes before.

namespace hostmodem::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What handlers got, in order; they have no context.
std::mutex g_mutex;
std::vector<std::string> g_texts;

void take(const char* text) {
  const std::lock_guard lock(g_mutex);
  g_texts.emplace_back(text);
}

class AtAsync : public PipeModemTest {
 protected:
  AtAsync() {
    nrf_modem_at_notif_handler_set(nullptr);
    g_texts.clear();
  }
  ~AtAsync() override { nrf_modem_at_notif_handler_set(nullptr); }

  /// Everything that handlers got by now.
  static std::vector<std::string> texts() {
    step(0);
    const std::lock_guard lock(g_mutex);
    return g_texts;
  }

  /// As an application might have it by mistake.
  const char* volatile null = nullptr;
};

TEST_F(AtAsync, GivesTheWholeResponse) {
  EXPECT_EQ(nrf_modem_at_cmd_async(take, "AT+CFUN%c", '?'), 0);
  EXPECT_THAT(texts(), ElementsAre("+CFUN: 1\r\nOK\r\n"));
}

TEST_F(AtAsync, GivesARefusalAsAResponse) {
  EXPECT_EQ(nrf_modem_at_cmd_async(take, "AT+NONSENSE"), 0);
  EXPECT_THAT(texts(), ElementsAre("ERROR\r\n"));
  modem.at("AT+CMEE=1");
  EXPECT_EQ(nrf_modem_at_cmd_async(take, "AT%%CMNG=2,7,0"), 0);
  EXPECT_EQ(texts().back(), "+CME ERROR: 513\r\n");
}

TEST_F(AtAsync, GivesItsResponseBeforeTheNotificationsThatItCauses) {
  modem.at("AT+CEREG=1");
  modem.at("AT+CGEREP=0");
  nrf_modem_at_notif_handler_set(take);
  EXPECT_EQ(nrf_modem_at_cmd_async(take, "AT+CFUN=4"), 0);
  EXPECT_THAT(texts(), ElementsAre("OK\r\n", "+CEREG: 0\r\n"));
}

TEST_F(AtAsync, IsOneAtATime) {
  // Inside a handler no other is called: the response stays on its way.
  static std::vector<int> results;
  results.clear();
  const auto twice = [](const char*) {
    results.push_back(nrf_modem_at_cmd_async(take, "AT+CFUN?"));
    results.push_back(nrf_modem_at_cmd_async(take, "AT+CMEE?"));
  };
  EXPECT_EQ(nrf_modem_at_cmd_async(twice, "AT"), 0);
  EXPECT_THAT(texts(), ElementsAre("+CFUN: 1\r\nOK\r\n"));
  EXPECT_THAT(results, ElementsAre(0, -NRF_EINPROGRESS));
}

TEST_F(AtAsync, KeepsSynchronousCommandsWaiting) {
  static std::mutex gate;
  static std::binary_semaphore pending(0);
  std::unique_lock closed(gate);
  const auto wait_at_gate = [](const char*) {
    nrf_modem_at_cmd_async(take, "AT+CFUN?");  // is pending while this handler lasts
    pending.release();
    const std::lock_guard open(gate);
  };
  EXPECT_EQ(nrf_modem_at_cmd_async(wait_at_gate, "AT"), 0);
  pending.acquire();
  BlockedCall call([] { return nrf_modem_at_printf("AT"); });
  EXPECT_TRUE(call.blocks());
  closed.unlock();
  EXPECT_EQ(call.result(), 0);
}

TEST_F(AtAsync, IsNotToldToTheHandlerOfFunctionalModes) {
  static int told = -1;
  nrf_modem_at_cfun_handler_set([](int mode) { told = mode; });
  EXPECT_EQ(nrf_modem_at_cmd_async(take, "AT+CFUN=4"), 0);
  EXPECT_THAT(texts(), ElementsAre("OK\r\n"));
  EXPECT_EQ(told, -1);
  nrf_modem_at_cfun_handler_set(nullptr);
}

TEST_F(AtAsync, NeedsAHandlerAndAFormat) {
  EXPECT_EQ(nrf_modem_at_cmd_async(nullptr, "AT"), -NRF_EFAULT);
  EXPECT_EQ(nrf_modem_at_cmd_async(take, null, 0), -NRF_EFAULT);
  EXPECT_EQ(nrf_modem_at_cmd_async(take, "AT+%s", std::string(40000, 'A').c_str()), -NRF_ENOMEM);
  EXPECT_THAT(texts(), IsEmpty());
}

TEST_F(AtAsync, GivesItsResponseBeforeAShutdownEnds) {
  EXPECT_EQ(nrf_modem_at_cmd_async(take, "AT"), 0);
  modem.shutdown();
  EXPECT_THAT(g_texts, ElementsAre("OK\r\n"));
  EXPECT_EQ(nrf_modem_at_cmd_async(take, "AT"), -NRF_ESHUTDOWN);
}

}  // namespace
}  // namespace hostmodem::test
