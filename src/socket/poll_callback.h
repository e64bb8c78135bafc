#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/callback.h"
#include "nrf_socket.h"

namespace hostmodem::socket {

/// NRF_POLLIN, NRF_POLLOUT, ...: a set.
using PollEvents = short;

/// Those that are reported whether they were asked for or not.
inline constexpr PollEvents kUnasked = NRF_POLLERR | NRF_POLLHUP | NRF_POLLNVAL;

/// What NRF_SO_POLLCB set on one socket. Spec: nrf_sockets.rst, "NRF_SO_POLLCB"
///
/// Theory of operation: each event that occurs posts one call, with what holds at that moment. A
/// call that has not been made yet is dropped when the setting it belongs to is replaced or unset,
/// and when the socket is closed; of a close the application is told by a last one, NRF_POLLNVAL.
///
/// Thread: under the modem lock.
class PollCallback {
 public:
  using Post = std::function<void(Callback)>;

  explicit PollCallback(Post post) : post_(std::move(post)) {}
  PollCallback(const PollCallback&) = delete;
  PollCallback& operator=(const PollCallback&) = delete;
  ~PollCallback() { unset(); }

  /// Replaces what was set. When a chosen event is among `holding`, the call that reports it is
  /// there to take_immediate().
  void set(const nrf_pollcb& setting, PollEvents holding);
  void unset();

  /// `occurred` has just happened, and `holding` holds.
  void on_events(int fd, PollEvents occurred, PollEvents holding);

  /// The socket `fd` is closed.
  void on_close(int fd);

  /// The call that set() left: to be made before nrf_setsockopt() returns. Others may be made
  /// first, so it reports what `holding` gives at that moment; nothing, when that is nothing
  /// chosen.
  std::optional<Callback> take_immediate(int fd, std::function<PollEvents()> holding);

 private:
  struct State {
    nrf_pollcb setting;
    bool valid = true;   ///< not replaced, not unset, not closed
    bool spent = false;  ///< a oneshot, and its call is on its way
    int under_way = 0;   ///< calls that were posted and not made
  };

  Callback call(int fd, PollEvents events) const;

  Post post_;
  std::shared_ptr<State> state_;  ///< shared with the calls that are under way; null: not set
  bool immediate_ = false;        ///< set() left a call
};

}  // namespace hostmodem::socket
