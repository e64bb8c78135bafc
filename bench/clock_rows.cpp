#include <hostmodem.h>
#include <nrf_modem_at.h>
#include <nrf_socket.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>

#include "online_modem.h"
#include "rows.h"

namespace hostmodem::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kScale = 1000;

/// A modem with a configuration of its own, whose link is a pipe that nobody holds.
class PipeModem {
 public:
  explicit PipeModem(const std::string& clock) {
    hostmodem_configure(("[modem]\nlog = \"warning\"\n[[network.apn]]\nname = \"pipe\"\nlink = "
                         "\"pipe\"\n[clock]\n" +
                         clock)
                            .c_str());
    modem_.emplace();
  }
  ~PipeModem() {
    modem_.reset();
    hostmodem_configure(kQuiet);
  }
  PipeModem(const PipeModem&) = delete;
  PipeModem& operator=(const PipeModem&) = delete;

 private:
  std::optional<OnlineModem> modem_;
};

void require(bool success, const char* what) {
  if (!success) throw std::runtime_error(what);
}

/// How many seconds of a device that sleeps pass in a second of the host's, when its clock is
/// stepped by the hour.
double stepped_sleep(Seconds time) {
  constexpr double kStep = 3600;
  const PipeModem modem("held = true\n");
  require(nrf_modem_at_printf(R"(AT+CPSMS=1,,,"00100010","00000101")") == 0, "AT+CPSMS");
  double steps = 0;
  Seconds elapsed{};
  for (const auto start = Clock::now(); elapsed < time; elapsed = Clock::now() - start) {
    require(hostmodem_clock_step(static_cast<std::uint64_t>(kStep * 1000)) == 0, "step");
    ++steps;
  }
  return steps * kStep / elapsed.count();
}

/// How many seconds an application has waited in a second of the host's, when the clock runs at
/// kScale and each wait ends with its timeout.
double scaled_waits(Seconds time) {
  constexpr double kWait = 1;
  const PipeModem modem("scale = " + std::to_string(kScale) + "\n");
  const int fd = nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP);
  const nrf_timeval timeout{.tv_sec = static_cast<std::int64_t>(kWait), .tv_usec = 0};
  require(nrf_setsockopt(fd, NRF_SOL_SOCKET, NRF_SO_RCVTIMEO, &timeout, sizeof timeout) == 0,
          "NRF_SO_RCVTIMEO");
  double waits = 0;
  Seconds elapsed{};
  for (const auto start = Clock::now(); elapsed < time; elapsed = Clock::now() - start) {
    char nothing = 0;
    require(nrf_recv(fd, &nothing, sizeof nothing, 0) < 0, "there was something");
    ++waits;
  }
  nrf_close(fd);
  return waits * kWait / elapsed.count();
}

}  // namespace

std::vector<Row> clock_rows() {
  return {
      {"Sleeping device, stepped by 1 h", "s/s", Better::kHigher, stepped_sleep, nullptr},
      {"Waits of 1 s at scale 1000", "s/s", Better::kHigher, scaled_waits,
       [](Seconds /*time*/) { return kScale; }},
  };
}

}  // namespace hostmodem::bench
