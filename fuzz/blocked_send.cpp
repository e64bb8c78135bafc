#include "blocked_send.h"

#include <poll.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "block.h"
#include "nrf_socket.h"
#include "promise.h"

namespace hostmodem::fuzz {
namespace {

/// How often a thread that sleeps now gave up the processor; empty: it does not sleep.
std::string sleep_of(pid_t thread) {
  std::ifstream status("/proc/self/task/" + std::to_string(thread) + "/status");
  std::string word;
  bool sleeps = false;
  while (status >> word) {
    if (word == "State:") sleeps = status >> word && word == "S";
    if (word == "voluntary_ctxt_switches:") status >> word;
  }
  return sleeps ? word : "";
}

}  // namespace

BlockedSend::BlockedSend(int fd, std::size_t length, int flags)
    : thread_([this, fd, length, flags] {
        id_ = gettid();
        Block data(length);
        checked(nrf_send(fd, data.as(), data.size(), flags));
        returned_ = true;
      }) {}

BlockedSend::~BlockedSend() { thread_.join(); }

bool BlockedSend::blocks() const {
  // It may also sleep for a moment, where another thread has the modem's lock.
  constexpr int kEnough = 4;
  std::string last;
  for (int unchanged = 0; unchanged < kEnough;) {
    if (returned_) return false;
    const std::string now = id_ == 0 ? "" : sleep_of(id_);
    unchanged = !now.empty() && now == last ? unchanged + 1 : 0;
    last = now;
    ::poll(nullptr, 0, 0);
  }
  return !returned_;
}

}  // namespace hostmodem::fuzz
