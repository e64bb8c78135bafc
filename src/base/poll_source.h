#pragma once

#include <poll.h>

#include <span>
#include <vector>

#include "base/clock.h"

namespace hostmodem {

/// Something of the host that the event loop waits for: a link with its descriptors.
///
/// Thread: under the modem lock; the loop releases it only between prepare() and dispatch().
class PollSource {
 public:
  virtual ~PollSource() = default;

  /// Appends the descriptors and events to wait for, and lowers `deadline` (model time) when
  /// dispatch() must be called by then even without an event. May be called again without a
  /// dispatch() in between: the loop compares what it would wait for now with what it waits for.
  virtual void prepare(std::vector<pollfd>& fds, TimePoint& deadline) = 0;

  /// Handles what happened. `fds` is what the last prepare() appended, with revents filled in
  /// (all zero when only the deadline came).
  virtual void dispatch(std::span<const pollfd> fds) = 0;
};

}  // namespace hostmodem
