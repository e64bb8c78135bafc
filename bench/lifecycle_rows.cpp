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

/// That of this process. 0 where the kernel does not say.
Memory own_memory() {
  std::ifstream status("/proc/self/status");
  Memory memory;
  for (std::string line; std::getline(status, line);) {
    double kib = 0;
    if (std::sscanf(line.c_str(), "VmRSS: %lf", &kib) == 1) memory.resident = kib / 1024;
    if (std::sscanf(line.c_str(), "RssAnon: %lf", &kib) == 1) memory.anonymous = kib / 1024;
  }
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

/// What a modem adds to a process.
Memory modem_memory() {
  Memory memory;
  if (std::sscanf(run_probe().c_str(), "%lf %lf", &memory.resident, &memory.anonymous) != 2) {
    throw std::runtime_error("the process that measures memory says nothing");
  }
  return memory;
}

double time_to_register() {
  const auto start = std::chrono::steady_clock::now();
  const OnlineModem modem;
  const Seconds elapsed = std::chrono::steady_clock::now() - start;
  return elapsed.count() * 1e3;
}

}  // namespace

int run_memory_probe() {
  const Memory before = own_memory();
  const OnlineModem modem;
  const Memory after = own_memory();
  std::printf("%f %f\n", after.resident - before.resident, after.anonymous - before.anonymous);
  return 0;
}

std::vector<Row> lifecycle_rows() {
  return {
      {"Initialisation to registration", "ms", Better::kLower,
       [](Seconds /*time*/) { return time_to_register(); }, nullptr},
      {"Resident memory of a modem", "MiB", Better::kLower,
       [](Seconds /*time*/) { return modem_memory().resident; }, nullptr},
      {"Of that, private memory", "MiB", Better::kLower,
       [](Seconds /*time*/) { return modem_memory().anonymous; }, nullptr},
  };
}

}  // namespace hostmodem::bench
