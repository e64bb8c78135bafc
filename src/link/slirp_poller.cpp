#include "link/slirp_poller.h"

#include <libslirp.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace hostmodem::link {
namespace {

constexpr std::array<std::pair<int, short>, 5> kEvents{{
    {SLIRP_POLL_IN, POLLIN},
    {SLIRP_POLL_OUT, POLLOUT},
    {SLIRP_POLL_PRI, POLLPRI},
    {SLIRP_POLL_ERR, POLLERR},
    {SLIRP_POLL_HUP, POLLHUP},
}};

short to_poll(int slirp_events) {
  int events = 0;
  for (const auto& [slirp, host] : kEvents) {
    if ((slirp_events & slirp) != 0) events |= host;
  }
  return static_cast<short>(events);
}

int to_slirp(short poll_events) {
  int events = 0;
  for (const auto& [slirp, host] : kEvents) {
    if ((poll_events & host) != 0) events |= slirp;
  }
  return events;
}

/// libslirp asks to be called after a second at most, even when it has no timer running.
constexpr std::uint32_t kNoTimerRuns = 1000;

}  // namespace

void SlirpPoller::add_socket(int fd) {
  const auto index = static_cast<std::size_t>(fd);
  if (index < read_from_.size()) read_from_[index] = false;
}

bool SlirpPoller::has_read_from(int fd) const {
  const auto index = static_cast<std::size_t>(fd);
  return index < read_from_.size() && read_from_[index];
}

int SlirpPoller::add(std::vector<pollfd>& fds, int fd, int slirp_events) {
  fds.push_back({.fd = fd, .events = to_poll(slirp_events), .revents = 0});
  if ((slirp_events & SLIRP_POLL_IN) != 0 && !has_read_from(fd)) {
    const auto index = static_cast<std::size_t>(fd);
    if (index >= read_from_.size()) read_from_.resize(index + 1);
    read_from_[index] = true;
  }
  return static_cast<int>(fds.size() - 1 - first_);
}

void SlirpPoller::fill(Slirp* slirp, TimePoint now, std::vector<pollfd>& fds, TimePoint& deadline) {
  first_ = fds.size();
  auto context = std::pair(this, &fds);
  std::uint32_t timeout = UINT32_MAX;
  slirp_pollfds_fill(
      slirp, &timeout,
      [](int fd, int events, void* opaque) {
        auto& [self, into] = *static_cast<decltype(context)*>(opaque);
        return self->add(*into, fd, events);
      },
      &context);

  // The time that libslirp asks for begins at every fill(); the deadline must not move with it.
  if (timeout >= kNoTimerRuns) {
    deadline_.reset();
    return;
  }
  const TimePoint asked = now + std::chrono::milliseconds(timeout);
  deadline_ = deadline_ ? std::min(*deadline_, asked) : asked;
  deadline = std::min(deadline, *deadline_);
}

int SlirpPoller::events_of(std::span<const pollfd> fds, int index) const {
  if (index < 0 || static_cast<std::size_t>(index) >= fds.size()) return 0;
  const pollfd& entry = fds[static_cast<std::size_t>(index)];
  const int events = to_slirp(entry.revents);
  // To an error libslirp reads the socket, which aborts when its buffer has no room; then it asks
  // to write only. Writing finds the same error. (Not so while it connects: then it must read.)
  constexpr int kEnded = SLIRP_POLL_ERR | SLIRP_POLL_HUP;
  if ((entry.events & POLLIN) == 0 && (events & kEnded) != 0 && has_read_from(entry.fd)) {
    return SLIRP_POLL_OUT;
  }
  return events;
}

void SlirpPoller::poll(Slirp* slirp, std::span<const pollfd> fds) {
  deadline_.reset();
  auto context = std::pair(this, fds);
  slirp_pollfds_poll(
      slirp, 0,
      [](int index, void* opaque) {
        const auto& [self, ready] = *static_cast<decltype(context)*>(opaque);
        return self->events_of(ready, index);
      },
      &context);
}

void SlirpPoller::kick(Slirp* slirp) {
  slirp_pollfds_poll(
      slirp, 1, [](int, void*) { return 0; }, nullptr);
}

}  // namespace hostmodem::link
