#include <string>

#include "at/handlers.h"
#include "at/notifications.h"

namespace hostmodem::at {

AtResult cclk_set(Session& session, const Command& command) {
  const Parameter time = command.parameter(0);
  if (command.parameters.size() != 1 || time.form() != Parameter::Form::kQuoted ||
      !session.wall_clock.set(time.text())) {
    return AtResult::error();
  }
  return AtResult::ok();
}

AtResult cclk_read(Session& session, const Command& /*command*/) {
  return AtResult::ok("+CCLK: \"" + session.wall_clock.text() + '"');
}

AtResult xtime_set(Session& session, const Command& command) {
  return subscribe(session.subscriptions.network_time, command);
}

// The network is in Greenwich, without daylight saving time.
std::optional<std::string> network_time_notification(const Session& session) {
  if (!session.subscriptions.network_time) return std::nullopt;
  return "%XTIME: \"00\",\"" + session.wall_clock.network_time() + "\",\"00\"";
}

}  // namespace hostmodem::at
