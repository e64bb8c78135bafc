#include "support/stillness.h"

#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "support/patience.h"

namespace hostmodem::test {
namespace {

/// The first line; empty when the thread is gone.
std::string line_of(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

bool sleeps(const std::string& task) {
  const std::string stat = line_of(task + "/stat");
  const std::size_t name_end = stat.rfind(')');
  constexpr std::size_t kState = 2;  // after the name
  return name_end != std::string::npos && stat.substr(name_end + kState, 1) == "S";
}

}  // namespace

Stillness::Stillness(const std::vector<pid_t>& servers, const std::vector<std::uint16_t>& ports)
    : tasks_{"/proc/self/task"} {
  for (const pid_t server : servers) tasks_.push_back("/proc/" + std::to_string(server) + "/task");
  for (const std::uint16_t port : ports) ports_.push_back(fmt::format(":{:04X}", port));
}

Stillness::Look Stillness::look() const {
  Look look;
  const std::string own = "/proc/self/task/" + std::to_string(::gettid());
  for (const std::string& tasks : tasks_) {
    for (const auto& entry : std::filesystem::directory_iterator(tasks)) {
      const std::string task = entry.path().native();
      if (task == own) continue;
      if (!sleeps(task)) return {};
      look[task] = line_of(task + "/schedstat");
    }
  }
  return look;
}

/// No connection of the ports has bytes that the other end has not acknowledged.
bool Stillness::all_arrived() const {
  if (ports_.empty()) return true;
  std::ifstream table("/proc/net/tcp");
  std::string line;
  while (std::getline(table, line)) {
    std::istringstream fields(line);
    std::string number, local, remote, state, queues;
    fields >> number >> local >> remote >> state >> queues;
    const bool ours = std::ranges::any_of(ports_, [&](const std::string& port) {
      return local.ends_with(port) || remote.ends_with(port);
    });
    constexpr const char* kListening = "0A";  // its queues are of connections
    if (ours && state != kListening && !queues.starts_with("00000000:")) return false;
  }
  return true;
}

void Stillness::wait() {
  const auto still = [this] {
    const Look before = look();
    if (before.empty()) return false;
    if (before == still_) return true;  // nothing happened at all
    if (!all_arrived() || look() != before) return false;
    still_ = before;
    return true;
  };
  // It mostly comes within microseconds.
  constexpr int kAtOnce = 20;
  constexpr int kSoon = 200;
  for (int i = 0; i < kAtOnce + kSoon; ++i) {
    if (still()) return;
    if (i < kAtOnce) {
      ::sched_yield();
    } else {
      ::poll(nullptr, 0, 1);
    }
  }
  if (!eventually(still)) throw std::runtime_error("the modem and its server do not come to rest");
}

}  // namespace hostmodem::test
