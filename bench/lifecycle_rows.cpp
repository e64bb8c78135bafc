#include <nrf_socket.h>

#include <cstdio>
#include <stdexcept>

#include "child_process.h"
#include "online_modem.h"
#include "rows.h"

namespace hostmodem::bench {
namespace {

/// A process without a modem, the same process when its modem is registered, and when it has
/// sockets too.
struct Memories {
  Memory without;
  Memory with;
  Memory sockets;
};

Memories measure_memory() {
  ChildProcess probe({kMemoryProbe});
  Memories m;
  if (std::sscanf(probe.line().c_str(), "%lf %lf %lf %lf %lf %lf", &m.without.resident,
                  &m.without.anonymous, &m.with.resident, &m.with.anonymous, &m.sockets.resident,
                  &m.sockets.anonymous) != 6) {
    throw std::runtime_error("the process that measures memory says nothing");
  }
  return m;
}

double time_to_register() {
  const auto start = std::chrono::steady_clock::now();
  const OnlineModem modem;
  const Seconds elapsed = std::chrono::steady_clock::now() - start;
  return elapsed.count() * 1e3;
}

}  // namespace

int run_memory_probe() {
  const Memory without = memory_of("self");
  const OnlineModem modem;
  const Memory with = memory_of("self");
  for (int i = 0; i < NRF_MODEM_MAX_SOCKET_COUNT; ++i) {
    if (nrf_socket(NRF_AF_INET, NRF_SOCK_DGRAM, NRF_IPPROTO_UDP) < 0) return 1;
  }
  const Memory sockets = memory_of("self");
  for (int fd = 0; fd < NRF_MODEM_MAX_SOCKET_COUNT; ++fd) nrf_close(fd);
  std::printf("%f %f %f %f %f %f\n", without.resident, without.anonymous, with.resident,
              with.anonymous, sockets.resident, sockets.anonymous);
  return 0;
}

std::vector<Row> lifecycle_rows() {
  return {
      {"Initialisation to registration", "ms", Better::kLower,
       [](Seconds /*time*/) { return time_to_register(); }, nullptr},
      {"Resident memory of the process", "MiB", Better::kLower,
       [](Seconds /*time*/) { return measure_memory().with.resident; },
       [](Seconds /*time*/) { return measure_memory().without.resident; }},
      {"Of that, its own (anonymous)", "MiB", Better::kLower,
       [](Seconds /*time*/) { return measure_memory().with.anonymous; },
       [](Seconds /*time*/) { return measure_memory().without.anonymous; }},
      {"The same with 8 UDP sockets", "MiB", Better::kLower,
       [](Seconds /*time*/) { return measure_memory().sockets.anonymous; },
       [](Seconds /*time*/) { return measure_memory().with.anonymous; }},
  };
}

}  // namespace hostmodem::bench
