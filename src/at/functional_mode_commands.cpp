#include <array>
#include <optional>
#include <string>

#include "at/handlers.h"
#include "at/text.h"

// Which subsystems are on: LTE, which is the radio's, GNSS and the UICC.

namespace hostmodem::at {
namespace {

using radio::FunctionalMode;

/// What AT+CFUN=<fun> does; nullopt leaves a subsystem as it is.
struct ModeRow {
  int fun;
  std::optional<FunctionalMode> lte;
  std::optional<bool> gnss;
  std::optional<bool> uicc;
  bool needs_lte = false;   ///< AT%XSYSTEMMODE has to have it
  bool needs_gnss = false;  ///< likewise
};
constexpr auto kModes = std::to_array<ModeRow>({
    {0, FunctionalMode::kPowerOff, false, false},
    {4, FunctionalMode::kFlight, false, false},
    {20, FunctionalMode::kLteOff, std::nullopt, false},
    {21, FunctionalMode::kLteOn, std::nullopt, true, /*needs_lte=*/true},
    {30, std::nullopt, false, std::nullopt},
    {31, std::nullopt, true, std::nullopt, /*needs_lte=*/false, /*needs_gnss=*/true},
    {40, std::nullopt, std::nullopt, false},
    {41, std::nullopt, std::nullopt, true, /*needs_lte=*/true},
    {44, FunctionalMode::kFlight, false, std::nullopt},
});

constexpr int kPowerOff = 0;
constexpr int kNormal = 1;
constexpr int kReceiveOnly = 2;
constexpr int kUiccOff = 40;

/// What AT+CFUN=1 turns on: what the system mode has.
ModeRow normal_mode(const SystemMode& mode) {
  return {kNormal, mode.lte() ? FunctionalMode::kNormal : FunctionalMode::kFlight, mode.gnss,
          mode.lte()};
}

std::optional<ModeRow> find_mode(int fun, const SystemMode& system) {
  if (fun == kNormal) return normal_mode(system);
  for (const ModeRow& row : kModes) {
    if (row.fun == fun) return row;
  }
  return std::nullopt;
}

/// Turns on what is to be on before LTE, and off after it what LTE needs.
AtResult apply(Session& session, const ModeRow& row) {
  if (row.uicc == true) set_uicc(session, true);
  if (row.gnss) session.gnss_active = *row.gnss;
  auto lte = row.lte;
  // A subsystem that is turned on by itself ends the power off.
  const bool any = row.gnss == true || row.uicc == true;
  if (!lte && any && session.radio.functional_mode() == FunctionalMode::kPowerOff) {
    lte = FunctionalMode::kFlight;
  }
  if (lte && !session.radio.set_functional_mode(*lte)) return AtResult::cme(Cme::kPhoneFailure);
  if (row.uicc == false) set_uicc(session, false);
  return AtResult::ok();
}

}  // namespace

void power_off(Session& session) {
  session.subscriptions = {};
  session.deactivation_told = false;
  session.pdns.end_kept();
  session.pdns.undefine_all();
  static_cast<void>(session.pdns.undefine(pdn::kDefaultPdn));  // it is down by now
}

AtResult cfun_set(Session& session, const Command& command) {
  const auto fun = command.parameter(0).number<int>();
  if (!fun || command.parameters.size() != 1) return AtResult::error();
  if (*fun == kReceiveOnly) return AtResult::cme(Cme::kNotSupported);
  const auto row = find_mode(*fun, session.system_mode);
  if (!row || (row->needs_lte && !session.system_mode.lte()) ||
      (row->needs_gnss && !session.system_mode.gnss)) {
    return AtResult::error();
  }
  if (*fun == kUiccOff && session.radio.active()) {
    return AtResult::cme(Cme::kNotAllowedInActiveState);
  }
  AtResult result = apply(session, *row);
  // Only now: the application still hears that the modem leaves the network.
  if (result.succeeded() && *fun == kPowerOff) power_off(session);
  return result;
}

AtResult cfun_read(Session& session, const Command& /*command*/) {
  const auto mode =
      session.gnss_active ? kNormal : static_cast<int>(session.radio.functional_mode());
  return AtResult::ok("+CFUN: " + std::to_string(mode));
}

// Nordic: nRF9160 AT Commands, %XSYSTEMMODE
AtResult xsystemmode_set(Session& session, const Command& command) {
  const auto value = [&](std::size_t index) { return command.parameter(index).number<unsigned>(); };
  const auto lte_m = value(0);
  const auto nb_iot = value(1);
  const auto gnss = value(2);
  const auto preference = value(3);
  if (command.parameters.size() != 4 || lte_m > 1U || nb_iot > 1U || gnss > 1U || preference > 4U ||
      !lte_m || !nb_iot || !gnss || !preference || *lte_m + *nb_iot + *gnss == 0) {
    return AtResult::error();
  }
  if (session.radio.active() || session.gnss_active) {
    return AtResult::cme(Cme::kNotAllowedInActiveState);
  }
  session.system_mode = {.lte_m = *lte_m == 1,
                         .nb_iot = *nb_iot == 1,
                         .gnss = *gnss == 1,
                         .preference = static_cast<int>(*preference)};
  return AtResult::ok();
}

AtResult xsystemmode_read(Session& session, const Command& /*command*/) {
  const SystemMode& mode = session.system_mode;
  return AtResult::ok("%XSYSTEMMODE: " +
                      joined({int{mode.lte_m}, int{mode.nb_iot}, int{mode.gnss}, mode.preference}));
}

}  // namespace hostmodem::at
