#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "base/poll_source.h"

struct Slirp;

namespace hostmodem::link {

/// libslirp's descriptors and deadlines in the terms of a PollSource.
class SlirpPoller {
 public:
  /// libslirp opened or accepted the socket `fd`.
  void add_socket(int fd);

  /// PollSource::prepare()
  void fill(Slirp* slirp, TimePoint now, std::vector<pollfd>& fds, TimePoint& deadline);

  /// PollSource::dispatch()
  void poll(Slirp* slirp, std::span<const pollfd> fds);

  /// Lets libslirp do what does not depend on descriptors: timers, and packets that wait for a
  /// neighbour's address.
  static void kick(Slirp* slirp);

 private:
  int add(std::vector<pollfd>& fds, int fd, int slirp_events);
  [[nodiscard]] int events_of(std::span<const pollfd> fds, int index) const;
  [[nodiscard]] bool has_read_from(int fd) const;

  std::size_t first_ = 0;              // where the last fill() began in its vector
  std::optional<TimePoint> deadline_;  // of the last fill(); stands until poll()
  std::vector<bool> read_from_;        // by descriptor: libslirp asked to read from it
};

}  // namespace hostmodem::link
