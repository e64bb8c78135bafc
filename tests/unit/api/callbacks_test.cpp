#include <functional>
#include <mutex>
#include <utility>

#include "pipe_modem.h"

// Handlers of the application, and what they may do.

namespace hostmodem::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What handlers do; they have no context.
std::mutex g_mutex;
std::vector<std::string> g_first;
std::vector<std::string> g_second;

void take_first(const char* text) {
  const std::lock_guard lock(g_mutex);
  g_first.emplace_back(text);
}
void take_second(const char* text) {
  const std::lock_guard lock(g_mutex);
  g_second.emplace_back(text);
}

class Callbacks : public PipeModemTest {
 protected:
  Callbacks() {
    modem.at("AT+CGEREP=0");
    modem.at("AT+CEREG=1");
    g_first.clear();
    g_second.clear();
  }
  ~Callbacks() override { nrf_modem_at_notif_handler_set(nullptr); }

  /// Causes one notification; its handler has returned.
  void cause(int mode) {
    modem.at("AT+CFUN=" + std::to_string(mode));
    modem.at("AT+CEREG=1");
    step(0);
  }
  void cause() { cause(4); }

  /// Runs `what` inside a callback: the one that takes a packet which the modem sends.
  static void inside(std::function<void()> what) {
    hostmodem_pipe_handler_set(
        [](int, const void*, size_t, void* context) {
          auto& once = *static_cast<std::function<void()>*>(context);
          if (const auto call = std::exchange(once, nullptr)) call();
        },
        &what);
    const int fd = udp();
    const nrf_sockaddr_in to = address(kSilentHost, 9);
    EXPECT_EQ(nrf_sendto(fd, "x", 1, 0, reinterpret_cast<const nrf_sockaddr*>(&to), sizeof to), 1);
    step(0);
    nrf_close(fd);
    EXPECT_FALSE(what) << "there was no callback";
    hostmodem_pipe_handler_set(nullptr, nullptr);
  }
};

TEST_F(Callbacks, ANotificationIsOneLineWithItsEnd) {
  nrf_modem_at_notif_handler_set(take_first);
  cause();
  EXPECT_THAT(g_first, ElementsAre("+CEREG: 0\r\n"));
}

TEST_F(Callbacks, AHandlerReplacesTheOneBefore) {
  nrf_modem_at_notif_handler_set(take_first);
  nrf_modem_at_notif_handler_set(take_second);
  cause();
  EXPECT_THAT(g_first, IsEmpty());
  EXPECT_THAT(g_second, ElementsAre("+CEREG: 0\r\n"));
}

TEST_F(Callbacks, WithoutAHandlerNotificationsAreDropped) {
  nrf_modem_at_notif_handler_set(take_first);
  EXPECT_EQ(nrf_modem_at_notif_handler_set(nullptr), 0);
  cause();
  nrf_modem_at_notif_handler_set(take_first);
  step(0);
  EXPECT_THAT(g_first, IsEmpty());
}

TEST_F(Callbacks, AHandlerMayReplaceItself) {
  nrf_modem_at_notif_handler_set([](const char* text) {
    take_first(text);
    nrf_modem_at_notif_handler_set(take_second);
  });
  cause();
  cause(1);
  EXPECT_THAT(g_first, ElementsAre("+CEREG: 0\r\n"));
  EXPECT_THAT(g_second, ElementsAre("+CEREG: 2\r\n", "+CEREG: 1\r\n"));
}

TEST_F(Callbacks, AHandlerStaysSetOverAShutdown) {
  nrf_modem_at_notif_handler_set(take_first);
  modem.shutdown();
  nrf_modem_init_params params{};
  ASSERT_EQ(nrf_modem_init(&params), 0);
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  modem.at("AT+CEREG=1");
  cause(1);
  EXPECT_THAT(g_first, ElementsAre("+CEREG: 2\r\n", "+CEREG: 1\r\n"));
}

TEST_F(Callbacks, ABlockingCallInsideOneIsRefusedAndTheLogNamesIt) {
  const int fd = udp();
  inside([fd] { EXPECT_EQ(receive_text(fd, 1), receive_fails(NRF_EPERM)); });
  EXPECT_TRUE(modem.log().contains("nrf_recv(0): a blocking call inside a callback"));
}

TEST_F(Callbacks, EveryCallThatMayBlockIsRefusedInside) {
  const Pair pair = connected();
  const int listening = listener(7001);
  const int idle = tcp();
  inside([&] {
    nrf_addrinfo* found = nullptr;
    nrf_pollfd entry{pair.client, NRF_POLLIN, 0};
    int value = 0;
    EXPECT_EQ(receive_text(pair.client, 1), receive_fails(NRF_EPERM));
    EXPECT_EQ(send_text(pair.client, "x"), fails(NRF_EPERM));
    EXPECT_EQ(connect_to(idle, kSilentHost, 9), fails(NRF_EPERM));
    EXPECT_EQ(outcome(nrf_accept(listening, nullptr, nullptr)), fails(NRF_EPERM));
    EXPECT_EQ(outcome(nrf_poll(&entry, 1, 10)), fails(NRF_EPERM));
    EXPECT_EQ(nrf_getaddrinfo("host.example", nullptr, nullptr, &found), NRF_EAI_SYSTEM);
    EXPECT_EQ(nrf_modem_at_printf("AT"), -NRF_EPERM);
    EXPECT_EQ(nrf_modem_at_scanf("AT+CFUN?", "+CFUN: %d", &value), -NRF_EPERM);
    EXPECT_EQ(nrf_modem_shutdown(), -NRF_EPERM);
  });
}

TEST_F(Callbacks, CallsThatDoNotBlockWorkInside) {
  const Pair pair = connected();
  inside([&] {
    EXPECT_EQ(send_text(pair.client, "hello", NRF_MSG_DONTWAIT), gives(5));
    nrf_pollfd entry{pair.server, NRF_POLLIN, 0};
    EXPECT_EQ(outcome(nrf_poll(&entry, 1, -1)), gives(1)) << "ready: it does not wait";
    EXPECT_EQ(receive_text(pair.server, 9, NRF_MSG_DONTWAIT), received("hello"));
    EXPECT_EQ(set_timeout(pair.server, NRF_SO_RCVTIMEO, 5), gives(0));
    const int other = tcp();
    EXPECT_EQ(bind_to(other, 7005), gives(0));
    EXPECT_EQ(nrf_listen(other, 1), 0);
    EXPECT_EQ(nrf_fcntl(other, NRF_F_SETFL, NRF_O_NONBLOCK), 0);
    EXPECT_EQ(outcome(nrf_accept(other, nullptr, nullptr)), fails(NRF_EAGAIN));
    EXPECT_EQ(nrf_close(other), 0);
    EXPECT_EQ(hostmodem_clock_step(3), 0);
    EXPECT_TRUE(nrf_modem_is_initialized());
  });
}

TEST_F(Callbacks, NoneIsCalledAfterShutdown) {
  nrf_modem_at_notif_handler_set(take_first);
  modem.at("AT+CFUN=4");
  modem.shutdown();
  std::size_t count = 0;
  {
    const std::lock_guard lock(g_mutex);
    count = g_first.size();
  }
  nrf_modem_init_params params{};
  ASSERT_EQ(nrf_modem_init(&params), 0);
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  step(0);
  EXPECT_EQ(g_first.size(), count);
}

}  // namespace
}  // namespace hostmodem::test
