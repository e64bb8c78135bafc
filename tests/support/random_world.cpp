// What a RandomCaller does to the world of the modem, and asks of it.

#include "hostmodem.h"
#include "support/random_caller.h"

namespace hostmodem::test {
namespace {

struct Failure {
  int kind;
  int error;
};

constexpr Failure kFailures[] = {
    {HOSTMODEM_FAIL_CONNECT, NRF_ETIMEDOUT},    {HOSTMODEM_FAIL_NAME_QUERY, NRF_EAI_NONAME},
    {HOSTMODEM_FAIL_NAME_QUERY, NRF_EAI_AGAIN}, {HOSTMODEM_FAIL_MEMORY, NRF_ENOMEM},
    {HOSTMODEM_FAIL_MEMORY, NRF_ENOBUFS},
};

}  // namespace

void RandomCaller::impair() {
  hostmodem_impairment some{};
  if (below(2) == 0) {
    some.loss = below(20) / 19.0 - (below(10) == 0 ? 1 : 0);
    some.corruption = below(10) / 10.0;
    some.reordering = below(10) / 10.0;
    some.duplication = below(10) / 10.0;
    some.rate_bps = below(3) == 0 ? static_cast<std::uint32_t>(number()) : below(2) * 1000000;
    some.queue_bytes = static_cast<std::uint32_t>(number());
    some.delay_ms = below(30);
    some.jitter_ms = below(30);
  }
  hostmodem_impair(static_cast<int>(below(12)) / 4, static_cast<int>(below(5)), maybe(&some));
  hostmodem_faults counted{};
  hostmodem_fault_counters(number(), static_cast<int>(below(5)), maybe(&counted));
}

void RandomCaller::black_out() {
  hostmodem_blackout(static_cast<int>(below(12)) / 4, below(40));
  if (below(4) == 0) hostmodem_seed(below(4));
}

void RandomCaller::order_failures() {
  const Failure& known = kFailures[below(std::size(kFailures))];
  const bool odd = below(10) == 0;
  hostmodem_fail_next(odd ? number() : known.kind, odd ? number() : known.error, below(4));
}

void RandomCaller::end_failures() {
  for (const Failure& failure : kFailures) hostmodem_fail_next(failure.kind, failure.error, 0);
}

void RandomCaller::measure() {
  hostmodem_traffic traffic{};
  hostmodem_traffic_counters(number(), static_cast<int>(below(5)), maybe(&traffic));
  hostmodem_radio_usage radio{};
  hostmodem_usage_of_radio(maybe(&radio));
  hostmodem_socket_usage socket{};
  hostmodem_usage_of_socket(fd(), maybe(&socket));
  hostmodem_summary summary{};
  hostmodem_summary_get(maybe(&summary));
}

}  // namespace hostmodem::test
