#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "pipe_modem.h"

// The child of a fork() has no modem: thread, lock and peers stayed with the parent.

namespace hostmodem::test {
namespace {

class Fork : public PipeModemTest {
 protected:
  /// Runs `what` in a child, which then exits as programs do; whether it succeeded and ended in
  /// time.
  template <typename What>
  static bool in_child(What what) {
    const pid_t child = fork();
    if (child < 0) return false;
    if (child == 0) {
      alarm(60);
      std::exit(what() ? 0 : 1);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child) return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
};

TEST_F(Fork, EveryCallOfTheChildIsRefused) {
  const int fd = udp();
  EXPECT_TRUE(in_child([fd] {
    nrf_modem_init_params params{};
    nrf_addrinfo* found = nullptr;
    char byte = 0;
    const std::array results = {
        outcome(nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, 0)) == fails(NRF_EPERM),
        outcome(nrf_recv(fd, &byte, 1, 0)) == fails(NRF_EPERM),
        outcome(nrf_close(fd)) == fails(NRF_EPERM),
        outcome(nrf_poll(nullptr, 0, -1)) == fails(NRF_EPERM),
        outcome(nrf_getaddrinfo("10.0.2.2", "80", nullptr, &found)) ==
            Outcome{NRF_EAI_SYSTEM, NRF_EPERM},
        nrf_modem_at_printf("AT") == -NRF_EPERM,
        nrf_modem_at_notif_handler_set(nullptr) == -NRF_EPERM,
        nrf_modem_init(&params) == -NRF_EPERM,
        nrf_modem_shutdown() == -NRF_EPERM,
        !nrf_modem_is_initialized(),
        hostmodem_configure("") == -NRF_EPERM,
        hostmodem_clock_step(1) == -NRF_EPERM,
        hostmodem_clock_now() == 0,
        hostmodem_pipe_send(0, &byte, 1) == -NRF_EPERM,
        hostmodem_capture_start("/dev/null") == -NRF_EPERM,
        hostmodem_capture_stop() == -NRF_EPERM,
    };
    for (const bool result : results) {
      if (!result) return false;
    }
    return true;
  }));
}

TEST_F(Fork, TheChildsLogSaysWhy) {
  EXPECT_TRUE(in_child([this] {
    nrf_close(0);
    return modem.log().contains("used in the child of a fork()");
  }));
}

TEST_F(Fork, AChildThatUsesNothingExits) {
  EXPECT_TRUE(in_child([] { return true; }));
}

TEST_F(Fork, AChildExitsWhileACallOfTheParentIsBlocked) {
  const Pair pair = connected();
  BlockedCall blocked([&] { return receive_text(pair.server, 1); });
  ASSERT_TRUE(blocked.blocks());
  EXPECT_TRUE(in_child([] { return true; }));
  ASSERT_EQ(send_text(pair.client, "x"), gives(1));
  EXPECT_EQ(blocked.result(), received("x")) << "the parent goes on";
}

TEST_F(Fork, OfAProcessThatShutItsModemDownHasAFreshOne) {
  modem.shutdown();
  EXPECT_TRUE(in_child([] {
    nrf_modem_init_params params{};
    return nrf_modem_init(&params) == 0 && nrf_modem_at_printf("AT") == 0 &&
           nrf_modem_shutdown() == 0;
  }));
}

}  // namespace
}  // namespace hostmodem::test
