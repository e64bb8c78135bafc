#include "support/blocked_call.h"

#include <fstream>
#include <string>

#include "support/patience.h"

namespace hostmodem::test {
namespace {

// The state column of /proc/self/task/ID/stat, and how often the thread gave up the processor by
// itself; state 0 when the thread has ended.
struct Sleep {
  char state = 0;
  std::string switches;

  friend bool operator==(const Sleep&, const Sleep&) = default;
};

Sleep look_at(pid_t thread) {
  Sleep sleep;
  std::ifstream status("/proc/self/task/" + std::to_string(thread) + "/status");
  std::string word;
  while (status >> word) {
    if (word == "State:") status >> sleep.state;
    if (word == "voluntary_ctxt_switches:") status >> sleep.switches;
  }
  return sleep;
}

}  // namespace

bool wait_until_asleep(pid_t thread) {
  // A thread may also sleep for a moment, waiting for a lock: it is asleep for good when it did not
  // run between a few looks.
  constexpr int kEnough = 4;
  Sleep last;
  int unchanged = 0;
  bool ended = false;
  const bool asleep = eventually([&] {
    const Sleep now = look_at(thread);
    ended = now.state == 0 || now.state == 'Z' || now.state == 'X';
    unchanged = now.state == 'S' && now == last ? unchanged + 1 : 0;
    last = now;
    return ended || unchanged >= kEnough;
  });
  return asleep && !ended;
}

}  // namespace hostmodem::test
