#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "online_modem.h"
#include "rows.h"

namespace hostmodem::bench {
namespace {

/// Memory of a process, in MiB.
struct Memory {
  double resident = 0;
  double anonymous = 0;  ///< the part that no other process can share
};

/// That of this process, counted page by page: the totals in /proc/self/status are only brought up
/// to date now and then.
Memory own_memory() {
  std::ifstream rollup("/proc/self/smaps_rollup");
  Memory memory;
  for (std::string line; std::getline(rollup, line);) {
    double kib = 0;
    if (std::sscanf(line.c_str(), "Rss: %lf", &kib) == 1) memory.resident = kib / 1024;
    if (std::sscanf(line.c_str(), "Anonymous: %lf", &kib) == 1) memory.anonymous = kib / 1024;
  }
  if (memory.resident <= 0) throw std::runtime_error("/proc/self/smaps_rollup cannot be read");
  return memory;
}

/// The output of this program with the argument kMemoryProbe.
std::string run_probe() {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    ::execl("/proc/self/exe", "hostmodem_bench", kMemoryProbe, static_cast<char*>(nullptr));
    ::_exit(127);
  }
  ::close(ends[1]);
  std::string output;
  char buffer[256];
  for (ssize_t length = 0; (length = ::read(ends[0], buffer, sizeof(buffer))) > 0;) {
    output.append(buffer, static_cast<std::size_t>(length));
  }
  ::close(ends[0]);
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0) {
    throw std::runtime_error("the process that measures memory failed");
  }
  return output;
}

/// A process without a modem, and the same process when its modem is registered.
struct Memories {
  Memory without;
  Memory with;
};

Memories measure_memory() {
  Memories m;
  if (std::sscanf(run_probe().c_str(), "%lf %lf %lf %lf", &m.without.resident, &m.without.anonymous,
                  &m.with.resident, &m.with.anonymous) != 4) {
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
  const Memory without = own_memory();
  const OnlineModem modem;
  const Memory with = own_memory();
  std::printf("%f %f %f %f\n", without.resident, without.anonymous, with.resident, with.anonymous);
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
  };
}

}  // namespace hostmodem::bench
