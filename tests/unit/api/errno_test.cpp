#include "pipe_modem.h"

// errno is the application's: only a function that says so touches it, and only when it fails.

namespace hostmodem::test {
namespace {

constexpr int kMark = 4711;

class Errno : public PipeModemTest {
 protected:
  /// What `call` makes of errno.
  template <typename Call>
  static int after(Call call) {
    errno = kMark;
    call();
    return errno;
  }
};

TEST_F(Errno, IsUntouchedByCallsThatSucceed) {
  const Pair pair = connected();
  char byte = 'x';
  EXPECT_EQ(after([&] { EXPECT_EQ(nrf_send(pair.client, &byte, 1, 0), 1); }), kMark);
  EXPECT_EQ(after([&] { EXPECT_EQ(nrf_recv(pair.server, &byte, 1, 0), 1); }), kMark);
  nrf_pollfd entry{pair.client, NRF_POLLOUT, 0};
  EXPECT_EQ(after([&] { EXPECT_EQ(nrf_poll(&entry, 1, 0), 1); }), kMark);
  EXPECT_EQ(after([&] { EXPECT_EQ(pending_error(pair.client), 0); }), kMark);
  EXPECT_EQ(after([&] { EXPECT_EQ(nrf_close(pair.client), 0); }), kMark);
  EXPECT_EQ(after([&] { tcp(); }), kMark);
}

TEST_F(Errno, IsUntouchedByACallThatBlockedAndSucceeded) {
  const Pair pair = connected();
  int seen = 0;
  BlockedCall blocked([&] {
    char byte = 0;
    seen = after([&] { EXPECT_EQ(nrf_recv(pair.server, &byte, 1, 0), 1); });
    return 0;
  });
  ASSERT_TRUE(blocked.blocks());
  ASSERT_EQ(send_text(pair.client, "x"), gives(1));
  static_cast<void>(blocked.result());
  EXPECT_EQ(seen, kMark);
}

TEST_F(Errno, IsUntouchedByAPollThatTimesOut) {
  BlockedCall blocked([] { return after([] { EXPECT_EQ(nrf_poll(nullptr, 0, 10), 0); }); });
  ASSERT_TRUE(blocked.blocks());
  step(10);
  EXPECT_EQ(blocked.result(), kMark);
}

TEST_F(Errno, IsTheErrorOfASocketCallThatFails) {
  EXPECT_EQ(after([] { EXPECT_EQ(nrf_close(7), -1); }), NRF_EBADF);
  EXPECT_EQ(after([] { EXPECT_EQ(nrf_poll(nullptr, 1, 0), -1); }), NRF_EFAULT);
}

TEST_F(Errno, IsUntouchedByAtCallsThatFailToo) {
  const char* volatile null = nullptr;
  EXPECT_EQ(after([&] { EXPECT_EQ(nrf_modem_at_printf(null, 0), -NRF_EFAULT); }), kMark);
  EXPECT_EQ(after([] { EXPECT_GT(nrf_modem_at_printf("AT+NONSENSE"), 0); }), kMark);
  EXPECT_EQ(after([] { EXPECT_EQ(nrf_modem_at_printf("AT"), 0); }), kMark);
}

TEST_F(Errno, IsSetByALookupOnlyWithTheSystemError) {
  nrf_addrinfo* found = nullptr;
  EXPECT_EQ(after([&] {
              EXPECT_EQ(nrf_getaddrinfo("10.0.2.2", "80", nullptr, &found), 0);
              nrf_freeaddrinfo(found);
            }),
            kMark);
  EXPECT_EQ(after([&] {
              EXPECT_EQ(nrf_getaddrinfo("10.0.2.2", "http", nullptr, &found), NRF_EAI_SERVICE);
            }),
            kMark);
  EXPECT_EQ(after([&] {
              EXPECT_EQ(nrf_getaddrinfo("10.0.2.2", "80", nullptr, nullptr), NRF_EAI_SYSTEM);
            }),
            NRF_EFAULT);
}

TEST_F(Errno, WasTouchedByCallsOfTheBench) {
  EXPECT_EQ(after([] { step(60'000); }), kMark);
  EXPECT_EQ(after([] { hostmodem_clock_now(); }), kMark);
  EXPECT_EQ(after([] { EXPECT_EQ(hostmodem_configure(""), -NRF_EPERM); }), kMark);
  EXPECT_EQ(after([] { EXPECT_EQ(hostmodem_configure_file("/none"), -NRF_ENOENT); }), kMark);
  EXPECT_EQ(after([] { EXPECT_EQ(hostmodem_pipe_send(0, nullptr, 1), -NRF_EFAULT); }), kMark);
  EXPECT_EQ(after([] { EXPECT_EQ(nrf_modem_init(nullptr), -NRF_EFAULT); }), kMark);
}

}  // namespace
}  // namespace hostmodem::test
