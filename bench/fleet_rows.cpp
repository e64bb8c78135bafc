#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>

#include "child_process.h"
#include "online_modem.h"
#include "rows.h"

// A hundred devices on one host, each in a process of its own.

namespace hostmodem::bench {
namespace {

constexpr int kMembers = 100;

using Fleet = std::vector<std::unique_ptr<ChildProcess>>;

/// Starts them all, and waits until each has exchanged a datagram with the peer.
Fleet start(const std::string& kind, Port echo) {
  Fleet fleet;
  for (int i = 0; i < kMembers; ++i) {
    fleet.push_back(std::make_unique<ChildProcess>(
        std::vector<std::string>{kFleetMember, kind, std::to_string(echo)}));
  }
  for (const auto& member : fleet) member->line();
  return fleet;
}

Measure time_of(const std::string& kind, Port echo) {
  return [=](Seconds /*time*/) {
    const auto begin = std::chrono::steady_clock::now();
    const Fleet fleet = start(kind, echo);
    return Seconds(std::chrono::steady_clock::now() - begin).count();
  };
}

Measure memory_of_all(const std::string& kind, Port echo) {
  return [=](Seconds /*time*/) {
    const Fleet fleet = start(kind, echo);
    double sum = 0;
    for (const auto& member : fleet) sum += memory_of(std::to_string(member->id())).proportional;
    return sum;
  };
}

}  // namespace

int run_fleet_member(const std::string& kind, Port echo) {
  const bool modem = kind == "modem";
  const std::optional<OnlineModem> online =
      modem ? std::make_optional<OnlineModem>() : std::nullopt;
  const auto connection = (modem ? modem_udp(echo) : kernel_udp(echo))();
  std::byte datagram[64]{};
  connection->send(datagram);
  if (connection->receive(datagram) != sizeof datagram) return 1;
  std::puts("done");
  std::fflush(stdout);
  char nothing = 0;
  while (::read(STDIN_FILENO, &nothing, 1) > 0) {  // until the fleet is sent home
  }
  return 0;
}

std::vector<Row> fleet_rows(const Peer& peer) {
  const Port echo = peer.port(Service::kUdpEcho);
  return {
      {"100 devices, until all have talked", "s", Better::kLower, time_of("modem", echo),
       time_of("kernel", echo)},
      {"Their memory together (PSS)", "MiB", Better::kLower, memory_of_all("modem", echo),
       memory_of_all("kernel", echo)},
  };
}

}  // namespace hostmodem::bench
