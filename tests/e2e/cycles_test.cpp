// Many lives of a modem in one process leave nothing behind.

#include <malloc.h>

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "e2e/modem_test.h"
#include "support/host_peer.h"
#include "support/patience.h"

namespace hostmodem::test {
namespace {

#if defined(__SANITIZE_THREAD__)
constexpr int kCycles = 200;  // each takes several times as long
#else
constexpr int kCycles = 1000;
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// Freed memory is kept for a while by AddressSanitizer, and shadow memory grows with use. Leaks are
// LeakSanitizer's to find.
constexpr bool kMemoryTells = false;
#else
constexpr bool kMemoryTells = true;
#endif

std::size_t entries_of(const char* directory) {
  const std::filesystem::directory_iterator all(directory);
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

struct Footprint {
  std::size_t threads = entries_of("/proc/self/task");
  std::size_t descriptors = entries_of("/proc/self/fd");
  std::size_t heap = mallinfo2().uordblks;  ///< bytes in use
  std::size_t resident = resident_bytes();

  static std::size_t resident_bytes() {
    std::ifstream status("/proc/self/statm");
    std::size_t size = 0;
    std::size_t pages = 0;
    status >> size >> pages;
    return pages * 4096;
  }
};

// What the process has before any modem. With the first thread ThreadSanitizer starts one of its
// own, which stays: that happens here.
Footprint footprint_of_none() {
  std::thread([] {}).join();
  return {};
}

// A thread that was joined is still listed for a moment.
void expect_threads_gone(const Footprint& none) {
  EXPECT_TRUE(eventually([&] { return Footprint().threads == none.threads; }))
      << Footprint().threads << " threads, and " << none.threads << " before";
}

void live_once() {
  Modem modem;
  modem.at("AT+CFUN=0");
}

TEST(Cycles, LeaveNoThreadDescriptorOrMemoryBehind) {
  const Footprint none = footprint_of_none();
  // The first ones may build what is kept for the life of the process.
  for (int i = 0; i < kCycles / 10; ++i) live_once();
  const Footprint before;
  for (int i = 0; i < kCycles; ++i) live_once();
  const Footprint after;

  expect_threads_gone(none);
  EXPECT_EQ(after.descriptors, none.descriptors);
  if (kMemoryTells) {
    // Less than a small object a cycle.
    EXPECT_LT(after.heap, before.heap + kCycles * 8);
    EXPECT_LT(after.resident, before.resident + 512 * 1024);
  }
}

TEST(Cycles, WithOpenSocketsLeaveNothingBehind) {
  HostListener listener(Family::kIpv4);
  const auto api = make_modem_calls();
  const auto live = [&] {
    Modem modem;
    std::vector<HostConnection> peers;
    for (int i = 0; i < NRF_MODEM_MAX_SOCKET_COUNT; ++i) {
      const Outcome fd = api->socket(NRF_AF_INET, i % 2 == 0 ? NRF_SOCK_STREAM : NRF_SOCK_DGRAM, 0);
      ASSERT_EQ(fd, gives(i));
      const RawAddress address = api->encode(api->host(Family::kIpv4, listener.port()));
      ASSERT_EQ(api->connect(i, address.data(), address.length), gives(0));
      ASSERT_EQ(api->send(i, "data", 4, 0), gives(4));
      if (i % 2 == 0) peers.push_back(listener.accept());
    }
  };
  const Footprint none = footprint_of_none();
  for (int i = 0; i < 20; ++i) live();
  const Footprint before;
  for (int i = 0; i < 100; ++i) live();
  const Footprint after;

  expect_threads_gone(none);
  EXPECT_EQ(after.descriptors, none.descriptors);
  if (kMemoryTells) {
    EXPECT_LT(after.heap, before.heap + 100 * 64);
    EXPECT_LT(after.resident, before.resident + 512 * 1024);
  }
}

}  // namespace
}  // namespace hostmodem::test
