#pragma once

#include <memory>

#include "api/gate.h"

/// Whose turn it is at the AT interface: commands of several threads are executed one at a time, in
/// the order in which they came.
///
/// Theory of operation: a thread has the turn from before its command until after what belongs to
/// it: a custom command's handler, the handler of functional modes. What such a handler sends
/// itself is part of the same turn. An asynchronous command has the turn, for no thread, until its
/// response is on its way.
namespace hostmodem::api {

/// The turn of one synchronous command. Not inside a lock of the modem when it ends.
class AtTurn {
 public:
  AtTurn() = default;
  AtTurn(const AtTurn&) = delete;
  AtTurn& operator=(const AtTurn&) = delete;
  ~AtTurn();

  /// Waits for the turn. kAgain: it did not come within the semaphore timeout. kShutdown.
  Status take(Call& call);

 private:
  bool taken_ = false;
};

/// The turn of one asynchronous command, which also ends when nobody has it any more: the modem was
/// shut down before the response could be given.
class AsyncTurn {
 public:
  /// kInProgress when it is another command's turn. Under the modem lock.
  static Result<std::shared_ptr<AsyncTurn>> take();

  /// Not under the modem lock.
  void end();

  [[nodiscard]] bool ended() const { return ended_; }

 private:
  bool ended_ = false;
};

/// nrf_modem_at_sem_timeout_set(). Under the modem lock.
void set_turn_timeout(int milliseconds);

}  // namespace hostmodem::api
