// From nrf_modem_init() to nrf_modem_shutdown(), and what is outside of it.

#include <gtest/gtest-spi.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "e2e/modem_test.h"
#include "nrf_modem.h"
#include "nrf_modem_at.h"
#include "support/blocked_call.h"
#include "support/host_peer.h"
#include "support/ports.h"
#include "support/servers.h"

namespace hostmodem::test {
namespace {

using Lifecycle = ModemTest;

nrf_modem_init_params init_params() {
  nrf_modem_init_params params{};
  params.fault_handler = [](nrf_modem_fault_info*) {};
  return params;
}

// Every call that needs a modem fails with `error`.
void expect_all_fail(SocketApi& api, int error) {
  const Outcome failed = fails(error);
  const RawAddress address = api.encode(api.host(Family::kIpv4, 1));
  char byte = 0;
  int value = 0;
  std::uint32_t length = sizeof value;
  EXPECT_EQ(api.socket(NRF_AF_INET, NRF_SOCK_STREAM, 0), failed);
  EXPECT_EQ(api.close(0), failed);
  EXPECT_EQ(api.fcntl(0, NRF_F_GETFL, 0), failed);
  EXPECT_EQ(api.connect(0, address.data(), address.length), failed);
  EXPECT_EQ(api.bind(0, address.data(), address.length), failed);
  EXPECT_EQ(api.listen(0, 1), failed);
  EXPECT_EQ(api.accept(0, nullptr, nullptr), failed);
  EXPECT_EQ(api.send(0, &byte, 1, 0), failed);
  EXPECT_EQ(api.sendto(0, &byte, 1, 0, address.data(), address.length), failed);
  EXPECT_EQ(api.recv(0, &byte, 1, 0), failed);
  EXPECT_EQ(api.recvfrom(0, &byte, 1, 0, nullptr, nullptr), failed);
  EXPECT_EQ(api.setsockopt(0, NRF_SOL_SOCKET, NRF_SO_REUSEADDR, &value, length), failed);
  EXPECT_EQ(api.getsockopt(0, NRF_SOL_SOCKET, NRF_SO_ERROR, &value, &length), failed);
  nrf_pollfd entry{0, NRF_POLLIN, 0};
  EXPECT_EQ(api.poll(&entry, 1, 0), failed);

  nrf_addrinfo* addresses = nullptr;
  errno = 0;
  EXPECT_EQ(nrf_getaddrinfo("192.0.2.1", nullptr, nullptr, &addresses), NRF_EAI_SYSTEM);
  EXPECT_EQ(errno, error);
  nrf_ifaddrs* interfaces = nullptr;
  EXPECT_EQ(nrf_getifaddrs(&interfaces), -1);
  EXPECT_EQ(errno, error);
  nrf_in_addr server{};
  EXPECT_EQ(nrf_setdnsaddr(NRF_AF_INET, &server, sizeof server), -1);
  EXPECT_EQ(errno, error);

  std::array<char, 64> response{};
  EXPECT_EQ(nrf_modem_at_printf("AT"), -error);
  EXPECT_EQ(nrf_modem_at_cmd(response.data(), response.size(), "AT"), -error);
  EXPECT_EQ(nrf_modem_at_scanf("AT+CFUN?", "+CFUN: %d", &value), -error);
  EXPECT_EQ(nrf_modem_at_cmd_async([](const char*) {}, "AT"), -error);

  EXPECT_FALSE(nrf_modem_is_initialized());
  EXPECT_EQ(nrf_modem_shutdown(), -NRF_EPERM);
}

// Ends the process, with the failures that `body` makes on standard error.
template <typename Body>
[[noreturn]] void run_and_exit(Body body) {
  ::testing::TestPartResultArray failures;
  {
    const ::testing::ScopedFakeTestPartResultReporter reporter(&failures);
    body();
  }
  for (int i = 0; i < failures.size(); ++i) std::cerr << failures.GetTestPartResult(i);
  std::exit(failures.size() == 0 ? 0 : 1);
}

TEST_F(Lifecycle, BeforeTheFirstInitialisationNothingIsPermitted) {
  // In a process of its own, in which there never was a modem.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto body = [this] {
    expect_all_fail(api(), NRF_EPERM);
    EXPECT_EQ(hostmodem_clock_hold(), -NRF_EPERM);
    EXPECT_EQ(hostmodem_clock_run(1), -NRF_EPERM);
    EXPECT_EQ(hostmodem_clock_step(1), -NRF_EPERM);
    EXPECT_EQ(hostmodem_clock_now(), 0U);
  };
  EXPECT_EXIT(run_and_exit(body), ::testing::ExitedWithCode(0), "");
}

TEST_F(Lifecycle, AfterShutdownEverythingIsShutDown) {
  start();
  modem().shutdown();

  expect_all_fail(api(), NRF_ESHUTDOWN);
}

TEST_F(Lifecycle, InitialisationNeedsParameters) {
  EXPECT_EQ(nrf_modem_init(nullptr), -NRF_EFAULT);
  EXPECT_FALSE(nrf_modem_is_initialized());
}

TEST_F(Lifecycle, InitialisationIsNotPermittedTwice) {
  start();
  const nrf_modem_init_params params = init_params();

  EXPECT_EQ(nrf_modem_init(&params), -NRF_EPERM);

  EXPECT_TRUE(nrf_modem_is_initialized());
  EXPECT_EQ(modem().at("AT"), "OK\r\n");
}

TEST_F(Lifecycle, AfterInitialisationTheRadioIsOff) {
  start("", Modem::Start::kOffline);

  EXPECT_EQ(modem().at("AT+CFUN?"), "+CFUN: 0\r\nOK\r\n");
}

TEST_F(Lifecycle, ANewLifeKnowsNothingOfTheOldOne) {
  start();
  Socket old = udp();
  ASSERT_EQ(old.bind(self(0)), gives(0));
  const int fd = old.fd();
  modem().shutdown();
  start();

  EXPECT_EQ(old.recv(1, NRF_MSG_DONTWAIT), receive_fails(NRF_EBADF));
  Socket first = udp();
  EXPECT_EQ(first.fd(), fd) << "all sockets are free";
  EXPECT_EQ(modem().at("AT+CEREG?").substr(0, 11), "+CEREG: 5,1");
}

TEST_F(Lifecycle, TheChildOfAForkHasNoModem) {
  start();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    alarm(20);
    const nrf_modem_init_params params = init_params();
    const bool refused = api().socket(NRF_AF_INET, NRF_SOCK_STREAM, 0) == fails(NRF_EPERM) &&
                         nrf_modem_at_printf("AT") == -NRF_EPERM &&
                         nrf_modem_init(&params) == -NRF_EPERM;
    _exit(refused ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);

  EXPECT_TRUE(WIFEXITED(status)) << "signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(modem().at("AT"), "OK\r\n") << "the parent goes on";
}

// --- Shutdown while another thread is blocked.

using ShutdownWakes = ModemTest;

TEST_F(ShutdownWakes, AReceive) {
  HostListener listener(Family::kIpv4);
  start();
  Socket socket = tcp();
  ASSERT_EQ(socket.connect(host(listener.port())), gives(0));
  BlockedCall call([&] { return socket.recv(1); });
  EXPECT_TRUE(call.blocks());

  modem().shutdown();

  EXPECT_EQ(call.result(), receive_fails(NRF_ESHUTDOWN));
}

TEST_F(ShutdownWakes, ADatagramReceive) {
  start();
  Socket socket = udp();
  ASSERT_EQ(socket.bind(self(0)), gives(0));
  BlockedCall call([&] { return socket.recv(1); });
  EXPECT_TRUE(call.blocks());

  modem().shutdown();

  EXPECT_EQ(call.result(), receive_fails(NRF_ESHUTDOWN));
}

TEST_F(ShutdownWakes, ASend) {
  HostListener listener(Family::kIpv4, 64 * 1024);
  start();
  Socket socket = tcp();
  ASSERT_EQ(socket.connect(host(listener.port())), gives(0));
  const HostConnection peer = listener.accept();
  const std::string data = pattern(16 * 1024 * 1024);
  BlockedCall call([&] {
    const Outcome first = socket.send(data);
    // What was taken before may be given first.
    return first.value < 0 ? first : socket.send(data);
  });
  EXPECT_TRUE(call.blocks());

  modem().shutdown();

  EXPECT_EQ(call.result(), fails(NRF_ESHUTDOWN));
}

TEST_F(ShutdownWakes, AConnect) {
  const SilentPort silent(Family::kIpv4);
  start();
  Socket socket = tcp();
  BlockedCall call([&] { return socket.connect(host(silent.port())); });
  EXPECT_TRUE(call.blocks());

  modem().shutdown();

  EXPECT_EQ(call.result(), fails(NRF_ESHUTDOWN));
}

TEST_F(ShutdownWakes, ATlsHandshake) {
  HostListener silent(Family::kIpv4);
  start();
  Socket socket = trusting_tls();
  BlockedCall call([&] { return socket.connect(host(silent.port())); });
  const HostConnection peer = silent.accept();
  EXPECT_TRUE(call.blocks());

  modem().shutdown();

  EXPECT_EQ(call.result(), fails(NRF_ESHUTDOWN));
}

TEST_F(ShutdownWakes, AnAccept) {
  start();
  Socket socket = tcp();
  ASSERT_EQ(socket.bind(self(unused_port())), gives(0));
  ASSERT_EQ(socket.listen(1), gives(0));
  BlockedCall call([&] { return socket.accept(); });
  EXPECT_TRUE(call.blocks());

  modem().shutdown();

  EXPECT_EQ(call.result(), fails(NRF_ESHUTDOWN));
}

TEST_F(ShutdownWakes, APollWithAllItsEntriesUpdated) {
  start();
  Socket first = udp();
  Socket second = udp();
  std::array<nrf_pollfd, 3> entries{nrf_pollfd{first.fd(), NRF_POLLIN, 0},
                                    nrf_pollfd{-1, NRF_POLLIN, 0x55},
                                    nrf_pollfd{second.fd(), NRF_POLLIN, 0}};
  BlockedCall call([&] { return api().poll(entries.data(), 3, -1); });
  EXPECT_TRUE(call.blocks());

  modem().shutdown();

  EXPECT_EQ(call.result(), gives(2));
  EXPECT_EQ(entries[0].revents, NRF_POLLNVAL);
  EXPECT_EQ(entries[1].revents, 0);
  EXPECT_EQ(entries[2].revents, NRF_POLLNVAL);
}

TEST_F(ShutdownWakes, ANameQuery) {
  HostUdp silent(Family::kIpv4);
  start(configuration_with_dns(silent.port()));
  BlockedCall call([&] {
    nrf_addrinfo* addresses = nullptr;
    const int error = nrf_getaddrinfo("name.test", nullptr, nullptr, &addresses);
    return std::pair(error, errno);
  });
  EXPECT_FALSE(silent.receive().data.empty()) << "the query is under way";
  EXPECT_TRUE(call.blocks());

  modem().shutdown();

  EXPECT_EQ(call.result(), std::pair(NRF_EAI_SYSTEM, NRF_ESHUTDOWN));
}

}  // namespace
}  // namespace hostmodem::test
