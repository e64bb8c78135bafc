#include <functional>
#include <limits>
#include <mutex>

#include "pipe_modem.h"
#include "support/ip_packets.h"

// How bad a packet data network is, as the bench says it.

namespace hostmodem::test {
namespace {

class ImpairmentCalls : public PipeModemTest {
 protected:
  ImpairmentCalls() {
    hostmodem_pipe_handler_set(
        [](int, const void* packet, size_t length, void* self) {
          auto& calls = *static_cast<ImpairmentCalls*>(self);
          const auto* bytes = static_cast<const std::byte*>(packet);
          const std::lock_guard lock(calls.mutex_);
          calls.sent_.emplace_back(bytes, bytes + length);
        },
        this);
    connect();
  }
  ~ImpairmentCalls() override { hostmodem_pipe_handler_set(nullptr, nullptr); }

  /// How many packets the modem has sent until now; `milliseconds` from now.
  std::size_t sent(std::uint64_t milliseconds = 0) { return packets(milliseconds).size(); }
  std::vector<Bytes> packets(std::uint64_t milliseconds = 0) {
    step(milliseconds);
    const std::lock_guard lock(mutex_);
    return sent_;
  }

  void send(int count = 1) {
    for (int i = 0; i < count; ++i) ASSERT_EQ(send_text(socket_, "x"), gives(1));
  }

  void arrive() {
    const Bytes packet = udp_packet({*IpAddress::parse(kSilentHost), 9},
                                    {*IpAddress::parse(kOwnAddress), kPort}, bytes_of("hi"));
    ASSERT_EQ(hostmodem_pipe_send(0, packet.data(), packet.size()), 0);
  }

  /// Off the network, and back; another socket.
  void reconnect() {
    modem.at("AT+CFUN=4");
    back_online();
  }
  void back_online() {
    modem.at("AT+CFUN=1");
    step(0);
    nrf_close(socket_);
    socket_ = udp();
    connect();
  }

  static hostmodem_faults faults(int direction) {
    hostmodem_faults result{};
    EXPECT_EQ(hostmodem_fault_counters(0, direction, &result), 0);
    return result;
  }

  static int impair(int direction, const hostmodem_impairment& impairment) {
    return hostmodem_impair(0, direction, &impairment);
  }

  int socket_ = udp();

 private:
  static constexpr std::uint16_t kPort = 7001;

  void connect() {
    if (bind_to(socket_, kPort) != gives(0) || connect_to(socket_, kSilentHost, 9) != gives(0)) {
      throw std::runtime_error("no connect");
    }
  }

  std::mutex mutex_;
  std::vector<Bytes> sent_;
};

TEST_F(ImpairmentCalls, WhatIsLostIsCounted) {
  ASSERT_EQ(impair(HOSTMODEM_UPLINK, {.loss = 1}), 0);
  send(3);
  arrive();
  EXPECT_EQ(sent(), 0U);
  EXPECT_EQ(receive_text(socket_, 8, NRF_MSG_DONTWAIT), received("hi"));
  EXPECT_EQ(faults(HOSTMODEM_UPLINK).lost, 3U);
  EXPECT_EQ(faults(HOSTMODEM_DOWNLINK).lost, 0U);
  EXPECT_EQ(faults(HOSTMODEM_BOTH_DIRECTIONS).lost, 3U);
}

TEST_F(ImpairmentCalls, EachFaultHasItsCounter) {
  ASSERT_EQ(impair(HOSTMODEM_UPLINK, {.corruption = 1, .duplication = 1}), 0);
  send();
  ASSERT_EQ(impair(HOSTMODEM_UPLINK, {.reordering = 1}), 0);
  send(2);
  ASSERT_EQ(impair(HOSTMODEM_UPLINK, {.rate_bps = 8, .queue_bytes = 1}), 0);
  send(2);
  ASSERT_EQ(hostmodem_blackout(0, HOSTMODEM_BLACKOUT_UNTIL_ENDED), 0);
  send();
  const hostmodem_faults counted = faults(HOSTMODEM_UPLINK);
  EXPECT_EQ(counted.blacked_out, 1U);
  EXPECT_EQ(counted.lost, 0U);
  EXPECT_EQ(counted.corrupted, 1U);
  EXPECT_EQ(counted.reordered, 1U);
  EXPECT_EQ(counted.duplicated, 1U);
  EXPECT_EQ(counted.overflowed, 1U);
}

TEST_F(ImpairmentCalls, ADelayIsOfTheModemsTime) {
  ASSERT_EQ(impair(HOSTMODEM_DOWNLINK, {.delay_ms = 700}), 0);
  arrive();
  step(699);
  EXPECT_EQ(receive_text(socket_, 8, NRF_MSG_DONTWAIT), receive_fails(NRF_EAGAIN));
  step(1);
  EXPECT_EQ(receive_text(socket_, 8, NRF_MSG_DONTWAIT), received("hi"));
}

TEST_F(ImpairmentCalls, ADelayedPacketWakesABlockedReceiver) {
  ASSERT_EQ(impair(HOSTMODEM_DOWNLINK, {.delay_ms = 700}), 0);
  BlockedCall blocked([&] { return receive_text(socket_, 8); });
  ASSERT_TRUE(blocked.blocks());
  arrive();
  step(700);
  EXPECT_EQ(blocked.result(), received("hi"));
}

TEST_F(ImpairmentCalls, ARateIsThatOfWholePackets) {
  constexpr std::uint32_t kSize = 20 + 8 + 1;
  ASSERT_EQ(impair(HOSTMODEM_UPLINK, {.rate_bps = kSize * 8}), 0);
  send(3);
  EXPECT_EQ(sent(999), 0U);
  EXPECT_EQ(sent(1), 1U);
  EXPECT_EQ(sent(1999), 2U);
  EXPECT_EQ(sent(1), 3U);
}

TEST_F(ImpairmentCalls, NoImpairmentIsIdealAgain) {
  ASSERT_EQ(impair(HOSTMODEM_BOTH_DIRECTIONS, {.loss = 1}), 0);
  send();
  ASSERT_EQ(hostmodem_impair(0, HOSTMODEM_BOTH_DIRECTIONS, nullptr), 0);
  send();
  EXPECT_EQ(sent(), 1U);
}

TEST_F(ImpairmentCalls, WhatIsUnderWayArrivesThoughTheImpairmentChanges) {
  ASSERT_EQ(impair(HOSTMODEM_UPLINK, {.delay_ms = 100}), 0);
  send();
  ASSERT_EQ(impair(HOSTMODEM_UPLINK, {.loss = 1}), 0);
  send();
  EXPECT_EQ(sent(100), 1U);
}

TEST_F(ImpairmentCalls, OneThatIsToldWhileTheNetworkIsDownHoldsWhenItComes) {
  modem.at("AT+CFUN=4");
  ASSERT_EQ(impair(HOSTMODEM_UPLINK, {.loss = 1}), 0);
  back_online();
  send();
  EXPECT_EQ(sent(), 0U);
  EXPECT_EQ(faults(HOSTMODEM_UPLINK).lost, 1U);
}

TEST_F(ImpairmentCalls, ItHoldsOverActivationsAndSoDoItsCounters) {
  ASSERT_EQ(impair(HOSTMODEM_UPLINK, {.loss = 1}), 0);
  send();
  reconnect();
  send();
  EXPECT_EQ(sent(), 0U);
  modem.at("AT+CFUN=4");
  EXPECT_EQ(faults(HOSTMODEM_UPLINK).lost, 2U);
}

TEST_F(ImpairmentCalls, WhatIsUnderWayGoesWithItsNetwork) {
  ASSERT_EQ(impair(HOSTMODEM_UPLINK, {.delay_ms = 100}), 0);
  const int keep_open = 1;
  ASSERT_EQ(nrf_setsockopt(socket_, NRF_SOL_SOCKET, NRF_SO_KEEPOPEN, &keep_open, sizeof(int)), 0);
  send();
  modem.at("AT+CFUN=4");
  modem.at("AT+CFUN=1");
  EXPECT_EQ(sent(1000), 0U);
  send();
  EXPECT_EQ(sent(100), 1U) << "the socket and its network go on";
}

TEST_F(ImpairmentCalls, AnotherNetworkIsNotImpaired) {
  const hostmodem_impairment lossy{.loss = 1};
  ASSERT_EQ(hostmodem_impair(1, HOSTMODEM_BOTH_DIRECTIONS, &lossy), 0);
  send();
  EXPECT_EQ(sent(), 1U);
}

TEST_F(ImpairmentCalls, ABlackoutEndsByItself) {
  ASSERT_EQ(hostmodem_blackout(0, 5000), 0);
  send();
  EXPECT_EQ(sent(4999), 0U);
  EXPECT_EQ(sent(1), 0U) << "what was lost stays lost";
  send();
  EXPECT_EQ(sent(), 1U);
  EXPECT_EQ(faults(HOSTMODEM_UPLINK).blacked_out, 1U);
}

TEST_F(ImpairmentCalls, ABlackoutCanBeEnded) {
  ASSERT_EQ(hostmodem_blackout(0, HOSTMODEM_BLACKOUT_UNTIL_ENDED), 0);
  step(600'000);
  send();
  ASSERT_EQ(hostmodem_blackout(0, 0), 0);
  send();
  EXPECT_EQ(sent(), 1U);
}

TEST_F(ImpairmentCalls, ABlackoutGoesOnWhenTheNetworkComesBack) {
  ASSERT_EQ(hostmodem_blackout(0, 5000), 0);
  step(2000);
  reconnect();
  send();
  EXPECT_EQ(sent(2999), 0U);
  send();
  EXPECT_EQ(sent(1), 0U);
  send();
  EXPECT_EQ(sent(), 1U);
}

TEST_F(ImpairmentCalls, ABlackoutThatEndedMeanwhileDoesNotComeBack) {
  ASSERT_EQ(hostmodem_blackout(0, 5000), 0);
  modem.at("AT+CFUN=4");
  step(5000);
  back_online();
  send();
  EXPECT_EQ(sent(), 1U);
}

TEST_F(ImpairmentCalls, TheSameSeedGivesTheSameFaults) {
  const hostmodem_impairment some{.loss = 0.2, .corruption = 0.2, .duplication = 0.2};
  ASSERT_EQ(hostmodem_impair(0, HOSTMODEM_UPLINK, &some), 0);
  const auto run = [&](std::uint32_t seed) {
    EXPECT_EQ(hostmodem_seed(seed), 0);
    const hostmodem_faults before = faults(HOSTMODEM_UPLINK);
    std::vector<std::uint64_t> steps;
    for (int i = 0; i < 200; ++i) {
      send();
      const hostmodem_faults now = faults(HOSTMODEM_UPLINK);
      steps.insert(steps.end(), {now.lost - before.lost, now.corrupted - before.corrupted,
                                 now.duplicated - before.duplicated});
    }
    return steps;
  };
  const auto first = run(1);
  EXPECT_GT(first.back(), 10U);
  EXPECT_EQ(run(1), first);
  EXPECT_NE(run(2), first);
}

TEST_F(ImpairmentCalls, ArgumentsAreChecked) {
  const auto with = [](const std::function<void(hostmodem_impairment&)>& change) {
    hostmodem_impairment impairment{};
    change(impairment);
    return impairment;
  };
  const hostmodem_impairment wrong[] = {
      with([](auto& i) { i.loss = 1.001; }),
      with([](auto& i) { i.loss = -0.001; }),
      with([](auto& i) { i.loss = std::numeric_limits<double>::quiet_NaN(); }),
      with([](auto& i) { i.corruption = 2; }),
      with([](auto& i) { i.reordering = std::numeric_limits<double>::infinity(); }),
      with([](auto& i) { i.duplication = -1; }),
      with([](auto& i) { i.delay_ms = 3600001; }),
      with([](auto& i) { i.jitter_ms = UINT32_MAX; }),
  };
  for (const hostmodem_impairment& impairment : wrong) {
    EXPECT_EQ(impair(HOSTMODEM_UPLINK, impairment), -NRF_EINVAL);
  }
  const hostmodem_impairment most{.loss = 1,
                                  .corruption = 1,
                                  .reordering = 1,
                                  .duplication = 1,
                                  .rate_bps = UINT32_MAX,
                                  .queue_bytes = UINT32_MAX,
                                  .delay_ms = 3600000,
                                  .jitter_ms = 3600000};
  EXPECT_EQ(impair(HOSTMODEM_UPLINK, most), 0);
  for (const int pdn : {-1, 11}) {
    EXPECT_EQ(hostmodem_impair(pdn, HOSTMODEM_UPLINK, &most), -NRF_EINVAL);
    EXPECT_EQ(hostmodem_blackout(pdn, 1), -NRF_EINVAL);
    hostmodem_faults counted{};
    EXPECT_EQ(hostmodem_fault_counters(pdn, HOSTMODEM_UPLINK, &counted), -NRF_EINVAL);
  }
  for (const int none : {-1, 0, 4}) {
    EXPECT_EQ(impair(none, most), -NRF_EINVAL);
    hostmodem_faults counted{.lost = 77};
    EXPECT_EQ(hostmodem_fault_counters(0, none, &counted), -NRF_EINVAL);
    EXPECT_EQ(counted.lost, 77U);
  }
  EXPECT_EQ(hostmodem_fault_counters(0, HOSTMODEM_UPLINK, nullptr), -NRF_EFAULT);
}

TEST_F(ImpairmentCalls, OneThatIsRefusedLeavesWhatWasSet) {
  ASSERT_EQ(impair(HOSTMODEM_UPLINK, {.loss = 1}), 0);
  ASSERT_EQ(impair(HOSTMODEM_BOTH_DIRECTIONS, {.loss = 2}), -NRF_EINVAL);
  send();
  EXPECT_EQ(sent(), 0U);
}

TEST(ImpairmentWithoutAModem, IsRefusedButForTheSeed) {
  hostmodem_faults counted{};
  EXPECT_EQ(hostmodem_impair(0, HOSTMODEM_UPLINK, nullptr), -NRF_EPERM);
  EXPECT_EQ(hostmodem_blackout(0, 1), -NRF_EPERM);
  EXPECT_EQ(hostmodem_fault_counters(0, HOSTMODEM_UPLINK, &counted), -NRF_EPERM);
  EXPECT_EQ(hostmodem_seed(1), 0);
}

TEST(ImpairmentWithoutAModem, IsRefusedAfterTheShutdown) {
  { const Modem modem(kPipe); }
  EXPECT_EQ(hostmodem_impair(0, HOSTMODEM_UPLINK, nullptr), -NRF_ESHUTDOWN);
  EXPECT_EQ(hostmodem_seed(1), 0);
}

/// What becomes of the packets of a new modem: how many were lost after each.
std::vector<std::uint64_t> losses_of_a_modem(const std::string& configuration) {
  const Modem modem(kPipe + configuration);
  const hostmodem_impairment lossy{.loss = 0.5};
  EXPECT_EQ(hostmodem_impair(0, HOSTMODEM_UPLINK, &lossy), 0);
  const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0);
  EXPECT_EQ(connect_to(fd, kSilentHost, 9), gives(0));
  std::vector<std::uint64_t> losses;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(send_text(fd, "x"), gives(1));
    hostmodem_faults counted{};
    EXPECT_EQ(hostmodem_fault_counters(0, HOSTMODEM_UPLINK, &counted), 0);
    losses.push_back(counted.lost);
  }
  nrf_close(fd);
  return losses;
}

TEST(ModemSeed, OfTheConfigurationDecides) {
  const auto seven = losses_of_a_modem("[modem]\nseed = 7\n");
  EXPECT_EQ(losses_of_a_modem("[modem]\nseed = 7\n"), seven);
  EXPECT_NE(losses_of_a_modem("[modem]\nseed = 8\n"), seven);
}

TEST(ModemSeed, OfTheApplicationTakesTheConfigurationsPlace) {
  const auto seven = losses_of_a_modem("[modem]\nseed = 7\n");
  ASSERT_EQ(hostmodem_seed(7), 0);
  EXPECT_EQ(losses_of_a_modem("[modem]\nseed = 8\n"), seven);
}

TEST(ModemSeed, IsAnotherOneEachTimeWhenNobodyGivesIt) {
  EXPECT_NE(losses_of_a_modem(""), losses_of_a_modem(""));
}

TEST(ModemSeed, IsLogged) {
  const Modem modem(std::string(kPipe) + "[modem]\nlog = \"info\"\nseed = 123456\n");
  EXPECT_TRUE(modem.log().contains("seed 123456"));
}

TEST(ConfiguredImpairment, HoldsUntilAnotherIsTold) {
  const Modem modem(std::string(kPipe) + "[impairment.uplink]\nloss = 1\n");
  const auto lost = [] {
    hostmodem_faults counted{};
    EXPECT_EQ(hostmodem_fault_counters(0, HOSTMODEM_BOTH_DIRECTIONS, &counted), 0);
    return counted.lost;
  };
  const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0);
  ASSERT_EQ(connect_to(fd, kSilentHost, 9), gives(0));
  ASSERT_EQ(send_text(fd, "x"), gives(1));
  EXPECT_EQ(lost(), 1U);
  ASSERT_EQ(hostmodem_impair(0, HOSTMODEM_BOTH_DIRECTIONS, nullptr), 0);
  ASSERT_EQ(send_text(fd, "x"), gives(1));
  EXPECT_EQ(lost(), 1U);
  nrf_close(fd);
}

}  // namespace
}  // namespace hostmodem::test
