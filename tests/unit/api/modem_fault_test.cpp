#include <atomic>

#include "pipe_modem.h"
#include "support/temporary_directory.h"
#include "support/tshark.h"

// hostmodem_modem_fault(): the modem crashes.

namespace hostmodem::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Fault {
  std::uint32_t reason;
  std::uint32_t program_counter;
  int inside;  ///< what a call gave
  friend bool operator==(const Fault&, const Fault&) = default;
};
std::vector<Fault> g_faults;  // by the modem thread, read when that has ended

void take_fault(nrf_modem_fault_info* info) {
  g_faults.push_back({info->reason, info->program_counter, nrf_modem_at_printf("AT")});
}

/// A modem with a fault handler.
class ModemFault : public PipeModemTest {
 protected:
  ModemFault() {
    modem.shutdown();
    g_faults.clear();
    start();
  }
  ~ModemFault() override { hostmodem_pipe_handler_set(nullptr, nullptr); }

  static void start() {
    nrf_modem_init_params params{};
    params.fault_handler = take_fault;
    ASSERT_EQ(nrf_modem_init(&params), 0);
    ASSERT_EQ(hostmodem_clock_hold(), 0);
  }
};

TEST_F(ModemFault, IsToldToTheFaultHandlerOnce) {
  EXPECT_EQ(hostmodem_modem_fault(NRF_MODEM_FAULT_ASSERT, 0x1234), 0);
  modem.shutdown();
  EXPECT_THAT(g_faults, ElementsAre(Fault{NRF_MODEM_FAULT_ASSERT, 0x1234, -NRF_EPERM}));
}

TEST_F(ModemFault, EndsEverythingButTheShutdown) {
  modem.go_online();
  const int fd = udp();
  ASSERT_EQ(hostmodem_modem_fault(NRF_MODEM_FAULT_PANIC, 0), 0);
  EXPECT_FALSE(nrf_modem_is_initialized());
  EXPECT_EQ(outcome(nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, 0)), fails(NRF_ESHUTDOWN));
  EXPECT_EQ(outcome(nrf_close(fd)), fails(NRF_ESHUTDOWN));
  EXPECT_EQ(send_text(fd, "x"), fails(NRF_ESHUTDOWN));
  EXPECT_EQ(nrf_modem_at_printf("AT"), -NRF_ESHUTDOWN);
  EXPECT_EQ(hostmodem_clock_step(1), -NRF_ESHUTDOWN);
  EXPECT_EQ(hostmodem_modem_fault(1, 0), -NRF_ESHUTDOWN);
  EXPECT_EQ(hostmodem_configure(kPipe), -NRF_EPERM) << "there is a modem";
  nrf_modem_init_params params{};
  EXPECT_EQ(nrf_modem_init(&params), -NRF_EPERM);
  EXPECT_EQ(nrf_modem_shutdown(), 0);
  EXPECT_EQ(nrf_modem_shutdown(), -NRF_EPERM);
}

TEST_F(ModemFault, NeedsAModem) {
  modem.shutdown();
  EXPECT_EQ(hostmodem_modem_fault(1, 0), -NRF_ESHUTDOWN);
}

TEST_F(ModemFault, IsOverAfterShutdownAndInitialisationAgainAndAgain) {
  for (std::uint32_t reason = 1; reason <= 3; ++reason) {
    modem.go_online();
    const Pair pair = connected();
    EXPECT_EQ(send_text(pair.client, "x"), gives(1));
    EXPECT_EQ(receive_text(pair.server, 1), received("x"));
    ASSERT_EQ(hostmodem_modem_fault(reason, 0), 0);
    modem.shutdown();
    start();
  }
  EXPECT_THAT(g_faults, ElementsAre(Fault{1, 0, -NRF_EPERM}, Fault{2, 0, -NRF_EPERM},
                                    Fault{3, 0, -NRF_EPERM}));
}

TEST_F(ModemFault, WakesEveryBlockedCall) {
  modem.go_online();
  const Pair pair = connected();
  const int listening = listener(7001);
  BlockedCall receive([&] { return receive_text(pair.client, 1); });
  BlockedCall accept([&] { return outcome(nrf_accept(listening, nullptr, nullptr)); });
  BlockedCall connect([] { return connect_to(tcp(), kSilentHost, 9); });
  nrf_pollfd entry{pair.server, NRF_POLLIN, 0};
  BlockedCall poll([&] { return outcome(nrf_poll(&entry, 1, -1)); });
  BlockedCall query([] {
    nrf_addrinfo* found = nullptr;
    return outcome(nrf_getaddrinfo("host.example", nullptr, nullptr, &found)).error;
  });
  EXPECT_TRUE(receive.blocks() && accept.blocks() && connect.blocks());
  EXPECT_TRUE(poll.blocks() && query.blocks());
  ASSERT_EQ(hostmodem_modem_fault(1, 0), 0);
  EXPECT_EQ(receive.result(), receive_fails(NRF_ESHUTDOWN));
  EXPECT_EQ(accept.result(), fails(NRF_ESHUTDOWN));
  EXPECT_EQ(connect.result(), fails(NRF_ESHUTDOWN));
  EXPECT_EQ(poll.result(), gives(1));
  EXPECT_EQ(entry.revents, NRF_POLLNVAL);
  EXPECT_EQ(query.result(), NRF_ESHUTDOWN);
}

TEST_F(ModemFault, SaysNothingMoreToItsPeersNorToTheApplication) {
  modem.go_online();
  static std::atomic<int> packets;
  const int fd = tcp();
  ASSERT_EQ(outcome(nrf_fcntl(fd, NRF_F_SETFL, NRF_O_NONBLOCK)), gives(0));
  ASSERT_EQ(connect_to(fd, kSilentHost, 9), fails(NRF_EINPROGRESS));
  step(0);
  packets = 0;
  hostmodem_pipe_handler_set([](int, const void*, size_t, void*) { ++packets; }, nullptr);
  const std::size_t told = modem.notifications().all().size();
  ASSERT_EQ(hostmodem_modem_fault(1, 0), 0);
  modem.shutdown();
  EXPECT_EQ(packets, 0);
  EXPECT_EQ(modem.notifications().all().size(), told);
}

TEST_F(ModemFault, InsideACallbackIsToldAfterIt) {
  modem.go_online();
  hostmodem_pipe_handler_set(
      [](int, const void*, size_t, void*) {
        EXPECT_EQ(hostmodem_modem_fault(7, 0), 0);
        EXPECT_THAT(g_faults, IsEmpty());
      },
      nullptr);
  ASSERT_EQ(connect_to(udp(), kSilentHost, 9), gives(0));
  ASSERT_EQ(send_text(0, "x"), gives(1));
  hostmodem_clock_step(0);  // until the callbacks have returned, or the crash
  while (nrf_modem_is_initialized()) std::this_thread::yield();
  modem.shutdown();
  EXPECT_THAT(g_faults, ElementsAre(Fault{7, 0, -NRF_EPERM}));
}

TEST_F(ModemFault, NeedsNoHandler) {
  modem.shutdown();
  nrf_modem_init_params params{};
  ASSERT_EQ(nrf_modem_init(&params), 0);
  ASSERT_EQ(hostmodem_modem_fault(1, 0), 0);
  EXPECT_EQ(nrf_modem_shutdown(), 0);
  EXPECT_THAT(g_faults, IsEmpty()) << "the handler was the former modem's";
}

TEST_F(ModemFault, IsTheLastThingInACapture) {
  const TemporaryDirectory directory;
  const std::string path = (directory.path() / "modem.pcapng").native();
  ASSERT_EQ(hostmodem_capture_start(path.c_str()), 0);
  ASSERT_EQ(hostmodem_modem_fault(NRF_MODEM_FAULT_BUS, 0x40), 0);
  const auto messages = dissect_field(path, "syslog", "syslog.msg");
  ASSERT_FALSE(messages.empty());
  EXPECT_THAT(messages.back(), HasSubstr("injected fault: the modem crashes, reason 0x5"));
}

}  // namespace
}  // namespace hostmodem::test
