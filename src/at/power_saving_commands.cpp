#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "at/allowed_values.h"
#include "at/handlers.h"
#include "at/notifications.h"
#include "at/text.h"

// Power saving mode and extended discontinuous reception: what the modem asks the network for.

namespace hostmodem::at {
namespace {

constexpr std::size_t kTimerDigits = 8;
constexpr std::size_t kCycleDigits = 4;

/// <AcT-type> of the eDRX commands. 3GPP: TS 27.007 7.40
constexpr int kNoEdrx = 0;
constexpr int kLteM = 4;
constexpr int kNbIot = 5;

std::string timer_text(radio::TimerOctet value) {
  return in_quotes(radio::binary_text(value, kTimerDigits));
}

std::string cycle_text(radio::HalfOctet value) {
  return in_quotes(radio::binary_text(value, kCycleDigits));
}

EdrxRequest* edrx_of(PowerSavingRequest& request, const Parameter& access) {
  const auto type = access.number<int>();
  if (type == kLteM) return &request.lte_m;
  if (type == kNbIot) return &request.nb_iot;
  return nullptr;
}

const EdrxRequest& edrx_of_network(const Session& session) {
  const bool nb_iot = session.radio.network().access == radio::AccessTechnology::kNbIot;
  return nb_iot ? session.power_saving.nb_iot : session.power_saving.lte_m;
}

/// Asks for what is configured now.
AtResult ask(Session& session) {
  const PowerSavingRequest& request = session.power_saving;
  const EdrxRequest& edrx = edrx_of_network(session);
  session.radio.request({.psm = request.psm ? std::optional(request.timers) : std::nullopt,
                         .edrx = edrx.enabled ? std::optional(edrx.values) : std::nullopt});
  return AtResult::ok();
}

/// The value of a parameter that may be left out; nullopt when it is given and is no value.
std::optional<std::uint8_t> binary_or(const Parameter& parameter, std::size_t digits,
                                      std::uint8_t otherwise) {
  return parameter.given() ? radio::parse_binary(parameter.text(), digits) : otherwise;
}

/// <AcT-type>,<requested>,<provided>,<paging time window>, or that there is none.
std::string edrx_fields(const Session& session) {
  const auto& granted = session.radio.granted().edrx;
  if (!granted) return std::to_string(kNoEdrx);
  const bool nb_iot = session.radio.network().access == radio::AccessTechnology::kNbIot;
  return std::to_string(nb_iot ? kNbIot : kLteM) + ',' +
         cycle_text(edrx_of_network(session).values.cycle) + ',' + cycle_text(granted->cycle) +
         ',' + cycle_text(granted->window);
}

}  // namespace

std::string active_time_text(const Session& session) {
  const auto& psm = session.radio.granted().psm;
  return timer_text(psm ? psm->active_time : radio::kDeactivated);
}

std::string extended_period_text(const Session& session) {
  const auto& psm = session.radio.granted().psm;
  return timer_text(psm ? psm->periodic_update : radio::kDeactivated);
}

std::string edrx_text(const Session& session) {
  const auto& edrx = session.radio.granted().edrx;
  return edrx ? cycle_text(edrx->cycle) : in_quotes("");
}

// 3GPP: TS 27.007 7.38; the second and third parameter are of other networks.
AtResult cpsms_set(Session& session, const Command& command) {
  PowerSavingRequest& request = session.power_saving;
  if (command.parameters.size() == 1 && !command.parameter(0).given()) {
    request.psm = false;
    request.timers = kDefaultTimers;
    return ask(session);
  }
  const auto mode = command.parameter(0).number<int>();
  const auto period = binary_or(command.parameter(3), kTimerDigits, kDefaultTimers.periodic_update);
  const auto active = binary_or(command.parameter(4), kTimerDigits, kDefaultTimers.active_time);
  if (command.parameters.size() > 5 || (mode != 0 && mode != 1) || !period || !active) {
    return AtResult::error();
  }
  request.psm = mode == 1;
  if (request.psm) request.timers = {*period, *active};
  return ask(session);
}

AtResult cpsms_read(Session& session, const Command& /*command*/) {
  const PowerSavingRequest& request = session.power_saving;
  return AtResult::ok("+CPSMS: " + std::to_string(int{request.psm}) + ",,," +
                      timer_text(request.timers.periodic_update) + ',' +
                      timer_text(request.timers.active_time));
}

AtResult cpsms_test(Session& /*session*/, const Command& /*command*/) {
  return AtResult::ok(R"(+CPSMS: (0,1),,,("00000000"-"11111111"),("00000000"-"11111111"))");
}

// 3GPP: TS 27.007 7.40
AtResult cedrxs_set(Session& session, const Command& command) {
  constexpr int kDisable = 0;
  constexpr int kEnableAndReport = 2;
  constexpr int kReset = 3;
  PowerSavingRequest& request = session.power_saving;
  const auto mode = command.parameter(0).number<int>();
  const bool reset = mode == kReset && command.parameters.size() == 1;
  const bool all = mode == kDisable && command.parameters.size() == 1;
  if (reset || all) {
    request.lte_m.enabled = request.nb_iot.enabled = request.report_edrx = false;
    if (reset) request.lte_m = request.nb_iot = {};
    return ask(session);
  }
  EdrxRequest* edrx = edrx_of(request, command.parameter(1));
  const auto cycle = binary_or(command.parameter(2), kCycleDigits, kDefaultEdrx.cycle);
  if (edrx == nullptr || !cycle || !mode || *mode < kDisable || *mode > kEnableAndReport ||
      command.parameters.size() > 3) {
    return AtResult::error();
  }
  request.report_edrx = mode == kEnableAndReport;
  edrx->enabled = mode != kDisable;
  if (edrx->enabled) edrx->values = {*cycle, kDefaultEdrx.window};
  return ask(session);
}

AtResult cedrxs_read(Session& session, const Command& /*command*/) {
  std::vector<std::string> lines;
  const auto tell = [&](int access, const EdrxRequest& edrx) {
    if (!edrx.enabled) return;
    lines.push_back("+CEDRXS: " + std::to_string(access) + ',' + cycle_text(edrx.values.cycle));
  };
  tell(kLteM, session.power_saving.lte_m);
  tell(kNbIot, session.power_saving.nb_iot);
  return AtResult::ok(std::move(lines));
}

AtResult cedrxs_test(Session& /*session*/, const Command& /*command*/) {
  return AtResult::ok(R"(+CEDRXS: (0-3),(4,5),("0000"-"1111"))");
}

// 3GPP: TS 27.007 7.41
AtResult cedrxrdp_action(Session& session, const Command& /*command*/) {
  return AtResult::ok("+CEDRXRDP: " + edrx_fields(session));
}

std::optional<std::string> edrx_notification(const Session& session) {
  if (!session.power_saving.report_edrx) return std::nullopt;
  return "+CEDRXP: " + edrx_fields(session);
}

// Nordic: nRF9160 AT Commands, %XPTW
AtResult xptw_set(Session& session, const Command& command) {
  EdrxRequest* edrx = edrx_of(session.power_saving, command.parameter(0));
  const auto window = binary_or(command.parameter(1), kCycleDigits, kDefaultEdrx.window);
  if (edrx == nullptr || !window || command.parameters.size() > 2) return AtResult::error();
  edrx->values.window = *window;
  return ask(session);
}

AtResult xptw_read(Session& session, const Command& /*command*/) {
  const PowerSavingRequest& request = session.power_saving;
  return AtResult::ok(
      {"%XPTW: " + std::to_string(kLteM) + ',' + cycle_text(request.lte_m.values.window),
       "%XPTW: " + std::to_string(kNbIot) + ',' + cycle_text(request.nb_iot.values.window)});
}

}  // namespace hostmodem::at
