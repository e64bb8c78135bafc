#include <string>
#include <string_view>

#include "at/handlers.h"
#include "at/ideal_radio.h"
#include "at/text.h"

namespace hostmodem::at {
namespace {

/// 3GPP: TS 27.007 7.3, <mode> and <format>
constexpr int kAutomatic = 0;
constexpr int kManual = 1;
constexpr int kDeregistered = 2;
constexpr int kSetFormat = 3;
constexpr int kLongName = 0;
constexpr int kShortName = 1;
constexpr int kNumeric = 2;

/// <stat> of a network that was found.
constexpr int kAvailable = 1;
constexpr int kCurrent = 2;

std::string_view operator_name(const Session& session) {
  switch (session.operator_format) {
    case kLongName:
      return ideal_radio::kFullName;
    case kShortName:
      return ideal_radio::kShortName;
    default:
      return session.radio.network().plmn;
  }
}

AtResult select_automatically(Session& session, const Command& command) {
  const Parameter format = command.parameter(1);
  if (command.parameters.size() > 2 || (format.given() && format.number<int>() != kNumeric)) {
    return AtResult::error();
  }
  session.operator_manual = false;
  return AtResult::ok();
}

/// There is one network: no other can be waited for.
AtResult select_manually(Session& session, const Command& command) {
  const std::string_view plmn = command.parameter(2).text();
  const bool digits = plmn.find_first_not_of("0123456789") == std::string_view::npos;
  const Parameter access = command.parameter(3);
  const bool access_known =
      !access.given() || access.number<int>() == 7 || access.number<int>() == 9;
  if (command.parameters.size() > 4 || command.parameter(1).number<int>() != kNumeric || !digits ||
      plmn.size() < 5 || plmn.size() > 6 || !access_known) {
    return AtResult::error();
  }
  if (plmn != session.radio.network().plmn) return AtResult::cme(Cme::kNotSupported);
  session.operator_manual = true;
  return AtResult::ok();
}

AtResult set_format(Session& session, const Command& command) {
  const auto format = command.parameter(1).number<int>();
  if (command.parameters.size() != 2 || !format || *format < kLongName || *format > kNumeric) {
    return AtResult::error();
  }
  session.operator_format = *format;
  return AtResult::ok();
}

}  // namespace

AtResult cops_set(Session& session, const Command& command) {
  const Parameter mode = command.parameter(0);
  switch (mode.given() ? mode.number<int>().value_or(-1) : kAutomatic) {
    case kAutomatic:
      return select_automatically(session, command);
    case kManual:
      return select_manually(session, command);
    case kSetFormat:
      return set_format(session, command);
    default:
      return AtResult::error();
  }
}

AtResult cops_read(Session& session, const Command& /*command*/) {
  if (!session.radio.active()) return AtResult::ok("+COPS: " + std::to_string(kDeregistered));
  const int mode = session.operator_manual ? kManual : kAutomatic;
  if (!registered(session.radio.registration())) {
    return AtResult::ok("+COPS: " + std::to_string(mode));
  }
  return AtResult::ok("+COPS: " + joined({mode, session.operator_format}) + ',' +
                      in_quotes(operator_name(session)) + ',' +
                      joined({static_cast<int>(session.radio.network().access)}));
}

// Nordic: nRF9160 AT Commands, +COPS: the names are left empty.
AtResult cops_test(Session& session, const Command& /*command*/) {
  if (!session.radio.active()) return AtResult::error();
  const radio::Network& network = session.radio.network();
  const int status = registered(session.radio.registration()) ? kCurrent : kAvailable;
  return AtResult::ok("+COPS: (" + std::to_string(status) + ",\"\",\"\"," +
                      in_quotes(network.plmn) + ',' + joined({static_cast<int>(network.access)}) +
                      ')');
}

}  // namespace hostmodem::at
