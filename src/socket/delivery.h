#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/error.h"
#include "base/timers.h"
#include "nrf_socket.h"
#include "socket/poll_callback.h"

namespace hostmodem::socket {

/// The send of a socket whose data are followed until they are delivered, and who is told: its
/// caller, who waits for it (NRF_MSG_WAITACK), or the callback of NRF_SO_SENDCB.
///
/// Theory of operation: there is one at a time. begin() takes the place before the data are sent.
/// Of a caller that waits end() gives it back. Where a callback was set, report_to_callback()
/// leaves it taken, with the time limit running, until the socket says what became of the data
/// (finish()). What a call was told is the socket's affair; here is only who is to be told, and
/// that it is once.
///
/// Thread: under the modem lock.
class Delivery {
 public:
  /// Of one send; 0: of one that nobody follows.
  using Serial = std::uint64_t;

  /// The limits that NRF_SO_SNDTIMEO can set for a callback; without one it is the longest.
  static constexpr Duration kShortestLimit = std::chrono::seconds(1);
  static constexpr Duration kLongestLimit = std::chrono::seconds(600);

  Delivery(PollCallback::Post post, TimerQueue& timers);

  /// NRF_SO_SENDCB; NULL unsets it. A call that has not been made yet is dropped, and what is under
  /// way is told to nobody.
  void set_callback(nrf_modem_sendcb_t callback);
  [[nodiscard]] bool has_callback() const { return setting_ != nullptr; }

  /// A send begins; `waits`: its caller does. `limit` is that of the socket, zero: none.
  /// kOpNotSupp: it waits although there is a callback. kBusy: another send is followed. kDom: the
  /// limit is none that a callback can have.
  Result<Serial> begin(bool waits, Duration limit);

  /// The send is over for its caller, or has failed; nothing is followed any more.
  void end(Serial serial);

  /// The send took `bytes`: the callback is told what becomes of them, of socket `fd`, at the
  /// latest after `limit`.
  void report_to_callback(Serial serial, int fd, std::size_t bytes, Duration limit);

  /// Whether finish() is awaited.
  [[nodiscard]] bool reporting() const { return reporting_; }
  /// The data were delivered, or `error` says why not.
  void finish(std::optional<Errno> error);

 private:
  struct Setting {
    nrf_modem_sendcb_t callback;
    bool valid = true;  ///< not replaced, not unset
  };

  PollCallback::Post post_;
  std::shared_ptr<Setting> setting_;  ///< shared with the calls that are under way; null: not set
  Serial last_ = 0;
  Serial current_ = 0;  ///< 0: nothing is followed
  bool reporting_ = false;
  nrf_modem_sendcb_params told_{};  ///< of what is reported
  Timer limit_;
};

}  // namespace hostmodem::socket
