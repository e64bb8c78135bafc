#include <algorithm>
#include <chrono>
#include <deque>
#include <vector>

#include "api/blocking.h"
#include "api/gate.h"
#include "nrf_socket.h"
#include "socket/socket_table.h"

namespace {

using hostmodem::Duration;
using hostmodem::Errno;
using hostmodem::fail;
using hostmodem::Result;
using hostmodem::api::Call;
using hostmodem::api::Wait;
using hostmodem::socket::PollEvents;
using hostmodem::socket::Socket;

constexpr PollEvents kAlways = NRF_POLLERR | NRF_POLLHUP | NRF_POLLNVAL;

/// One entry of the caller's, with the socket that it meant when the call began: a descriptor that
/// is closed and given out again meanwhile is another socket.
struct Entry {
  nrf_pollfd* fd;
  std::shared_ptr<Socket> socket;
};

std::vector<Entry> resolve(Call& call, std::span<nrf_pollfd> fds) {
  std::vector<Entry> entries;
  entries.reserve(fds.size());
  for (nrf_pollfd& fd : fds) {
    fd.revents = 0;
    if (fd.fd < 0) continue;
    const auto socket = call.modem().sockets().find(fd.fd);
    if (!socket) hostmodem::api::report_no_socket("nrf_poll", fd.fd, call.modem().sockets());
    entries.push_back({&fd, socket ? *socket : nullptr});
  }
  return entries;
}

int update(const std::vector<Entry>& entries) {
  int ready = 0;
  for (const Entry& entry : entries) {
    const int events = entry.socket ? entry.socket->events() : NRF_POLLNVAL;
    entry.fd->revents = static_cast<short>(events & (entry.fd->events | kAlways));
    if (entry.fd->revents != 0) ++ready;
  }
  return ready;
}

Result<int> wait_for_events(Call& call, const std::vector<Entry>& entries, int timeout) {
  if (const auto may = hostmodem::api::may_block("nrf_poll"); !may) return fail(may.error());
  Wait wait(call.modem(), timeout > 0 ? Duration(std::chrono::milliseconds(timeout)) : Duration{});
  std::deque<Wait::Place> places;
  for (const Entry& entry : entries) {
    if (entry.socket) places.emplace_back(wait, entry.socket->changed());
  }
  while (true) {
    call.modem().settle();
    if (const int ready = update(entries); ready > 0) return ready;
    if (wait.expired()) return 0;
    if (const auto woken = wait.next(call); !woken) {
      for (const Entry& entry : entries) entry.fd->revents = NRF_POLLNVAL;
      if (!entries.empty()) return static_cast<int>(entries.size());
      return fail(woken.error());
    }
  }
}

}  // namespace

HOSTMODEM_API int nrf_poll(nrf_pollfd* fds, nrf_nfds_t nfds, int timeout) {
  return hostmodem::api::returned([&] {
    return hostmodem::api::with_modem(
        [&](Call& call) -> Result<int> {
          if (fds == nullptr && nfds > 0) return fail(Errno::kFault);
          if (nfds > INT32_MAX) return fail(Errno::kInval);
          if (const auto room = hostmodem::api::memory_for(call, "nrf_poll"); !room) {
            return fail(room.error());
          }
          const auto entries = resolve(call, {fds, nfds});
          const int ready = update(entries);
          if (ready > 0 || timeout == 0) return ready;
          return wait_for_events(call, entries, timeout);
        },
        "nrf_poll");
  });
}
