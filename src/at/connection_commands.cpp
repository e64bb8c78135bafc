#include <chrono>
#include <cstdint>
#include <string>

#include "at/allowed_values.h"
#include "at/handlers.h"
#include "at/notifications.h"
#include "at/text.h"

// The radio connection: whether there is one, when the modem sleeps, and when it may be released.

namespace hostmodem::at {
namespace {

using radio::RrcState;

/// <state> and <access> of +CSCON: connected in E-UTRAN; E-UTRAN FDD. 3GPP: TS 27.007 10.1.30
constexpr const char* kConnectedState = ",7";
constexpr const char* kFdd = ",4";

constexpr std::int64_t kMinWarning = 500;
constexpr std::int64_t kMaxWarning = 3600000;
constexpr std::int64_t kMinThreshold = 10240;
constexpr std::int64_t kMaxThreshold = 3456000000;

/// <mode>[,<state>[,<access>]]: the more the higher the level, but only of a connection.
std::string connection_fields(const Session& session) {
  if (session.radio.rrc().state() != RrcState::kConnected) return "0";
  std::string fields = "1";
  if (session.subscriptions.connection >= 2) fields += kConnectedState;
  if (session.subscriptions.connection >= 3) fields += kFdd;
  return fields;
}

/// <n>[,<warning_time>,<threshold>] of %XMODEMSLEEP and %XT3412.
AtResult set_report(std::optional<CountdownReport>& report, const Command& command) {
  const auto n = command.parameter(0).number<int>();
  if (n == 0 && command.parameters.size() == 1) {
    report.reset();
    return AtResult::ok();
  }
  const auto warning = command.parameter(1).number<std::int64_t>();
  const auto threshold = command.parameter(2).number<std::int64_t>();
  if (n != 1 || command.parameters.size() != 3 || !warning || !threshold) return AtResult::error();
  const bool possible = (*warning == 0 || (*warning >= kMinWarning && *warning <= kMaxWarning)) &&
                        *threshold >= kMinThreshold && *threshold <= kMaxThreshold;
  if (!possible) return AtResult::error();
  report =
      CountdownReport{std::chrono::milliseconds(*warning), std::chrono::milliseconds(*threshold)};
  return AtResult::ok();
}

}  // namespace

// 3GPP: TS 27.007 10.1.30
AtResult cscon_set(Session& session, const Command& command) {
  if (command.parameters.size() != 1 || !allowed::kCscon[0].has(command.parameter(0))) {
    return AtResult::error();
  }
  session.subscriptions.connection = *command.parameter(0).number<int>();
  return AtResult::ok();
}

AtResult cscon_read(Session& session, const Command& /*command*/) {
  return AtResult::ok("+CSCON: " + std::to_string(session.subscriptions.connection) + ',' +
                      connection_fields(session));
}

std::optional<std::string> connection_notification(const Session& session) {
  if (session.subscriptions.connection == 0) return std::nullopt;
  return "+CSCON: " + connection_fields(session);
}

// Nordic: nRF9160 AT Commands, %XMODEMSLEEP
AtResult xmodemsleep_set(Session& session, const Command& command) {
  AtResult result = set_report(session.subscriptions.sleep, command);
  if (!result.succeeded()) return result;
  session.deactivation_told = session.subscriptions.sleep && !session.radio.active();
  if (session.deactivation_told) session.notify(std::string(kDeactivatedNotification));
  return result;
}

// Nordic: nRF9160 AT Commands, %XT3412
AtResult xt3412_set(Session& session, const Command& command) {
  return set_report(session.subscriptions.periodic_update, command);
}

// Nordic: nRF91x1 AT Commands, %RAI
AtResult rai_set(Session& session, const Command& command) {
  if (command.parameters.size() != 1 || !allowed::kRai[0].has(command.parameter(0))) {
    return AtResult::error();
  }
  session.rai = *command.parameter(0).number<int>();
  session.radio.rrc().assistance().enable(session.rai != 0);
  return AtResult::ok();
}

AtResult rai_read(Session& session, const Command& /*command*/) {
  return AtResult::ok("%RAI: " + std::to_string(session.rai));
}

std::optional<std::string> rai_notification(const Session& session) {
  constexpr int kWithNotifications = 2;
  if (session.rai != kWithNotifications) return std::nullopt;
  const radio::Network& network = session.radio.network();
  // Data go over the user plane in LTE-M, over the control plane in NB-IoT.
  const bool nb_iot = network.access == radio::AccessTechnology::kNbIot;
  return "%RAI: " + quoted_hex(network.cell, 8) + ',' + in_quotes(network.plmn) + ',' +
         joined({int{!nb_iot}, int{nb_iot}});
}

// Nordic: nRF9160 AT Commands, %XRAI
AtResult xrai_set(Session& session, const Command& command) {
  if (command.parameters.size() != 1 || !allowed::kXrai[0].has(command.parameter(0))) {
    return AtResult::error();
  }
  session.control_plane_rai = *command.parameter(0).number<int>();
  session.radio.rrc().set_control_plane_rai(
      static_cast<radio::ControlPlaneRai>(session.control_plane_rai));
  return AtResult::ok();
}

AtResult xrai_read(Session& session, const Command& /*command*/) {
  return AtResult::ok("%XRAI: " + std::to_string(session.control_plane_rai));
}

}  // namespace hostmodem::at
