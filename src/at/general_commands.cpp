#include "at/handlers.h"

namespace hostmodem::at {

AtResult subscribe(bool& subscription, const Command& command) {
  const auto value = command.parameter(0).number<unsigned>();
  if (command.parameters.size() != 1 || !value || *value > 1) return AtResult::error();
  subscription = *value == 1;
  return AtResult::ok();
}

AtResult attention(Session& /*session*/, const Command& /*command*/) { return AtResult::ok(); }

AtResult cgmi_action(Session& session, const Command& /*command*/) {
  return AtResult::ok(session.identity.manufacturer);
}

AtResult cgmm_action(Session& session, const Command& /*command*/) {
  return AtResult::ok(session.identity.model);
}

AtResult cgmr_action(Session& session, const Command& /*command*/) {
  return AtResult::ok(session.identity.firmware);
}

AtResult cgsn_action(Session& session, const Command& /*command*/) {
  return AtResult::ok(session.identity.imei);
}

// 3GPP: TS 27.007 5.4, <snt>
AtResult cgsn_set(Session& session, const Command& command) {
  if (command.parameters.size() != 1) return AtResult::error();
  const Identity& identity = session.identity;
  switch (command.parameter(0).number<int>().value_or(-1)) {
    case 0:
      return AtResult::ok(identity.imei);
    case 1:
      return AtResult::ok("+CGSN: \"" + identity.imei + '"');
    case 2:  // the check digit gives way to the software version
      return AtResult::ok("+CGSN: \"" + identity.imei.substr(0, 14) + identity.software_version +
                          '"');
    case 3:
      return AtResult::ok("+CGSN: \"" + identity.software_version + '"');
    default:
      return AtResult::error();
  }
}

AtResult cmee_set(Session& session, const Command& command) {
  const auto level = command.parameter(0).number<int>();
  // Level 2, texts instead of numbers, is not known.
  if (command.parameters.size() != 1 || !level || *level < 0 || *level > 1) {
    return AtResult::error();
  }
  session.cme_enabled = *level == 1;
  return AtResult::ok();
}

AtResult cmee_read(Session& session, const Command& /*command*/) {
  return AtResult::ok(session.cme_enabled ? "+CMEE: 1" : "+CMEE: 0");
}

}  // namespace hostmodem::at
