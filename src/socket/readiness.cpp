#include "socket/readiness.h"

#include <fcntl.h>

#include <algorithm>

namespace hostmodem::socket {

Result<int> Readiness::open(PollEvents events, PollEvents holding) {
  const auto asked = static_cast<PollEvents>(events | kUnasked);
  auto found = std::find_if(watches_.begin(), watches_.end(),
                            [asked](const auto& watch) { return watch->events == asked; });
  if (found == watches_.end()) {
    auto watch = std::make_unique<Watch>(asked);
    if (!watch->event.valid()) return fail(Errno::kMFile);
    found = watches_.insert(found, std::move(watch));
  }
  const int fd = fcntl((*found)->event.fd(), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) return fail(Errno::kMFile);
  update(holding);
  return fd;
}

void Readiness::end() {
  update(kUnasked);
  ended_ = true;
}

void Readiness::update(PollEvents holding) {
  if (ended_) return;
  for (const auto& watch : watches_) {
    const bool ready = (holding & watch->events) != 0;
    if (ready == watch->ready) continue;
    watch->ready = ready;
    if (ready) {
      watch->event.set();
    } else {
      watch->event.clear();
    }
  }
}

}  // namespace hostmodem::socket
