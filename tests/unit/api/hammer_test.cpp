#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "pipe_modem.h"
#include "support/random_caller.h"
#include "support/seed.h"

// All functions, from many threads, with arguments that may be anything. Whatever they answer, they
// return, and the sanitizers have nothing to say.

namespace hostmodem::test {
namespace {

/// A silent modem; callers may let context 1 have the access point that allows little.
constexpr const char* kConfiguration = R"(
[modem]
log = "off"
[[network.apn]]
name = "pipe"
link = "pipe"
dns = ["10.0.2.3"]
[[network.apn]]
name = "limited"
link = "pipe"
[network.apn.rate_control]
packets = 20
exceptional = true
additional_packets = 5
)";

TEST(Hammer, EightThreadsCallEverythingAndAllComeBack) {
  constexpr unsigned kThreads = 8;
  constexpr int kCalls = 3000;
  SCOPED_TRACE(seed_note());
  Modem modem(kConfiguration, Modem::Start::kOffline);
  modem.provision(RandomCaller::kPskTag, Modem::Credential::kPsk, "0123456789abcdef");
  modem.provision(RandomCaller::kPskTag, Modem::Credential::kId, "anybody");
  modem.go_online();
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  std::atomic<unsigned> running = kThreads;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < kThreads; ++i) {
    threads.emplace_back([&running, seed = race_seed() + i] {
      RandomCaller caller(seed, kSilentHost);
      for (int calls = 0; calls < kCalls; ++calls) caller.call();
      --running;
    });
  }
  // A call without a timeout ends by a close, a lookup by itself.
  for (unsigned i = 0; running > 0; ++i) {
    EXPECT_EQ(hostmodem_clock_step(20), 0);
    if (i % 64 == 0) nrf_close(static_cast<int>(i / 64 % NRF_MODEM_MAX_SOCKET_COUNT));
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Hammer, CallsMayComeAtAnyTimeInTheLivesOfModems) {
  constexpr unsigned kThreads = 4;
  constexpr int kLives = 25;
  SCOPED_TRACE(seed_note());
  ASSERT_EQ(hostmodem_configure(kConfiguration), 0);
  std::atomic<bool> end = false;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < kThreads; ++i) {
    threads.emplace_back([&end, seed = race_seed() + i] {
      RandomCaller caller(seed, kSilentHost);
      while (!end) caller.call();
    });
  }
  nrf_modem_init_params params{};
  for (int life = 0; life < kLives; ++life) {
    ASSERT_EQ(nrf_modem_init(&params), 0);
    int online = -NRF_ENOMEM;
    while (online == -NRF_ENOMEM) online = nrf_modem_at_printf("AT+CFUN=1");  // a caller's order
    EXPECT_EQ(online, 0);
    for (int i = 0; i < 50; ++i) {
      nrf_close(i % NRF_MODEM_MAX_SOCKET_COUNT);
      std::this_thread::yield();
    }
    EXPECT_EQ(nrf_modem_shutdown(), 0);
  }
  end = true;
  for (std::thread& thread : threads) thread.join();
  hostmodem_configure(nullptr);
}

TEST(Hammer, TheNetworkGoesWhileCallersDriveAndSocketsClose) {
  constexpr int kRounds = 40;
  const Modem modem;  // the link is polled: what is gone must not be asked
  for (int round = 0; round < kRounds; ++round) {
    const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0);
    const nrf_sockaddr_in own = address(kOwnAddress, 0);
    nrf_bind(fd, reinterpret_cast<const nrf_sockaddr*>(&own), sizeof own);
    std::thread receiver([fd] {
      char byte = 0;
      nrf_recv(fd, &byte, 1, 0);
    });
    nrf_close(fd);
    nrf_modem_at_printf("AT+CFUN=4");
    receiver.join();
    nrf_modem_at_printf("AT+CFUN=1");
  }
}

}  // namespace
}  // namespace hostmodem::test
