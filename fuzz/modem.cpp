#include "modem.h"

#include <lwip/ip4_frag.h>
#include <lwip/ip6_frag.h>
#include <lwip/priv/tcp_priv.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "hostmodem.h"
#include "nrf_modem.h"
#include "nrf_modem_at.h"
#include "promise.h"

namespace hostmodem::fuzz {
namespace {

// The clock hardly runs until it is held.
constexpr const char* kConfiguration = R"([modem]
log = "off"
[clock]
scale = 0.001
[network.hosts]
"known.example" = ["10.0.2.2", "10.0.2.3", "fd00:0:0:2::2"]
)";

/// lwIP keeps fragments for so many seconds, whatever becomes of their network.
constexpr int kFragmentAge = 60;

/// The longest interval of lwIP's timers; a multiple of all the others.
constexpr std::uint64_t kTimersRound = 1000;

/// What lwIP keeps from one modem to the next, as far as it can be reached.
void reset_lwip() {
  for (int second = 0; second <= kFragmentAge; ++second) {
    ip_reass_tmr();
    ip6_reass_tmr();
  }
  // Every second turn of this timer is the slow one.
  for (const u32_t before = tcp_ticks; tcp_ticks == before;) tcp_tmr();
}

}  // namespace

Modem::Modem(const char* network) {
  static const bool configured =
      hostmodem_configure((std::string(kConfiguration) + network).c_str()) == 0;
  require(configured, "the configuration is taken");
  std::srand(1);
  nrf_modem_init_params params{};
  params.fault_handler = [](nrf_modem_fault_info*) {};
  require(nrf_modem_init(&params) == 0, "a modem can be initialised after one was shut down");
  require(hostmodem_clock_hold() == 0, "the clock can be held");
  require(nrf_modem_at_printf("AT+CFUN=1") == 0, "AT+CFUN=1 is taken");
  settle();
}

Modem::~Modem() {
  // lwIP's timers go on in the next modem with the first of them due: let it be the same one.
  move_clock(kTimersRound - 1 - passed_ % kTimersRound);
  require(nrf_modem_shutdown() == 0, "a modem can be shut down");
  reset_lwip();
}

void Modem::step(std::uint64_t milliseconds) {
  move_clock(std::min(milliseconds, kLongest - std::min(passed_, kLongest)));
}

void Modem::move_clock(std::uint64_t milliseconds) {
  passed_ += milliseconds;
  require(hostmodem_clock_step(milliseconds) == 0, "a clock that is held can be stepped");
}

void Modem::reattach() {
  require(nrf_modem_at_printf("AT+CFUN=4") == 0, "AT+CFUN=4 is taken");
  settle();
  require(nrf_modem_at_printf("AT+CFUN=1") == 0, "AT+CFUN=1 is taken");
  settle();
}

}  // namespace hostmodem::fuzz
