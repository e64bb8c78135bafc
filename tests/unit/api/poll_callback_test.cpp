#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "pipe_modem.h"

// NRF_SO_POLLCB through the C API: on which thread the callback is called, when, and what it may do
// there. Which events call it is the business of unit_socket.

namespace hostmodem::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// One call of the callback.
struct Report {
  int fd;
  short events;
  short revents;
  std::thread::id thread;
};

MATCHER_P(Says, revents, "") { return arg.revents == revents; }
MATCHER_P2(SaysOn, revents, thread, "") { return arg.revents == revents && arg.thread == thread; }

/// The callback has no context: what it noted, and what else it does, once.
std::mutex g_mutex;
std::vector<Report> g_reports;
std::function<void(const nrf_pollfd&)> g_inside;

void note(nrf_pollfd* pollfd) {
  std::function<void(const nrf_pollfd&)> inside;
  {
    const std::lock_guard lock(g_mutex);
    g_reports.push_back({pollfd->fd, pollfd->events, pollfd->revents, std::this_thread::get_id()});
    inside = std::exchange(g_inside, nullptr);
  }
  if (inside) inside(*pollfd);
}

class PollCallbackTest : public PipeModemTest {
 protected:
  PollCallbackTest() {
    static_cast<void>(reports());
    inside_next(nullptr);
  }

  static Outcome set_callback(int fd, short events = NRF_POLLIN, bool oneshot = false) {
    const nrf_modem_pollcb setting{&note, events, oneshot};
    return outcome(nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_POLLCB, &setting, sizeof setting));
  }

  /// What the next call of the callback does.
  static void inside_next(std::function<void(const nrf_pollfd&)> inside) {
    const std::lock_guard lock(g_mutex);
    g_inside = std::move(inside);
  }

  /// Those since the last time.
  static std::vector<Report> reports() {
    const std::lock_guard lock(g_mutex);
    return std::exchange(g_reports, {});
  }

  /// A datagram for receiver_; the callback that it causes has returned.
  void datagram(std::string_view text = "x") {
    const int sender = udp();
    ASSERT_EQ(connect_to(sender, kOwnAddress, 7001), gives(0));
    ASSERT_EQ(send_text(sender, text), gives(static_cast<std::int64_t>(text.size())));
    nrf_close(sender);
    step(0);
  }

  static int bound() {
    const int fd = udp();
    EXPECT_EQ(bind_to(fd, 7001), gives(0));
    return fd;
  }

  int receiver_ = bound();
};

// --- When, and on which thread.

TEST_F(PollCallbackTest, AnEventIsReportedByTheThreadOfTheModem) {
  ASSERT_EQ(set_callback(receiver_), gives(0));
  std::promise<std::string> name;
  inside_next([&](const nrf_pollfd&) {
    std::string text(16, '\0');
    pthread_getname_np(pthread_self(), text.data(), text.size());
    name.set_value(text.c_str());
  });
  datagram();
  EXPECT_EQ(name.get_future().get(), "hostmodem");
  const auto all = reports();
  ASSERT_THAT(all, ElementsAre(Says(NRF_POLLIN)));
  EXPECT_EQ(all[0].fd, receiver_);
  EXPECT_EQ(all[0].events, NRF_POLLIN);
}

TEST_F(PollCallbackTest, AnEventThatHoldsIsReportedByTheCallerBeforeItsCallReturns) {
  datagram();
  ASSERT_EQ(set_callback(receiver_), gives(0));
  EXPECT_THAT(reports(), ElementsAre(SaysOn(NRF_POLLIN, std::this_thread::get_id())));
}

// A setting that waited for another callback reported data that had been there, after the loss of
// the network had been reported.
TEST_F(PollCallbackTest, AnEventThatHeldWasReportedAfterTheLossOfTheNetwork) {
  for (int round = 0; round < 20; ++round) {
    const int other = udp();
    ASSERT_EQ(bind_to(other, 7002), gives(0));
    datagram();  // for the receiver, which has no callback yet
    std::promise<void> entered;
    std::promise<void> leave;
    ASSERT_EQ(set_callback(other), gives(0));
    inside_next([&](const nrf_pollfd&) {
      entered.set_value();
      leave.get_future().wait();
    });
    BlockedCall arrival([] {
      const int sender = udp();
      EXPECT_EQ(connect_to(sender, kOwnAddress, 7002), gives(0));
      EXPECT_EQ(send_text(sender, "x"), gives(1));
      nrf_close(sender);
      step(0);
      return true;
    });
    entered.get_future().wait();
    static_cast<void>(reports());
    BlockedCall setting([&] { return set_callback(receiver_); });
    EXPECT_TRUE(setting.blocks());
    EXPECT_EQ(nrf_modem_at_printf("AT+CFUN=4"), 0);
    leave.set_value();
    EXPECT_EQ(setting.result(), gives(0));
    EXPECT_TRUE(arrival.result());
    step(0);

    bool lost = false;
    for (const Report& report : reports()) {
      if (report.fd != receiver_) continue;
      EXPECT_FALSE(lost && report.revents == NRF_POLLIN) << "in round " << round;
      lost = lost || report.revents == NRF_POLLERR;
    }
    EXPECT_TRUE(lost);
    nrf_close(other);
    nrf_close(receiver_);
    step(0);
    EXPECT_EQ(nrf_modem_at_printf("AT+CFUN=1"), 0);
    step(0);
    receiver_ = bound();
  }
}

TEST_F(PollCallbackTest, TheReportToTheCallerCauseACallbackThatIsBeingMade) {
  const int other = udp();
  std::promise<void> entered;
  std::promise<void> leave;
  ASSERT_EQ(set_callback(receiver_), gives(0));
  inside_next([&](const nrf_pollfd&) {
    entered.set_value();
    leave.get_future().wait();
  });
  BlockedCall arrival([this] {
    datagram();
    return true;
  });
  entered.get_future().wait();
  BlockedCall setting([&] { return set_callback(other, NRF_POLLOUT); });
  EXPECT_TRUE(setting.blocks());
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLIN)));
  leave.set_value();
  EXPECT_EQ(setting.result(), gives(0));
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLOUT)));
}

TEST_F(PollCallbackTest, LossOfTheNetworkIsReported) {
  ASSERT_EQ(set_callback(receiver_, 0), gives(0));
  modem.at("AT+CFUN=0");
  step(0);
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLERR)));
  EXPECT_EQ(pending_error(receiver_), NRF_ENETDOWN);
}

TEST_F(PollCallbackTest, CloseByTheApplicationIsReported) {
  ASSERT_EQ(set_callback(receiver_, 0), gives(0));
  ASSERT_EQ(nrf_close(receiver_), 0);
  step(0);
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLNVAL)));
}

TEST_F(PollCallbackTest, TheEndOfDataTrafficIsReported) {
  ASSERT_EQ(set_callback(receiver_, 0), gives(0));
  ASSERT_EQ(nrf_socket_data_enabled_set(false), 0);
  step(0);
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLNVAL)));
}

TEST_F(PollCallbackTest, ShutdownReportsTheEndBeforeItReturns) {
  ASSERT_EQ(set_callback(receiver_), gives(0));
  modem.shutdown();
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLNVAL)));
}

TEST_F(PollCallbackTest, ShutdownReportsTheEndAlsoWhenItMeetsACallback) {
  std::promise<void> entered;
  std::promise<void> leave;
  ASSERT_EQ(set_callback(receiver_), gives(0));
  inside_next([&](const nrf_pollfd&) {
    entered.set_value();
    leave.get_future().wait();
  });
  const int sender = udp();
  ASSERT_EQ(connect_to(sender, kOwnAddress, 7001), gives(0));
  ASSERT_EQ(send_text(sender, "x"), gives(1));
  entered.get_future().wait();
  BlockedCall shutdown([] { return outcome(nrf_modem_shutdown()); });
  ASSERT_TRUE(shutdown.blocks());
  leave.set_value();
  EXPECT_EQ(shutdown.result(), gives(0));
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLIN), Says(NRF_POLLNVAL)));
}

TEST_F(PollCallbackTest, ANewLifeOfTheModemKnowsNothingOfIt) {
  ASSERT_EQ(set_callback(receiver_), gives(0));
  modem.shutdown();
  static_cast<void>(reports());
  nrf_modem_init_params params{};
  ASSERT_EQ(nrf_modem_init(&params), 0);
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  modem.go_online();
  const int fd = udp();
  ASSERT_EQ(fd, receiver_);
  ASSERT_EQ(bind_to(fd, 7001), gives(0));
  datagram();
  EXPECT_THAT(reports(), IsEmpty());
}

// --- What it may do.

TEST_F(PollCallbackTest, ItMayReceiveWithoutBlocking) {
  ASSERT_EQ(set_callback(receiver_), gives(0));
  Received got;
  inside_next(
      [&](const nrf_pollfd& pollfd) { got = receive_text(pollfd.fd, 9, NRF_MSG_DONTWAIT); });
  datagram("hello");
  EXPECT_EQ(got, received("hello"));
}

TEST_F(PollCallbackTest, ItMaySendWithoutBlocking) {
  ASSERT_EQ(set_callback(receiver_), gives(0));
  const int sender = udp();
  ASSERT_EQ(connect_to(sender, kOwnAddress, 7001), gives(0));
  inside_next([&](const nrf_pollfd&) {
    EXPECT_EQ(send_text(sender, "again", NRF_MSG_DONTWAIT), gives(5));
  });
  datagram();
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLIN), Says(NRF_POLLIN)));
}

TEST_F(PollCallbackTest, ItMayCloseItsSocketAndIsToldOfThat) {
  ASSERT_EQ(set_callback(receiver_), gives(0));
  inside_next([](const nrf_pollfd& pollfd) { EXPECT_EQ(nrf_close(pollfd.fd), 0); });
  datagram();
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLIN), Says(NRF_POLLNVAL)));
  EXPECT_EQ(outcome(nrf_close(receiver_)), fails(NRF_EBADF));
}

TEST_F(PollCallbackTest, ItMayCloseItsSocketWhileItsSettingReturns) {
  datagram();
  inside_next([](const nrf_pollfd& pollfd) { EXPECT_EQ(nrf_close(pollfd.fd), 0); });
  ASSERT_EQ(set_callback(receiver_), gives(0));
  step(0);
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLIN), Says(NRF_POLLNVAL)));
}

TEST_F(PollCallbackTest, ItMaySetItselfAgainAndIsToldAtOnceOfWhatHolds) {
  ASSERT_EQ(set_callback(receiver_, NRF_POLLIN, true), gives(0));
  inside_next([](const nrf_pollfd& pollfd) {
    EXPECT_EQ(set_callback(pollfd.fd, NRF_POLLIN, true), gives(0));
    // The datagram is still unread.
    EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLIN), Says(NRF_POLLIN)));
  });
  datagram();
  EXPECT_THAT(reports(), IsEmpty());
}

TEST_F(PollCallbackTest, ItMaySetAnotherSocketsToo) {
  ASSERT_EQ(set_callback(receiver_), gives(0));
  const int other = udp();
  inside_next(
      [other](const nrf_pollfd&) { EXPECT_EQ(set_callback(other, NRF_POLLOUT, true), gives(0)); });
  datagram();
  const auto all = reports();
  ASSERT_THAT(all, ElementsAre(Says(NRF_POLLIN), Says(NRF_POLLOUT)));
  EXPECT_EQ(all[1].fd, other);
  EXPECT_EQ(all[1].thread, all[0].thread);
}

TEST_F(PollCallbackTest, ItHoldsNoLockThatOthersNeed) {
  ASSERT_EQ(set_callback(receiver_), gives(0));
  inside_next([this](const nrf_pollfd&) {
    // Another thread does whatever it likes meanwhile.
    std::thread([this] {
      EXPECT_EQ(receive_text(receiver_, 1), received("x"));
      EXPECT_EQ(nrf_modem_at_printf("AT+CEREG=2"), 0);
    }).join();
  });
  datagram();
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLIN)));
}

void expect_that_blocking_calls_are_refused(int fd, int idle) {
  nrf_addrinfo* found = nullptr;
  nrf_pollfd entry{idle, NRF_POLLIN, 0};
  EXPECT_EQ(receive_text(fd, 1), receive_fails(NRF_EPERM));
  EXPECT_EQ(connect_to(idle, kSilentHost, 9), fails(NRF_EPERM));
  EXPECT_EQ(outcome(nrf_poll(&entry, 1, -1)), fails(NRF_EPERM));
  EXPECT_EQ(outcome(nrf_getaddrinfo("host.example", nullptr, nullptr, &found)),
            (Outcome{NRF_EAI_SYSTEM, NRF_EPERM}));
  EXPECT_EQ(nrf_modem_at_printf("AT"), -NRF_EPERM);
  EXPECT_EQ(nrf_modem_shutdown(), -NRF_EPERM);
}

TEST_F(PollCallbackTest, BlockingCallsInsideAreRefused) {
  ASSERT_EQ(set_callback(receiver_), gives(0));
  const int idle = tcp();
  inside_next([idle](const nrf_pollfd& pollfd) {
    expect_that_blocking_calls_are_refused(pollfd.fd, idle);
  });
  datagram();
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLIN)));
}

TEST_F(PollCallbackTest, BlockingCallsInsideTheReportToTheCallerAreRefusedAndAllowedAfterIt) {
  const int idle = tcp();
  datagram();
  inside_next([idle](const nrf_pollfd& pollfd) {
    expect_that_blocking_calls_are_refused(pollfd.fd, idle);
  });
  ASSERT_EQ(set_callback(receiver_), gives(0));
  EXPECT_THAT(reports(), ElementsAre(Says(NRF_POLLIN)));
  EXPECT_EQ(receive_text(receiver_, 1), received("x"));
  EXPECT_EQ(nrf_modem_at_printf("AT"), 0);
}

}  // namespace
}  // namespace hostmodem::test
