#include <string>

#include "at/handlers.h"
#include "at/notifications.h"
#include "at/text.h"

namespace hostmodem::at {
namespace {

/// 3GPP: TS 24.301 9.9.3.9: the default PDN was refused, for which this network denies the modem.
constexpr int kEsmFailure = 19;

/// <stat>[,<tac>,<ci>,<AcT>[,<cause_type>,<reject_cause>[,<Active-Time>,<Periodic-TAU-ext>]]]
std::string registration_fields(const Session& session) {
  const radio::Radio& radio = session.radio;
  std::string fields = std::to_string(static_cast<unsigned>(radio.registration()));
  if (session.subscriptions.registration >= 2 && has_cell(radio.registration())) {
    const radio::Network& network = radio.network();
    fields += ',' + quoted_hex(network.tac, 4) + ',' + quoted_hex(network.cell, 8) + ',' +
              std::to_string(static_cast<unsigned>(network.access));
  }
  const int level = session.subscriptions.registration;
  if ((level == 3 || level == 5) && radio.registration() == radio::Registration::kDenied) {
    fields += ",,,,0," + std::to_string(kEsmFailure);
  }
  if (level >= 4 && registered(radio.registration())) {
    fields += ",,," + active_time_text(session) + ',' + extended_period_text(session);
  }
  return fields;
}

}  // namespace

AtResult cereg_set(Session& session, const Command& command) {
  const auto level = command.parameter(0).number<int>();
  if (command.parameters.size() != 1 || !level || *level < 0 || *level > 5) {
    return AtResult::error();
  }
  session.subscriptions.registration = *level;
  return AtResult::ok();
}

AtResult cereg_read(Session& session, const Command& /*command*/) {
  return AtResult::ok("+CEREG: " + std::to_string(session.subscriptions.registration) + ',' +
                      registration_fields(session));
}

std::optional<std::string> search_notification(const Session& session) {
  if (!session.subscriptions.modem_events) return std::nullopt;
  return "%MDMEV: SEARCH STATUS 2";
}

std::optional<std::string> emm_notification(const Session& session) {
  // 3GPP: TS 27.007 9.1B, <n>
  constexpr int kEmmErrors = 8;
  if ((session.subscriptions.network_errors & kEmmErrors) == 0 ||
      session.radio.registration() != radio::Registration::kDenied) {
    return std::nullopt;
  }
  return "+CNEC_EMM: " + std::to_string(kEsmFailure);
}

std::optional<std::string> registration_notification(const Session& session) {
  if (session.subscriptions.registration == 0) return std::nullopt;
  return "+CEREG: " + registration_fields(session);
}

}  // namespace hostmodem::at
