#include "support/patience.h"

#include <poll.h>

namespace hostmodem::test {

void wait_to_look_again(int fd) {
  pollfd entry{fd, POLLIN, 0};
  // A descriptor that stays readable (a process that ended) must not turn the looks into a spin
  // that is over before anything could happen.
  if (poll(&entry, 1, static_cast<int>(kLookInterval.count())) > 0) {
    poll(nullptr, 0, 1);
  }
}

}  // namespace hostmodem::test
