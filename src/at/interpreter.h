#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "at/notifications.h"
#include "at/radio_notices.h"
#include "at/response.h"
#include "at/session.h"

namespace hostmodem::at {

/// The modem's AT side: executes command lines and words notifications.
///
/// Nothing here blocks, and nothing is said by itself: whoever learns of an event tells it, and it
/// goes to the sink if the application subscribed to it.
///
/// Thread: under the modem lock, sink calls included.
class Interpreter {
 public:
  /// Takes one notification, CR LF included. Called in the middle of execute() too, so it only
  /// queues.
  using NotificationSink = std::function<void(std::string)>;

  /// `credentials`, `radio` and `pdns` must outlive the interpreter.
  Interpreter(credentials::Store& credentials, radio::Radio& radio, pdn::PdnManager& pdns,
              WallClock wall_clock, Identity identity, NotificationSink sink);

  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  /// Executes one command line. Whatever is wrong with it is told in the response.
  /// 3GPP: TS 27.007 4
  Response execute(std::string_view line);

  /// The radio has another registration.
  void on_registration_changed();

  /// The network grants other power saving than it did, without another registration.
  void on_power_saving_changed();

  /// The radio connection has another state.
  void on_rrc_transition(const radio::RrcTransition& transition) {
    radio_notices_.on_transition(transition);
  }

  /// A PDN is up. `only`: the one family that was granted of two; `ipv6`: it has an IPv6 address.
  void on_pdn_activated(ContextId cid, std::optional<pdn::EsmCause> only = std::nullopt,
                        bool ipv6 = false);

  /// The network controls the uplink of a PDN, if it does.
  void on_rate_limits(const pdn::Pdn& pdn);
  /// It blocks that now, or does not any more.
  void on_rate_control(const pdn::Pdn& pdn);

  /// The IPv6 address of a PDN could not be refreshed, or is after that.
  void on_address_refreshed(ContextId cid, bool succeeded);

  /// The network refused a PDN.
  void on_pdn_refused(ContextId cid, pdn::EsmCause cause);

  /// A PDN went down. Not for those that end with a detach: +CGEV does not report them one by one.
  void on_pdn_deactivated(ContextId cid, Initiator initiator);

  /// The modem left the network or lost it, and every PDN with it.
  void on_detached(Initiator initiator);

 private:
  void notify(std::optional<std::string> line);
  void tell_signal();

  Session session_;
  NotificationSink sink_;
  RadioNotices radio_notices_;
  bool cell_told_ = false;  ///< whether the last signal notifications told of a cell
};

}  // namespace hostmodem::at
