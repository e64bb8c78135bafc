#include "radio_watch.h"

// The modem sleeps: power saving mode and eDRX as an application lives with them.

namespace hostmodem::test {
namespace {

using namespace std::chrono_literals;

class PowerSavingMode : public RadioWatch {
 protected:
  /// Two hours, of which the modem can be reached for ten seconds.
  PowerSavingMode() {
    modem.at("AT+CEREG=5");
    modem.at("AT+CPSMS=1,,,\"00100010\",\"00000101\"");
    modem.at("AT%XMODEMSLEEP=1,0,10240");
    rest();
  }
};

TEST_F(PowerSavingMode, OfADeviceThatSendsEachHour) {
  const int fd = connected_udp(7001);
  send_text(fd, "first");
  watch(1min);
  take_sent();
  for (int hour = 1; hour <= 24; ++hour) {
    watch(1h - 1min - 10s, 1h);
    rest();
    send_text(fd, "measurement");
    EXPECT_EQ(take_sent().size(), 1U);
    EXPECT_EQ(watch(1min, 5s), (Entries{"0 %XMODEMSLEEP: 1,0", "0 +CSCON: 1", "5000 +CSCON: 0",
                                        "15000 %XMODEMSLEEP: 1,7190000"}))
        << hour;
  }
  EXPECT_EQ(modem.at("AT+CEREG?"),
            "+CEREG: 5,1,\"0001\",\"00000001\",7,,,\"00000101\",\"00100010\"\r\nOK\r\n");
}

TEST_F(PowerSavingMode, EndsWithTheUpdateAndBeginsAnew) {
  rest();
  watch(2h - 30s, 1h);
  EXPECT_EQ(watch(30s, 10s), (Entries{"7180000 %XMODEMSLEEP: 1,0", "7180000 +CSCON: 1",
                                      "7180000 +CSCON: 0", "7190000 %XMODEMSLEEP: 1,7190000"}));
}

TEST_F(PowerSavingMode, KeepsDownlinkUntilTheNextUplink) {
  const int fd = connected_udp(7001);
  send_text(fd, "first");
  watch(1min);
  arrive(7001, "late");
  watch(30min, 10min);
  EXPECT_EQ(receive_text(fd, 16, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
  send_text(fd, "second");
  EXPECT_EQ(receive_text(fd, 16), received("late"));
}

TEST_F(PowerSavingMode, KeepsDownlinkUntilTheNextUpdate) {
  const int fd = connected_udp(7001);
  send_text(fd, "first");
  watch(1min);
  arrive(7001, "late");
  watch(2h, 1h);
  EXPECT_EQ(receive_text(fd, 16), received("late"));
}

TEST_F(PowerSavingMode, CanBeReachedDuringTheActiveTime) {
  const int fd = connected_udp(7001);
  send_text(fd, "first");
  watch(14s);
  arrive(7001, "in time");
  EXPECT_EQ(receive_text(fd, 16), received("in time"));
}

class ExtendedReception : public RadioWatch {
 protected:
  /// A cycle of 20.48 s, of which the modem listens for 5.12 s.
  ExtendedReception() {
    modem.at("AT+CEDRXS=2,4,\"0010\"");
    rest();
  }
};

TEST_F(ExtendedReception, KeepsDownlinkUntilTheNextPagingWindow) {
  const int fd = connected_udp(7001);
  send_text(fd, "first");
  watch(15s);  // released after 5 s, asleep from 10.12 s to 25.48 s
  rest();
  send_text(fd, "second");
  watch(12s);
  arrive(7001, "late");
  EXPECT_EQ(watch(13s), Entries{});
  EXPECT_EQ(receive_text(fd, 16, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
  EXPECT_EQ(watch(500ms), Entries{"25500 +CSCON: 1"});
  EXPECT_EQ(receive_text(fd, 16), received("late"));
}

TEST_F(ExtendedReception, IsReachedInAPagingWindow) {
  const int fd = connected_udp(7001);
  send_text(fd, "first");
  watch(8s);
  arrive(7001, "in time");
  EXPECT_EQ(receive_text(fd, 16), received("in time"));
}

class SlowSetUp : public RadioWatch {
 protected:
  SlowSetUp() : RadioWatch("[radio]\nrrc_set_up = 0.2\nrrc_inactivity = 2\n") {}
};

TEST_F(SlowSetUp, LetsPacketsWaitInTheirOrder) {
  const int fd = connected_udp(7001);
  send_text(fd, "one");
  send_text(fd, "two");
  EXPECT_EQ(watch(199ms, 1ms), Entries{});
  EXPECT_TRUE(take_sent().empty());
  EXPECT_EQ(watch(1ms), Entries{"200 +CSCON: 1"});
  const auto sent = take_sent();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(sent[0].data()) + 28, 3), "one");
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(sent[1].data()) + 28, 3), "two");
  EXPECT_EQ(watch(10s, 100ms), Entries{"2200 +CSCON: 0"});
}

TEST_F(SlowSetUp, PutsTheReleaseOffThatTheSocketAskedFor) {
  modem.at("AT%RAI=1");
  const int fd = connected_udp(7001);
  nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_RAI_LAST, nullptr, 0);
  send_text(fd, "last");
  EXPECT_EQ(watch(10s, 100ms), (Entries{"200 +CSCON: 1", "200 +CSCON: 0"}));
  EXPECT_EQ(take_sent().size(), 1U);
}

}  // namespace
}  // namespace hostmodem::test
