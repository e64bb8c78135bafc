#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "descriptor.h"

namespace hostmodem::program {

/// What the modem says.
struct Event {
  enum class Kind {
    kResponse,      ///< to the command that was sent; all lines, each with CR LF
    kNotification,  ///< one, with its CR LF
    kLog,           ///< a log line, without a line end
  };
  Kind kind = Kind::kResponse;
  std::string text;
};

/// Carries what the modem's thread says to the thread of the program, in its order.
class EventQueue {
 public:
  EventQueue();

  /// From any thread; does not block.
  void push(Event event);

  /// The next one; nullopt when there is none.
  std::optional<Event> pop();

  /// The next one; nullopt when none comes in time. Without a deadline it waits for ever.
  std::optional<Event> wait(std::optional<std::chrono::steady_clock::time_point> deadline = {});

  /// Readable while there is an event. Not to be read.
  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  Descriptor fd_;
  std::mutex mutex_;
  std::deque<Event> events_;
};

}  // namespace hostmodem::program
