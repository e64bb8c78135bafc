// Writes a capture of each way to say what is expected of the radio connection (NRF_SO_RAI), and of
// the same without saying it; scripts/plot-release-assistance makes the plots of them.
//
//   release_assistance DIRECTORY      last-with.pcapng, last-without.pcapng, ...
//
// The modem's clock is held and the far end of the link is here, so a run is like any other.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hostmodem.h"
#include "nrf_modem.h"
#include "nrf_modem_at.h"
#include "nrf_socket.h"

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTick(10);
constexpr milliseconds kEnd(26'000);
constexpr milliseconds kThinking(500);  // of the peer, until it answers
constexpr const char* kConfiguration = R"([modem]
seed = 1
log = "error"
[radio]
profile = "lte-m"
[[network.apn]]
name = "plot"
link = "pipe"
)";

enum class Does { kSays, kSends };

/// What the application does.
struct Step {
  milliseconds at;
  Does does;
  int expectation = 0;  ///< when it says something
};

struct Scenario {
  const char* name;
  bool answered;  ///< by the peer
  std::vector<Step> steps;
};

/// Each is run as it is, and without what the application says.
const std::array kScenarios = {
    Scenario{
        "no-data",
        true,
        {{milliseconds(2000), Does::kSends}, {milliseconds(3000), Does::kSays, NRF_RAI_NO_DATA}}},
    Scenario{"last",
             false,
             {{milliseconds(2000), Does::kSays, NRF_RAI_LAST}, {milliseconds(2000), Does::kSends}}},
    Scenario{
        "one-resp",
        true,
        {{milliseconds(2000), Does::kSays, NRF_RAI_ONE_RESP}, {milliseconds(2000), Does::kSends}}},
    Scenario{"ongoing",
             true,
             {{milliseconds(2000), Does::kSays, NRF_RAI_ONGOING},
              {milliseconds(2000), Does::kSends},
              {milliseconds(9000), Does::kSends},
              {milliseconds(16'000), Does::kSays, NRF_RAI_ONE_RESP},
              {milliseconds(16'000), Does::kSends}}},
    Scenario{"wait-more",
             false,
             {{milliseconds(2000), Does::kSays, NRF_RAI_WAIT_MORE},
              {milliseconds(2000), Does::kSends},
              {milliseconds(9000), Does::kSends},
              {milliseconds(16'000), Does::kSays, NRF_RAI_LAST},
              {milliseconds(16'000), Does::kSends}}},
};

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

using Packet = std::vector<std::byte>;

/// The far end of the pipe: answers each datagram with itself.
class Peer {
 public:
  explicit Peer(bool answers) : answers_(answers) {
    hostmodem_pipe_handler_set(
        [](int, const void* packet, size_t length, void* self) {
          static_cast<Peer*>(self)->take({static_cast<const std::byte*>(packet), length});
        },
        this);
  }
  ~Peer() { hostmodem_pipe_handler_set(nullptr, nullptr); }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// Sends what is due.
  void pass(milliseconds now) {
    while (const auto answer = next(now)) {
      require(hostmodem_pipe_send(0, answer->data(), answer->size()) == 0, "pipe");
    }
    now_ = now;
  }

 private:
  void take(std::span<const std::byte> packet) {
    if (!answers_) return;
    const std::lock_guard lock(mutex_);
    answers_due_.emplace_back(now_ + kThinking, turned(packet));
  }

  /// The packet on its way back. Checksums are sums: they stay.
  static Packet turned(std::span<const std::byte> packet) {
    constexpr std::size_t kSource = 12;
    constexpr std::size_t kDestination = 16;
    constexpr std::size_t kPorts = 20;
    Packet answer(packet.begin(), packet.end());
    const auto at = [&](std::size_t offset) {
      return answer.begin() + static_cast<std::ptrdiff_t>(offset);
    };
    std::swap_ranges(at(kSource), at(kDestination), at(kDestination));
    std::swap_ranges(at(kPorts), at(kPorts + 2), at(kPorts + 2));
    return answer;
  }

  std::optional<Packet> next(milliseconds now) {
    const std::lock_guard lock(mutex_);
    if (answers_due_.empty() || answers_due_.front().first > now) return std::nullopt;
    Packet answer = std::move(answers_due_.front().second);
    answers_due_.pop_front();
    return answer;
  }

  const bool answers_;
  std::mutex mutex_;  // of the following: the modem calls take()
  milliseconds now_{0};
  std::deque<std::pair<milliseconds, Packet>> answers_due_;
};

void step(milliseconds span) {
  require(hostmodem_clock_step(static_cast<std::uint64_t>(span.count())) == 0, "clock");
}

/// A modem that is registered and idle, whose clock is held.
class IdleModem {
 public:
  IdleModem() {
    require(hostmodem_configure(kConfiguration) == 0, "configuration");
    const nrf_modem_init_params params{};
    require(nrf_modem_init(&params) == 0, "nrf_modem_init");
    require(hostmodem_clock_hold() == 0, "hold");
    require(nrf_modem_at_printf("AT%%RAI=1") == 0 && nrf_modem_at_printf("AT+CFUN=1") == 0, "AT");
    constexpr milliseconds kUntilReleased(20'000);
    step(kUntilReleased);
  }
  ~IdleModem() { nrf_modem_shutdown(); }
  IdleModem(const IdleModem&) = delete;
  IdleModem& operator=(const IdleModem&) = delete;
};

int connected_socket() {
  constexpr std::uint16_t kPort = 9000;
  nrf_sockaddr_in peer{};
  peer.sin_family = NRF_AF_INET;
  peer.sin_port = nrf_htons(kPort);
  require(nrf_inet_pton(NRF_AF_INET, "192.0.2.1", &peer.sin_addr) == 1, "address");
  const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP);
  require(fd >= 0, "socket");
  require(nrf_connect(fd, reinterpret_cast<const nrf_sockaddr*>(&peer), sizeof peer) == 0,
          "connect");
  return fd;
}

void carry_out(int fd, const Step& what, bool says) {
  constexpr std::string_view kMessage = "temperature 21.5";
  if (what.does == Does::kSends) {
    require(nrf_send(fd, kMessage.data(), kMessage.size(), 0) > 0, "send");
  } else if (says) {
    require(nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_RAI, &what.expectation,
                           sizeof what.expectation) == 0,
            "NRF_SO_RAI");
  }
}

void run(const Scenario& scenario, bool says, const std::string& path) {
  const IdleModem modem;
  Peer peer(scenario.answered);
  const int fd = connected_socket();
  require(hostmodem_capture_start(path.c_str()) == 0, "capture");
  auto next = scenario.steps.begin();
  for (milliseconds now(0); now < kEnd; now += kTick) {
    peer.pass(now);
    for (; next != scenario.steps.end() && next->at <= now; ++next) carry_out(fd, *next, says);
    step(kTick);
  }
  require(hostmodem_capture_stop() == 0, "capture");
}

}  // namespace

int main(int argc, char** argv) try {
  require(argc == 2, "usage: release_assistance DIRECTORY");
  for (const Scenario& scenario : kScenarios) {
    for (const bool says : {true, false}) {
      run(scenario, says,
          std::string(argv[1]) + '/' + scenario.name + (says ? "-with" : "-without") + ".pcapng");
    }
  }
  return EXIT_SUCCESS;
} catch (const std::exception& error) {
  std::fprintf(stderr, "release_assistance: %s\n", error.what());
  return EXIT_FAILURE;
}
