#include <array>
#include <cstddef>
#include <string_view>

#include "at/handlers.h"
#include "at/notifications.h"

namespace hostmodem::at {
namespace {

using radio::FunctionalMode;
using radio::Registration;

/// `digits` upper-case hexadecimal digits, quoted.
std::string quoted_hex(std::uint32_t value, std::size_t digits) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text(digits + 2, '"');
  for (std::size_t i = digits; i > 0; --i) {
    text[i] = kDigits[value & 0xf];
    value >>= 4;
  }
  return text;
}

/// Whether there is a cell to tell of.
bool has_cell(Registration registration) {
  return registration == Registration::kHome || registration == Registration::kRoaming ||
         registration == Registration::kSearching;
}

/// <stat>[,<tac>,<ci>,<AcT>]. The further fields of levels 3 to 5, reject causes and the timers of
/// power saving mode, are left out as the standard allows: this network neither rejects the modem
/// nor grants it such timers.
std::string registration_fields(const Session& session) {
  const radio::Radio& radio = session.radio;
  std::string fields = std::to_string(static_cast<unsigned>(radio.registration()));
  if (session.subscriptions.registration >= 2 && has_cell(radio.registration())) {
    const radio::Network& network = radio.network();
    fields += ',' + quoted_hex(network.tac, 4) + ',' + quoted_hex(network.cell, 8) + ',' +
              std::to_string(static_cast<unsigned>(network.access));
  }
  return fields;
}

/// What AT+CFUN=<fun> may be on the chip, and whether this modem has it.
struct ModeRow {
  int fun;
  bool supported;
};
constexpr auto kModes = std::to_array<ModeRow>({
    {0, true},    // power off
    {1, true},    // normal
    {2, false},   // receive only
    {4, true},    // flight
    {20, true},   // LTE off
    {21, true},   // LTE on
    {30, false},  // GNSS off
    {31, false},  // GNSS on
    {40, false},  // UICC off
    {41, false},  // UICC on
    {44, false},  // flight, without shutting down the UICC
});

const ModeRow* find_mode(int fun) {
  for (const ModeRow& row : kModes) {
    if (row.fun == fun) return &row;
  }
  return nullptr;
}

}  // namespace

AtResult cfun_set(Session& session, const Command& command) {
  const auto fun = command.parameter(0).number<int>();
  const ModeRow* row = fun && command.parameters.size() == 1 ? find_mode(*fun) : nullptr;
  if (row == nullptr) return AtResult::error();
  if (!row->supported) return AtResult::cme(Cme::kNotSupported);

  const auto mode = static_cast<FunctionalMode>(row->fun);
  const auto status = session.radio.set_functional_mode(mode);
  if (!status) {
    return AtResult::cme(status.error() == Errno::kOpNotSupp ? Cme::kNotSupported
                                                             : Cme::kPhoneFailure);
  }
  // Only now: the application still hears that the modem leaves the network.
  if (mode == FunctionalMode::kPowerOff) {
    session.subscriptions = {};
    session.pdns.undefine_all();
    static_cast<void>(session.pdns.undefine(pdn::kDefaultPdn));  // it is down by now
  }
  return AtResult::ok();
}

AtResult cfun_read(Session& session, const Command& /*command*/) {
  const auto mode = static_cast<unsigned>(session.radio.functional_mode());
  return AtResult::ok("+CFUN: " + std::to_string(mode));
}

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

std::optional<std::string> registration_notification(const Session& session) {
  if (session.subscriptions.registration == 0) return std::nullopt;
  return "+CEREG: " + registration_fields(session);
}

}  // namespace hostmodem::at
