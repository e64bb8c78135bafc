#include <string>

#include "at/handlers.h"

namespace hostmodem::at {
namespace {

// A host has neither battery nor antenna to be read: these are what a modem on a bench says.
constexpr int kBatteryMillivolts = 3700;
constexpr int kTemperature = 25;  // degrees Celsius

}  // namespace

AtResult shortswver_action(Session& session, const Command& /*command*/) {
  std::string_view version = session.identity.firmware;
  if (version.starts_with("mfw_")) version.remove_prefix(4);
  return AtResult::ok("%SHORTSWVER: " + std::string(version));
}

AtResult hwversion_action(Session& session, const Command& /*command*/) {
  return AtResult::ok("%HWVERSION: " + session.identity.hardware);
}

AtResult xmodemuuid_action(Session& session, const Command& /*command*/) {
  return AtResult::ok("%XMODEMUUID: " + session.identity.build);
}

AtResult xvbat_action(Session& /*session*/, const Command& /*command*/) {
  return AtResult::ok("%XVBAT: " + std::to_string(kBatteryMillivolts));
}

AtResult xtemp_set(Session& session, const Command& command) {
  return subscribe(session.subscriptions.temperature, command);
}

AtResult xtemp_read(Session& /*session*/, const Command& /*command*/) {
  return AtResult::ok("%XTEMP: " + std::to_string(kTemperature));
}

// No failure of the network is kept: this network has none.
AtResult ceer_action(Session& /*session*/, const Command& /*command*/) {
  return AtResult::ok("+CEER: \"OTHER 0\"");
}

AtResult mdmev_set(Session& session, const Command& command) {
  return subscribe(session.subscriptions.modem_events, command);
}

}  // namespace hostmodem::at
