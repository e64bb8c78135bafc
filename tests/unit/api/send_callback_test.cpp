#include <functional>
#include <thread>

#include "slow_radio.h"

// NRF_SO_SENDCB: a function is told when the data of a send are on air, or were acknowledged by the
// peer, or why not.

namespace hostmodem::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Report {
  int fd;
  int status;
  std::size_t bytes;
  std::thread::id thread;
};

MATCHER_P3(Tells, fd, status, bytes, "") {
  return arg.fd == fd && arg.status == status && arg.bytes == static_cast<std::size_t>(bytes);
}

/// The callback has no context: what it noted, and what else it does, once.
std::mutex g_mutex;
std::vector<Report> g_reports;
std::function<void()> g_inside;

void note(const nrf_modem_sendcb_params* params) {
  std::function<void()> inside;
  {
    const std::lock_guard lock(g_mutex);
    g_reports.push_back(
        {params->fd, params->status, params->bytes_sent, std::this_thread::get_id()});
    inside = std::exchange(g_inside, nullptr);
  }
  if (inside) inside();
}

void note_nothing(const nrf_modem_sendcb_params* /*params*/) {}

class SendCallback : public SlowRadio {
 protected:
  SendCallback() {
    const std::lock_guard lock(g_mutex);
    g_reports.clear();
    g_inside = nullptr;
  }

  static Outcome set_callback(int fd, nrf_modem_sendcb_t callback = &note) {
    const nrf_modem_sendcb setting{callback};
    return outcome(nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_SENDCB, &setting, sizeof setting));
  }
  static Outcome unset_callback(int fd) {
    return outcome(nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_SENDCB, nullptr, 0));
  }

  /// What the next call of the callback does.
  static void inside_next(std::function<void()> inside) {
    const std::lock_guard lock(g_mutex);
    g_inside = std::move(inside);
  }

  /// Those since the last time, when `span` has passed.
  static std::vector<Report> reports(std::uint64_t span = 0) {
    step(span);
    const std::lock_guard lock(g_mutex);
    return std::exchange(g_reports, {});
  }

  int datagrams(std::uint16_t port = 7001) {
    const int fd = connected_udp(port);
    EXPECT_EQ(set_callback(fd), gives(0));
    return fd;
  }
  int stream() {
    const int fd = connected_tcp();
    EXPECT_EQ(set_callback(fd), gives(0));
    return fd;
  }
};

TEST_F(SendCallback, IsToldWhenADatagramIsOnAir) {
  const int fd = datagrams();
  EXPECT_EQ(send_text(fd, "data"), gives(4));
  EXPECT_THAT(reports(199), IsEmpty());
  EXPECT_THAT(reports(1), ElementsAre(Tells(fd, 0, 4)));
}

TEST_F(SendCallback, IsToldAtOnceWhileTheRadioIsConnected) {
  const int fd = datagrams();
  send_text(fd, "one");
  EXPECT_THAT(reports(200), ElementsAre(Tells(fd, 0, 3)));
  send_text(fd, "three");
  EXPECT_THAT(reports(), ElementsAre(Tells(fd, 0, 5)));
}

TEST_F(SendCallback, IsToldWhenAStreamsDataWereAcknowledged) {
  const int fd = stream();
  EXPECT_EQ(send_text(fd, "data"), gives(4));
  EXPECT_THAT(reports(), IsEmpty());
  acknowledge(3);
  EXPECT_THAT(reports(), IsEmpty());
  acknowledge(1);
  EXPECT_THAT(reports(), ElementsAre(Tells(fd, 0, 4)));
}

TEST_F(SendCallback, IsToldOfWhatANonBlockingSendTook) {
  const int fd = stream();
  const std::string much(200'000, 'x');
  const Outcome taken = send_text(fd, much, NRF_MSG_DONTWAIT);
  ASSERT_GT(taken.value, 0);
  ASSERT_LT(taken.value, static_cast<std::int64_t>(much.size()));
  for (int i = 0; i < 1000; ++i) {
    std::uint32_t arrived = 0;
    for (const auto& segment : take_segments()) {
      arrived += static_cast<std::uint32_t>(segment.payload.size());
    }
    if (arrived == 0) break;
    acknowledge(arrived);
  }
  EXPECT_THAT(reports(), ElementsAre(Tells(fd, 0, taken.value)));
}

TEST_F(SendCallback, IsCalledByTheModemsThreadWhichMaySendAgain) {
  const int fd = datagrams();
  Outcome again = fails(NRF_EPERM);
  inside_next([&again, fd] { again = send_text(fd, "again", NRF_MSG_DONTWAIT); });
  send_text(fd, "data");
  const auto told = reports(200);
  EXPECT_THAT(told, ElementsAre(Tells(fd, 0, 4), Tells(fd, 0, 5)));
  EXPECT_EQ(again, gives(5));
  EXPECT_NE(told.at(0).thread, std::this_thread::get_id());
}

TEST_F(SendCallback, HasOneSendUnderWay) {
  const int fd = datagrams();
  EXPECT_EQ(send_text(fd, "data"), gives(4));
  EXPECT_EQ(send_text(fd, "data"), fails(NRF_EBUSY));
  EXPECT_THAT(reports(200), ElementsAre(Tells(fd, 0, 4)));
  EXPECT_EQ(send_text(fd, "data"), gives(4));
  EXPECT_EQ(take_sent().size(), 2U);
}

TEST_F(SendCallback, IsOfEachSocketItsOwn) {
  const int one = datagrams(7001);
  const int two = datagrams(7002);
  send_text(one, "one");
  send_text(two, "three");
  EXPECT_THAT(reports(200), testing::UnorderedElementsAre(Tells(one, 0, 3), Tells(two, 0, 5)));
}

TEST_F(SendCallback, IsToldWhenTheTimeoutPassed) {
  const int fd = stream();
  ASSERT_EQ(set_timeout(fd, NRF_SO_SNDTIMEO, 1500), gives(0));
  send_text(fd, "data");
  EXPECT_THAT(reports(1499), IsEmpty());
  EXPECT_THAT(reports(1), ElementsAre(Tells(fd, NRF_EAGAIN, 0)));
  acknowledge(4);
  EXPECT_THAT(reports(), IsEmpty()) << "once";
}

TEST_F(SendCallback, WaitsTenMinutesWithoutATimeout) {
  const int fd = stream();
  send_text(fd, "data");
  EXPECT_THAT(reports(599'999), IsEmpty());
  EXPECT_THAT(reports(1), ElementsAre(Tells(fd, NRF_EAGAIN, 0)));
}

TEST_F(SendCallback, HasALimitOfOneSecondToTenMinutes) {
  const int fd = datagrams();
  for (const std::uint32_t limit : {999U, 600'001U}) {
    ASSERT_EQ(set_timeout(fd, NRF_SO_SNDTIMEO, limit), gives(0));
    EXPECT_EQ(send_text(fd, "data"), fails(NRF_EDOM)) << limit;
  }
  for (const std::uint32_t limit : {1000U, 600'000U}) {
    ASSERT_EQ(set_timeout(fd, NRF_SO_SNDTIMEO, limit), gives(0));
    EXPECT_EQ(send_text(fd, "data"), gives(4)) << limit;
    EXPECT_THAT(reports(200), ElementsAre(Tells(fd, 0, 4)));
  }
}

TEST_F(SendCallback, IsToldThatTheSocketWasClosed) {
  const int fd = datagrams();
  send_text(fd, "data");
  EXPECT_EQ(outcome(nrf_close(fd)), gives(0));
  EXPECT_THAT(reports(), ElementsAre(Tells(fd, NRF_EBADF, 0)));
}

TEST_F(SendCallback, IsToldOfTheShutdownBeforeThatReturns) {
  const int fd = datagrams();
  send_text(fd, "data");
  modem.shutdown();
  const std::lock_guard lock(g_mutex);
  EXPECT_THAT(g_reports, ElementsAre(Tells(fd, NRF_EBADF, 0)));
}

TEST_F(SendCallback, IsToldNothingByAClosedSocketThatSentAll) {
  const int fd = datagrams();
  send_text(fd, "data");
  EXPECT_THAT(reports(200), ElementsAre(Tells(fd, 0, 4)));
  nrf_close(fd);
  EXPECT_THAT(reports(), IsEmpty());
}

TEST_F(SendCallback, IsToldOfAResetWhichStaysPending) {
  const int fd = stream();
  send_text(fd, "data");
  answer(kRst | kAck);
  EXPECT_THAT(reports(), ElementsAre(Tells(fd, NRF_ECONNRESET, 0)));
  EXPECT_EQ(pending_error(fd), NRF_ECONNRESET);
}

TEST_F(SendCallback, IsToldThatTheNetworkWasLostByACommunicationError) {
  const int fd = datagrams();
  send_text(fd, "data");
  EXPECT_EQ(hostmodem_pdn_drop(0), 0);
  EXPECT_THAT(reports(), ElementsAre(Tells(fd, NRF_ECOMM, 0)));
}

TEST_F(SendCallback, IsNotCalledOnceItIsUnset) {
  const int fd = datagrams();
  send_text(fd, "data");
  ASSERT_EQ(unset_callback(fd), gives(0));
  EXPECT_EQ(send_text(fd, "plain"), gives(5)) << "nothing is followed any more";
  EXPECT_THAT(reports(200), IsEmpty());
  EXPECT_EQ(take_sent().size(), 2U);
}

TEST_F(SendCallback, ThatReplacesAnotherIsNotToldOfWhatWasUnderWay) {
  const int fd = connected_udp(7001);
  ASSERT_EQ(set_callback(fd, &note_nothing), gives(0));
  send_text(fd, "data");
  ASSERT_EQ(set_callback(fd), gives(0));
  EXPECT_THAT(reports(200), IsEmpty());
  send_text(fd, "data");
  EXPECT_THAT(reports(), ElementsAre(Tells(fd, 0, 4)));
}

TEST_F(SendCallback, IsNotToldOfASendThatFailed) {
  const int fd = udp();
  ASSERT_EQ(set_callback(fd), gives(0));
  EXPECT_EQ(send_text(fd, "data"), fails(NRF_EDESTADDRREQ));
  EXPECT_THAT(reports(200), IsEmpty());
  ASSERT_EQ(connect_to(fd, kSilentHost, 9), gives(0));
  EXPECT_EQ(send_text(fd, "data"), gives(4));
  EXPECT_THAT(reports(200), ElementsAre(Tells(fd, 0, 4)));
}

TEST_F(SendCallback, IsNotForSendsThatWaitThemselves) {
  EXPECT_EQ(send_text(datagrams(), "data", NRF_MSG_WAITACK), fails(NRF_EOPNOTSUPP));
  step(200);
  EXPECT_TRUE(take_sent().empty());
}

TEST_F(SendCallback, MustBeOne) { EXPECT_EQ(set_callback(udp(), nullptr), fails(NRF_EINVAL)); }

}  // namespace
}  // namespace hostmodem::test
