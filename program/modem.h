#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "event_queue.h"

namespace hostmodem::program {

/// The modem of this process, from its initialisation to its shutdown. One at a time.
///
/// Commands are sent asynchronously: the library then gives the response and the notifications in
/// the order in which they came about, and a response may have any length.
class Modem {
 public:
  /// With the configuration of this file; without it, with that of the library's own choice. What
  /// is wrong goes to standard error as log lines; throws Failure.
  explicit Modem(const std::optional<std::string>& config_file);
  Modem(const Modem&) = delete;
  Modem& operator=(const Modem&) = delete;
  ~Modem();

  /// Sends a command. Exactly one response follows among the events, whatever becomes of it: what
  /// can't be sent (a NUL byte in it, too long) is answered "ERROR". Not while a response is due.
  void send(const std::string& command);

  /// Sends a command and waits for its response. Notifications meanwhile are dropped.
  std::string ask(const std::string& command);

  [[nodiscard]] EventQueue& events() { return events_; }

  /// Whether log lines become events, or go to standard error at once (the default).
  static void set_log_as_events(bool as_events);

  /// Where credentials are kept from one run to the next; nullopt: they are not.
  [[nodiscard]] static std::optional<std::string> state_directory();

 private:
  EventQueue events_;
};

/// Whether the final result of a response is OK.
[[nodiscard]] bool is_ok(std::string_view response);

}  // namespace hostmodem::program
