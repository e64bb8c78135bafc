#include "radio_watch.h"

// What the radio does, and what it draws: in total and for each socket.

namespace hostmodem::test {
namespace {

using namespace std::chrono_literals;

/// Numbers that are easy to add up.
constexpr const char* kNumbers = R"([energy]
searching = 8
idle = 1
connecting = 10
connected = 20
edrx_sleep = 0.25
psm = 0.125
transmit = 3
receive = 2
)";

class Energy : public RadioWatch {
 protected:
  explicit Energy(const std::string& more = "") : RadioWatch(kNumbers + more) {}

  static hostmodem_radio_usage radio() {
    hostmodem_radio_usage usage{};
    EXPECT_EQ(hostmodem_usage_of_radio(&usage), 0);
    return usage;
  }
  static hostmodem_socket_usage of(int fd) {
    hostmodem_socket_usage usage{};
    EXPECT_EQ(hostmodem_usage_of_socket(fd, &usage), 0);
    return usage;
  }
  static std::uint64_t seconds(const hostmodem_radio_usage& usage, hostmodem_radio_state state) {
    return usage.time_us[state] / 1'000'000;
  }
};

/// Headers of IPv4 and UDP.
constexpr std::size_t kHeaders = 28;

TEST_F(Energy, OfAnUploadIsThatOfTheConnectionAndOfItsBytes) {
  const auto before = radio();
  const int fd = connected_udp(7001);
  send_text(fd, "data");
  watch(10s);
  const auto after = radio();
  EXPECT_EQ(after.time_us[HOSTMODEM_RADIO_CONNECTED] - before.time_us[HOSTMODEM_RADIO_CONNECTED],
            5'000'000U);
  EXPECT_EQ(after.time_us[HOSTMODEM_RADIO_IDLE] - before.time_us[HOSTMODEM_RADIO_IDLE], 5'000'000U);
  EXPECT_DOUBLE_EQ(after.transmit_uc - before.transmit_uc, 3.0 * (kHeaders + 4));
  EXPECT_NEAR(after.total_uc - before.total_uc, 100'000 + 5'000 + 3.0 * (kHeaders + 4), 1e-6);
  EXPECT_NEAR(of(fd).charge_uc, 100'000 + 3.0 * (kHeaders + 4), 1e-6);
  EXPECT_EQ(of(fd).sent.packets, 1U);
  EXPECT_EQ(of(fd).sent.bytes, kHeaders + 4);
}

TEST_F(Energy, OfALastUploadIsThatOfItsBytesAlone) {
  modem.at("AT%RAI=1");
  const int fd = connected_udp(7001);
  const auto before = radio();
  nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_RAI_LAST, nullptr, 0);
  send_text(fd, "data");
  watch(10s);
  EXPECT_NEAR(radio().total_uc - before.total_uc, 10'000 + 3.0 * (kHeaders + 4), 1e-6);
}

TEST_F(Energy, IsOfTheSocketWhoseThePacketsAre) {
  const int first = connected_udp(7001);
  const int second = connected_udp(7002);
  send_text(first, "one");
  watch(1s);
  arrive(7002, "two");
  watch(1s);
  send_text(first, "three");
  watch(10s);
  EXPECT_EQ(of(first).sent.packets, 2U);
  EXPECT_EQ(of(first).received.packets, 0U);
  EXPECT_EQ(of(second).sent.packets, 0U);
  EXPECT_EQ(of(second).received.bytes, kHeaders + 3);
  EXPECT_NEAR(of(second).charge_uc, 20'000 + 2.0 * (kHeaders + 3), 1e-6);
  EXPECT_NEAR(of(first).charge_uc, 20'000 + 100'000 + 3.0 * (2 * kHeaders + 8), 1e-6);
}

TEST_F(Energy, OfAStreamIsItsOwnFromTheFirstSegmentOn) {
  const int fd = tcp();
  nrf_fcntl(fd, NRF_F_SETFL, NRF_O_NONBLOCK);
  EXPECT_EQ(connect_to(fd, kSilentHost, 9), (Outcome{-1, NRF_EINPROGRESS}));
  step(0);
  EXPECT_EQ(of(fd).sent.packets, 1U);
  watch(2s);
  EXPECT_GE(of(fd).charge_uc, 40'000);
}

TEST_F(Energy, OfARawSocketIsWhatNoOtherSocketHas) {
  const int udp = connected_udp(7001);
  const int raw = nrf_socket(NRF_AF_PACKET, NRF_SOCK_RAW, 0);
  arrive(7001, "datagram");
  pass(ip_packet(far, own, 253, bytes_of("experiment")));
  step(0);
  EXPECT_EQ(of(udp).received.packets, 1U);
  EXPECT_EQ(of(raw).received.packets, 1U);
}

TEST_F(Energy, OfASocketThatIsClosedStaysInTheTotal) {
  const int fd = connected_udp(7001);
  send_text(fd, "data");
  const auto before = radio();
  nrf_close(fd);
  watch(10s);
  EXPECT_NEAR(radio().total_uc - before.total_uc, 105'000, 1e-6);
  hostmodem_socket_usage usage{};
  EXPECT_EQ(hostmodem_usage_of_socket(fd, &usage), -NRF_EBADF);
}

TEST_F(Energy, OfPowerSavingModeIsThatOfItsFloor) {
  modem.at("AT+CPSMS=1,,,\"00100001\",\"00000001\"");  // an hour, two seconds
  rest();
  const auto before = radio();
  watch(1000s, 500s);
  const auto after = radio();
  EXPECT_EQ(seconds(after, HOSTMODEM_RADIO_PSM) - seconds(before, HOSTMODEM_RADIO_PSM), 1000U);
  EXPECT_NEAR(after.total_uc - before.total_uc, 125'000, 1e-6);
}

TEST_F(Energy, NeedsSomewhereToBeTold) {
  EXPECT_EQ(hostmodem_usage_of_radio(nullptr), -NRF_EFAULT);
  const int fd = udp();
  EXPECT_EQ(hostmodem_usage_of_socket(fd, nullptr), -NRF_EFAULT);
  hostmodem_socket_usage usage{};
  EXPECT_EQ(hostmodem_usage_of_socket(-1, &usage), -NRF_EBADF);
}

TEST(RadioStates, HaveNames) {
  EXPECT_STREQ(hostmodem_radio_state_name(HOSTMODEM_RADIO_EDRX_SLEEP), "eDRX sleep");
  EXPECT_STREQ(hostmodem_radio_state_name(-1), "unknown");
  EXPECT_STREQ(hostmodem_radio_state_name(HOSTMODEM_RADIO_STATES), "unknown");
}

class Narrowband : public RadioWatch {
 protected:
  Narrowband() : RadioWatch("[radio]\nprofile = \"nb-iot\"\n") {}
};

TEST_F(Narrowband, TakesItsTimeForAPacketAndReleasesAfterIt) {
  modem.at("AT%RAI=1");
  const int fd = connected_udp(7001);
  nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_RAI_LAST, nullptr, 0);
  send_text(fd, std::string(972, 'x'));
  // Set up in 1.2 s; 1000 bytes at 62.5 kbit/s take 128 ms.
  EXPECT_EQ(watch(1310ms, 1ms), Entries{"1200 +CSCON: 1"});
  EXPECT_EQ(watch(40ms, 1ms), Entries{"1328 +CSCON: 0"});
  EXPECT_TRUE(take_sent().empty()) << "on its way through the network";
  watch(200ms);
  EXPECT_EQ(take_sent().size(), 1U);
}

TEST_F(Narrowband, IsPagedOnceInACycle) {
  const int fd = connected_udp(7001);
  watch(1s);
  arrive(7001, "question");
  const auto told = watch(60s, 10ms);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(receive_text(fd, 16), received("question"));
  hostmodem_traffic traffic{};
  hostmodem_traffic_counters(0, HOSTMODEM_DOWNLINK, &traffic);
  EXPECT_EQ(traffic.packets, 1U);
}

}  // namespace
}  // namespace hostmodem::test
