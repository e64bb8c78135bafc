// What a modem did, as hostmodem.h tells it: traffic, sockets, errors.

#include <cstring>

#include "pipe_modem.h"

namespace hostmodem::test {
namespace {

constexpr std::size_t kHeaders = 20 + 8;  // IPv4, UDP

class Counters : public PipeModemTest {
 protected:
  static hostmodem_traffic traffic(int direction, int pdn = 0) {
    hostmodem_traffic result{};
    EXPECT_EQ(hostmodem_traffic_counters(pdn, direction, &result), 0);
    return result;
  }
  static hostmodem_summary summary() {
    hostmodem_summary result{};
    EXPECT_EQ(hostmodem_summary_get(&result), 0);
    return result;
  }
  static void send_datagram(std::size_t size) {
    const int fd = udp();
    ASSERT_EQ(connect_to(fd, kSilentHost, 9), gives(0));
    ASSERT_EQ(send_text(fd, std::string(size, 'x')), gives(static_cast<int>(size)));
    ASSERT_EQ(nrf_close(fd), 0);
  }
};

TEST_F(Counters, OfTrafficArePacketsAndBytesOfADirection) {
  const hostmodem_traffic before = traffic(HOSTMODEM_UPLINK);
  const hostmodem_traffic down = traffic(HOSTMODEM_DOWNLINK);
  send_datagram(100);
  send_datagram(50);

  EXPECT_EQ(traffic(HOSTMODEM_UPLINK).packets, before.packets + 2);
  EXPECT_EQ(traffic(HOSTMODEM_UPLINK).bytes, before.bytes + 150 + 2 * kHeaders);
  EXPECT_EQ(traffic(HOSTMODEM_DOWNLINK).packets, down.packets);
}

TEST_F(Counters, OfTrafficCountDownlink) {
  const hostmodem_traffic up = traffic(HOSTMODEM_UPLINK);
  const hostmodem_traffic before = traffic(HOSTMODEM_DOWNLINK);
  const std::string packet(40, '\0');  // of no version: the modem drops it
  ASSERT_EQ(hostmodem_pipe_send(0, packet.data(), packet.size()), 0);
  step(0);

  EXPECT_EQ(traffic(HOSTMODEM_DOWNLINK).packets, before.packets + 1);
  EXPECT_EQ(traffic(HOSTMODEM_DOWNLINK).bytes, before.bytes + packet.size());
  const hostmodem_traffic both = traffic(HOSTMODEM_BOTH_DIRECTIONS);
  EXPECT_EQ(both.packets, up.packets + before.packets + 1);
}

TEST_F(Counters, OfTrafficGoOnOverActivations) {
  send_datagram(10);
  const hostmodem_traffic before = traffic(HOSTMODEM_UPLINK);
  modem.at("AT+CFUN=4");
  EXPECT_GE(traffic(HOSTMODEM_UPLINK).packets, before.packets);
  modem.at("AT+CFUN=1");
  step(0);
  const hostmodem_traffic again = traffic(HOSTMODEM_UPLINK);
  EXPECT_GE(again.packets, before.packets);
  send_datagram(10);

  EXPECT_EQ(traffic(HOSTMODEM_UPLINK).bytes, again.bytes + 10 + kHeaders);
}

TEST_F(Counters, OfTrafficCountBeforeTheLinkLosesIt) {
  const hostmodem_impairment all_lost{.loss = 1};
  ASSERT_EQ(hostmodem_impair(0, HOSTMODEM_UPLINK, &all_lost), 0);
  const hostmodem_traffic before = traffic(HOSTMODEM_UPLINK);
  send_datagram(10);

  EXPECT_EQ(traffic(HOSTMODEM_UPLINK).packets, before.packets + 1);
  EXPECT_EQ(summary().pdns[0].faults[0].lost, 1U);
}

TEST_F(Counters, OfTrafficRefuseWhatIsNotThere) {
  hostmodem_traffic result{};
  EXPECT_EQ(hostmodem_traffic_counters(0, HOSTMODEM_UPLINK, nullptr), -NRF_EFAULT);
  EXPECT_EQ(hostmodem_traffic_counters(11, HOSTMODEM_UPLINK, &result), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_traffic_counters(-1, HOSTMODEM_UPLINK, &result), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_traffic_counters(0, 0, &result), -NRF_EINVAL);
  EXPECT_EQ(hostmodem_summary_get(nullptr), -NRF_EFAULT);
  EXPECT_EQ(traffic(HOSTMODEM_BOTH_DIRECTIONS, 10).packets, 0U);
  modem.shutdown();
  EXPECT_EQ(hostmodem_traffic_counters(0, HOSTMODEM_UPLINK, &result), -NRF_ESHUTDOWN);
}

TEST_F(Counters, OfSocketsGoByKindAndCountWhatIsAccepted) {
  const Pair pair = connected();
  nrf_close(pair.client);
  nrf_close(udp());
  nrf_close(nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, NRF_SPROTO_TLS1v2));
  nrf_close(nrf_socket(NRF_AF_INET6, NRF_SOCK_DGRAM, NRF_SPROTO_DTLS1v2));
  nrf_close(nrf_socket(NRF_AF_PACKET, NRF_SOCK_RAW, 0));

  const hostmodem_summary counted = summary();
  EXPECT_EQ(counted.sockets[HOSTMODEM_SOCKET_TCP], 3U);
  EXPECT_EQ(counted.sockets[HOSTMODEM_SOCKET_UDP], 1U);
  EXPECT_EQ(counted.sockets[HOSTMODEM_SOCKET_TLS], 1U);
  EXPECT_EQ(counted.sockets[HOSTMODEM_SOCKET_DTLS], 1U);
  EXPECT_EQ(counted.sockets[HOSTMODEM_SOCKET_RAW], 1U);
}

TEST_F(Counters, OfErrorsGoByCallAndNumber) {
  char byte = 0;
  const int fd = udp();
  for (int i = 0; i < 3; ++i) nrf_recv(fd, &byte, 1, NRF_MSG_DONTWAIT);
  nrf_send(99, &byte, 1, 0);
  nrf_sendto(99, &byte, 1, 0, nullptr, 0);

  const hostmodem_summary counted = summary();
  const auto expect = [&](int index, const char* call, int number, std::uint64_t count) {
    EXPECT_STREQ(counted.errors[index].call, call);
    EXPECT_EQ(counted.errors[index].number, number);
    EXPECT_EQ(counted.errors[index].count, count);
  };
  expect(0, "nrf_recv", NRF_EAGAIN, 3);
  expect(1, "nrf_send", NRF_EBADF, 1);
  expect(2, "nrf_sendto", NRF_EBADF, 1);
  EXPECT_EQ(counted.errors[3].count, 0U);
}

TEST_F(Counters, TellOfTheModemAndItsClock) {
  ASSERT_EQ(hostmodem_seed(77), 0);
  const std::uint64_t before = hostmodem_clock_now();
  step(1500);

  const hostmodem_summary counted = summary();
  EXPECT_EQ(counted.size, sizeof counted);
  EXPECT_EQ(counted.state, static_cast<std::uint32_t>(HOSTMODEM_SUMMARY_RUNNING));
  EXPECT_EQ(counted.seed, 77U);
  EXPECT_EQ(counted.model_time_us, before + 1'500'000);
}

TEST(GaiName, IsThatOfTheConstant) {
  EXPECT_STREQ(hostmodem_gai_name(NRF_EAI_NONAME), "NRF_EAI_NONAME");
  EXPECT_STREQ(hostmodem_gai_name(NRF_EAI_SYSTEM), "NRF_EAI_SYSTEM");
  EXPECT_STREQ(hostmodem_gai_name(0), "unknown error");
}

}  // namespace
}  // namespace hostmodem::test
