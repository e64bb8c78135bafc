#include <array>
#include <atomic>
#include <cstring>
#include <random>
#include <thread>

#include "pipe_modem.h"
#include "support/ip_packets.h"

// All functions, from many threads, with arguments that may be anything. Whatever they answer, they
// return, and the sanitizers have nothing to say.

namespace hostmodem::test {
namespace {

/// One thread's random calls. What it does depends on its seed alone; what comes of it, on all.
class Caller {
 public:
  explicit Caller(unsigned seed) : random_(seed) {}

  void call() {
    switch (below(20)) {
      case 0:
      case 1:
        open();
        break;
      case 2:
        if (below(3) == 0) nrf_close(fd());
        break;
      case 3:
        nrf_connect(fd(), some_address(), length());
        break;
      case 4:
        nrf_bind(fd(), some_address(), length());
        break;
      case 5:
        nrf_listen(fd(), number());
        break;
      case 6: {
        nrf_socklen_t size = below(sizeof(nrf_sockaddr_in6) + 1);
        nrf_accept(fd(), maybe(reinterpret_cast<nrf_sockaddr*>(buffer_.data())), maybe(&size));
        break;
      }
      case 7:
      case 8:
        nrf_sendto(fd(), buffer_.data(), below(buffer_.size()), flags(),
                   below(2) == 0 ? some_address() : nullptr, length());
        break;
      case 9:
      case 10: {
        nrf_socklen_t size = below(sizeof(nrf_sockaddr_in6) + 1);
        nrf_recvfrom(fd(), buffer_.data(), below(buffer_.size()), flags(),
                     maybe(reinterpret_cast<nrf_sockaddr*>(from_.data())), maybe(&size));
        break;
      }
      case 11:
        set_option();
        break;
      case 12: {
        nrf_socklen_t size = below(sizeof from_);
        nrf_getsockopt(fd(), level(), option(), maybe(from_.data()), maybe(&size));
        break;
      }
      case 13:
        poll();
        break;
      case 14:
        nrf_fcntl(fd(), number(), below(2) == 0 ? NRF_O_NONBLOCK : number());
        break;
      case 15:
        look_up();
        break;
      case 16:
        command();
        break;
      case 17:
      case 18:
        converse();
        break;
      default:
        packet();
        break;
    }
  }

 private:
  unsigned below(std::size_t limit) { return static_cast<unsigned>(random_() % limit); }
  int number() { return below(4) == 0 ? static_cast<int>(random_()) : static_cast<int>(below(8)); }
  int fd() { return static_cast<int>(below(10)) - 1; }
  int flags() { return below(3) == 0 ? number() : NRF_MSG_DONTWAIT; }
  nrf_socklen_t length() {
    return below(8) == 0 ? below(40) : nrf_socklen_t{sizeof(nrf_sockaddr_in)};
  }
  template <typename T>
  T* maybe(T* pointer) {
    return below(8) == 0 ? nullptr : pointer;
  }

  const nrf_sockaddr* some_address() {
    nrf_sockaddr_in to =
        address(below(4) == 0 ? kSilentHost : kOwnAddress, static_cast<std::uint16_t>(below(5)));
    if (below(10) == 0) to.sin_family = below(5);
    to.sin_port = nrf_htons(static_cast<std::uint16_t>(7000 + below(4)));
    std::memcpy(address_.data(), &to, sizeof to);
    return maybe(reinterpret_cast<const nrf_sockaddr*>(address_.data()));
  }

  void open() {
    static constexpr std::array kProtocols = {0, NRF_IPPROTO_TCP, NRF_IPPROTO_UDP,
                                              NRF_SPROTO_TLS1v2};
    const bool odd = below(10) == 0;
    nrf_socket(odd ? number() : NRF_AF_INET, odd ? number() : 1 + static_cast<int>(below(2)),
               kProtocols[below(kProtocols.size())]);
  }

  /// What an application does: listens, connects to itself, and moves data, whoever interferes.
  void converse() {
    const int listening = nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, 0);
    const nrf_sockaddr_in own = address(kOwnAddress, static_cast<std::uint16_t>(7000 + below(4)));
    const auto* where = reinterpret_cast<const nrf_sockaddr*>(&own);
    nrf_bind(listening, where, sizeof own);
    nrf_listen(listening, 2);
    const int client = nrf_socket(NRF_AF_INET, NRF_SOCK_STREAM, 0);
    set_timeout(client, NRF_SO_SNDTIMEO, 1 + below(50));
    set_timeout(client, NRF_SO_RCVTIMEO, 1 + below(50));
    nrf_connect(client, where, sizeof own);
    set_timeout(listening, NRF_SO_RCVTIMEO, 1 + below(50));
    const int server = nrf_accept(listening, nullptr, nullptr);
    for (int i = 0; i < 4; ++i) {
      nrf_send(client, buffer_.data(), below(buffer_.size()), 0);
      nrf_recv(server, buffer_.data(), below(buffer_.size()), flags());
    }
    nrf_close(listening);
    if (below(2) == 0) nrf_close(client);
    if (below(2) == 0) nrf_close(server);
  }

  int level() {
    static constexpr std::array kLevels = {NRF_SOL_SOCKET, NRF_SOL_SECURE, NRF_IPPROTO_TCP};
    return below(10) == 0 ? number() : kLevels[below(kLevels.size())];
  }
  int option() { return below(10) == 0 ? number() : static_cast<int>(below(30)); }

  void set_option() {
    for (std::byte& byte : from_) byte = static_cast<std::byte>(below(4));
    const nrf_timeval timeout{0, 1000 * below(20)};
    if (below(2) == 0) std::memcpy(from_.data(), &timeout, sizeof timeout);
    nrf_setsockopt(fd(), level(), option(), maybe(from_.data()),
                   below(2) == 0 ? nrf_socklen_t{4} : below(sizeof from_));
  }

  void poll() {
    std::array<nrf_pollfd, 4> fds;
    for (nrf_pollfd& entry : fds) entry = {fd(), static_cast<short>(random_()), 0};
    nrf_poll(maybe(fds.data()), below(fds.size() + 1), static_cast<int>(below(30)));
  }

  void look_up() {
    static constexpr std::array kNames = {"10.0.2.2", "host.example", "", "a..b", "::1"};
    nrf_addrinfo hints{};
    hints.ai_family = static_cast<int>(below(4));
    hints.ai_flags = below(4) == 0 ? number() : 0;
    nrf_addrinfo* found = nullptr;
    if (nrf_getaddrinfo(maybe(kNames[below(kNames.size())]), below(2) == 0 ? "80" : nullptr,
                        maybe(&hints), maybe(&found)) == 0) {
      nrf_freeaddrinfo(found);
    }
  }

  void command() {
    static constexpr std::array kCommands = {
        "AT",          "AT+CFUN?",    "AT+CFUN=1", "AT+CFUN=1",           "AT+CFUN=4",
        "AT+CEREG=5",  "AT+CGEREP=1", "AT%CMNG=1", "AT%CMNG=0,7,0,\"x\"", "AT+CMEE=1",
        "AT+NONSENSE", "AT+CFUN=\"",  ""};
    std::array<char, 32> response{};
    nrf_modem_at_cmd(maybe(response.data()), below(response.size()), "%s",
                     kCommands[below(kCommands.size())]);
    if (below(4) == 0)
      nrf_modem_at_notif_handler_set(below(2) == 0 ? nullptr : +[](const char*) {});
  }

  void packet() {
    Bytes packet(1 + below(80));
    for (std::byte& byte : packet) byte = static_cast<std::byte>(random_());
    if (below(2) == 0) {
      TcpSegment segment;
      segment.from = {*IpAddress::parse(kSilentHost), static_cast<std::uint16_t>(below(3) + 1)};
      segment.to = {*IpAddress::parse(kOwnAddress), static_cast<std::uint16_t>(7000 + below(4))};
      segment.sequence = below(2000);
      segment.acknowledgement = static_cast<std::uint32_t>(random_());
      segment.flags = static_cast<std::uint8_t>(below(32));
      packet = tcp_packet(segment);
    }
    hostmodem_pipe_send(static_cast<int>(below(3)), packet.data(), packet.size());
  }

  std::mt19937 random_;
  std::array<std::byte, 3000> buffer_{};
  std::array<std::byte, 64> from_{};
  std::array<std::byte, 64> address_{};
};

TEST(Hammer, EightThreadsCallEverythingAndAllComeBack) {
  constexpr unsigned kThreads = 8;
  constexpr int kCalls = 3000;
  const Modem modem(std::string(kPipe) + "[modem]\nlog = \"off\"\n");
  ASSERT_EQ(hostmodem_clock_hold(), 0);
  std::atomic<unsigned> running = kThreads;
  std::vector<std::thread> threads;
  for (unsigned seed = 1; seed <= kThreads; ++seed) {
    threads.emplace_back([&running, seed] {
      Caller caller(seed);
      for (int i = 0; i < kCalls; ++i) caller.call();
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
  ASSERT_EQ(hostmodem_configure((std::string(kPipe) + "[modem]\nlog = \"off\"\n").c_str()), 0);
  std::atomic<bool> end = false;
  std::vector<std::thread> threads;
  for (unsigned seed = 1; seed <= kThreads; ++seed) {
    threads.emplace_back([&end, seed] {
      Caller caller(seed);
      while (!end) caller.call();
    });
  }
  nrf_modem_init_params params{};
  for (int life = 0; life < kLives; ++life) {
    ASSERT_EQ(nrf_modem_init(&params), 0);
    EXPECT_EQ(nrf_modem_at_printf("AT+CFUN=1"), 0);
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
