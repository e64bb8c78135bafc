#pragma once

#include <functional>
#include <optional>
#include <string>

#include "at/countdown.h"
#include "at/session.h"
#include "radio/radio.h"

namespace hostmodem::at {

/// What the application hears of the radio connection: +CSCON, %XMODEMSLEEP, %XT3412, +CEDRXP.
///
/// Theory of operation: each change of the radio's state starts and ends the times that are told.
/// T3412 runs while there is no connection; a sleep is PSM, or the part of an eDRX cycle in which
/// the modem does not listen, or flight mode, which has no end that is known.
///
/// Thread: under the modem lock.
class RadioNotices {
 public:
  /// `session` must outlive it. `tell` takes a notification without its line end.
  RadioNotices(Session& session, std::function<void(std::string)> tell);

  void on_transition(const radio::RrcTransition& transition);

  /// What the network grants may be another; told if it is.
  void tell_edrx();
  /// The modem left the network: what was granted is granted no more.
  void forget_edrx() { edrx_told_.reset(); }

 private:
  void tell_connection();
  void tell_deactivation(const radio::RrcTransition& transition);

  Session& session_;
  std::function<void(std::string)> tell_;
  Countdown update_;
  Countdown sleep_;
  std::optional<radio::Edrx> edrx_told_;
};

}  // namespace hostmodem::at
