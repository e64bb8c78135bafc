// Waits of the modem happen in its own time, which a test steps.

#include "e2e/modem_test.h"
#include "support/blocked_call.h"
#include "support/host_peer.h"
#include "support/ports.h"

namespace hostmodem::test {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

class HeldClock : public ModemTest {
 protected:
  void SetUp() override {
    start();
    ASSERT_EQ(hostmodem_clock_hold(), 0);
  }

  static void step(milliseconds time) {
    ASSERT_EQ(hostmodem_clock_step(static_cast<std::uint64_t>(time.count())), 0);
  }
};

TEST_F(HeldClock, StandsStillAndStepsExactly) {
  const std::uint64_t before = hostmodem_clock_now();
  EXPECT_EQ(hostmodem_clock_now(), before);

  step(milliseconds(1234));

  EXPECT_EQ(hostmodem_clock_now(), before + 1'234'000);
}

TEST_F(HeldClock, ReceiveTimesOutWhenItsTimeIsThere) {
  Socket socket = udp();
  ASSERT_EQ(socket.bind(self(0)), gives(0));
  ASSERT_EQ(socket.set_timeout(NRF_SO_RCVTIMEO, hours(1)), gives(0));
  BlockedCall call([&] { return socket.recv(1); });
  EXPECT_TRUE(call.blocks());

  step(hours(1) - milliseconds(1));
  EXPECT_TRUE(call.blocks()) << "a millisecond is missing";
  step(milliseconds(1));

  EXPECT_EQ(call.result(), receive_fails(NRF_EAGAIN));
}

TEST_F(HeldClock, AcceptTimesOutWhenItsTimeIsThere) {
  Socket socket = tcp();
  ASSERT_EQ(socket.listen(1), gives(0));
  ASSERT_EQ(socket.set_timeout(NRF_SO_RCVTIMEO, minutes(10)), gives(0));
  BlockedCall call([&] { return socket.accept(); });
  EXPECT_TRUE(call.blocks());

  step(minutes(10) - milliseconds(1));
  EXPECT_TRUE(call.blocks()) << "a millisecond is missing";
  step(milliseconds(1));

  EXPECT_EQ(call.result(), fails(NRF_EAGAIN));
}

TEST_F(HeldClock, PollTimesOutWhenItsTimeIsThere) {
  Socket socket = udp();
  nrf_pollfd entry{socket.fd(), NRF_POLLIN, 0};
  BlockedCall call([&] { return api().poll(&entry, 1, 600'000); });
  EXPECT_TRUE(call.blocks());

  step(minutes(10) - milliseconds(1));
  EXPECT_TRUE(call.blocks()) << "a millisecond is missing";
  step(milliseconds(1));

  EXPECT_EQ(call.result(), gives(0));
}

TEST_F(HeldClock, ConnectTimesOutWhenItsTimeIsThere) {
  const SilentPort silent(Family::kIpv4);
  Socket socket = tcp();
  ASSERT_EQ(socket.set_timeout(NRF_SO_SNDTIMEO, milliseconds(2500)), gives(0));
  BlockedCall call([&] { return socket.connect(host(silent.port())); });
  EXPECT_TRUE(call.blocks());

  step(milliseconds(2499));
  EXPECT_TRUE(call.blocks()) << "a millisecond is missing";
  step(milliseconds(1));

  EXPECT_EQ(call.result(), fails(NRF_ETIMEDOUT));
}

TEST_F(HeldClock, ConnectWithoutTimeoutGivesUpByItself) {
  const SilentPort silent(Family::kIpv4);
  Socket socket = tcp();
  BlockedCall call([&] { return socket.connect(host(silent.port())); });
  EXPECT_TRUE(call.blocks());

  step(hours(1));

  EXPECT_EQ(call.result(), fails(NRF_ETIMEDOUT));
}

TEST_F(HeldClock, DataArriveWhileItStands) {
  HostListener listener(Family::kIpv4);
  Socket socket = tcp();
  ASSERT_EQ(socket.connect(host(listener.port())), gives(0));
  HostConnection peer = listener.accept();
  peer.send("hello");

  EXPECT_EQ(receive_all(socket, 5), "hello");
}

TEST_F(HeldClock, RunsOnFromWhereItStands) {
  step(hours(5));
  const std::uint64_t before = hostmodem_clock_now();

  ASSERT_EQ(hostmodem_clock_run(1000), 0);
  ASSERT_EQ(api().poll(nullptr, 0, 60'000), gives(0)) << "a minute takes 60 ms";

  EXPECT_GE(hostmodem_clock_now(), before + 60'000'000);
}

TEST_F(HeldClock, IsNeededToStep) {
  ASSERT_EQ(hostmodem_clock_run(1), 0);

  EXPECT_EQ(hostmodem_clock_step(1), -NRF_EINVAL);
}

TEST_F(HeldClock, RunsAtAReasonableScaleOnly) {
  EXPECT_EQ(hostmodem_clock_run(0), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_clock_run(-1), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_clock_run(0.0009), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_clock_run(1e7), -NRF_EINVAL);
}

}  // namespace
}  // namespace hostmodem::test
