#include "base/host_event.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

namespace hostmodem {

HostEvent::HostEvent() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

HostEvent::~HostEvent() {
  if (fd_ >= 0) close(fd_);
}

void HostEvent::set() const {
  // Fails only when the counter is full: then it is set already.
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = write(fd_, &one, sizeof one);
}

void HostEvent::clear() const {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto got = read(fd_, &count, sizeof count);
}

}  // namespace hostmodem
