#pragma once

#include <memory>
#include <vector>

#include "base/error.h"
#include "base/host_event.h"
#include "socket/poll_callback.h"

namespace hostmodem::socket {

/// Host descriptors that are readable exactly while chosen events of one socket hold: for event
/// loops of the host.
///
/// Thread: under the modem lock.
class Readiness {
 public:
  /// A new descriptor for `events` and those that are always reported; the caller closes it.
  /// kMFile: the host has none left.
  Result<int> open(PollEvents events, PollEvents holding);

  /// Says what holds now.
  void update(PollEvents holding);

  /// All events hold, for good.
  void end();

  [[nodiscard]] bool empty() const { return watches_.empty(); }

 private:
  struct Watch {
    explicit Watch(PollEvents asked) : events(asked) {}

    PollEvents events;
    HostEvent event;  ///< the caller has a duplicate of its descriptor
    bool ready = false;
  };

  bool ended_ = false;
  std::vector<std::unique_ptr<Watch>> watches_;  ///< one for each set of events
};

}  // namespace hostmodem::socket
