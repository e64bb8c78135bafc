/// The summary of a run, for a program.
#include <nlohmann/json.hpp>

#include "run_record.h"
#include "summary_names.h"

namespace hostmodem::program {
namespace {

using nlohmann::ordered_json;

constexpr double kMicro = 1e-6;

ordered_json direction_json(const hostmodem_pdn_summary& pdn, std::size_t way) {
  ordered_json faults = ordered_json::object();
  for (const FaultName& fault : kFaultNames) faults[fault.key] = pdn.faults[way].*fault.member;
  return {{"packets", pdn.traffic[way].packets},
          {"bytes", pdn.traffic[way].bytes},
          {"faults", std::move(faults)}};
}

ordered_json pdns_json(const hostmodem_summary& modem) {
  ordered_json pdns = ordered_json::array();
  for (std::size_t id = 0; id < std::size(modem.pdns); ++id) {
    if (!was_used(modem.pdns[id])) continue;
    ordered_json pdn = {{"pdn", id}};
    for (std::size_t way = 0; way < kDirectionNames.size(); ++way) {
      pdn[std::string(kDirectionNames[way])] = direction_json(modem.pdns[id], way);
    }
    pdns.push_back(std::move(pdn));
  }
  return pdns;
}

ordered_json radio_json(const hostmodem_radio_usage& radio) {
  ordered_json time = ordered_json::object();
  ordered_json charge = ordered_json::object();
  for (int state = 0; state < HOSTMODEM_RADIO_STATES; ++state) {
    const char* const name = hostmodem_radio_state_name(state);
    time[name] = static_cast<double>(radio.time_us[state]) * kMicro;
    charge[name] = radio.charge_uc[state];
  }
  charge["transmit"] = radio.transmit_uc;
  charge["receive"] = radio.receive_uc;
  charge["total"] = radio.total_uc;
  return {{"time_s", std::move(time)}, {"charge_uc", std::move(charge)}};
}

const char* state_name(std::uint32_t state) {
  switch (state) {
    case HOSTMODEM_SUMMARY_RUNNING:
      return "not shut down";
    case HOSTMODEM_SUMMARY_SHUT_DOWN:
      return "shut down";
    default:
      return "not initialised";
  }
}

ordered_json modem_json(const hostmodem_summary& modem) {
  ordered_json sockets = ordered_json::object();
  for (std::size_t kind = 0; kind < kSocketNames.size(); ++kind) {
    sockets[kSocketNames[kind].key] = modem.sockets[kind];
  }
  ordered_json errors = ordered_json::array();
  for (const hostmodem_call_error& error : errors_of(modem)) {
    errors.push_back({{"call", error.call},
                      {"error", error_name(error.number)},
                      {"number", error.number},
                      {"count", error.count}});
  }
  return {{"process", modem.process},
          {"state", state_name(modem.state)},
          {"seed", modem.seed},
          {"model_time_s", static_cast<double>(modem.model_time_us) * kMicro},
          {"pdns", pdns_json(modem)},
          {"radio", radio_json(modem.radio)},
          {"sockets", std::move(sockets)},
          {"errors", std::move(errors)},
          {"further_errors", modem.further_errors}};
}

}  // namespace

std::string json_of(const RunRecord& record) {
  ordered_json signal;
  if (record.ending.signal) signal = std::string("SIG") + signal_name(*record.ending.signal);
  ordered_json modems = ordered_json::array();
  for (const hostmodem_summary& modem : record.content.modems) modems.push_back(modem_json(modem));
  const ordered_json json = {{"command", record.command},
                             {"exit_status", record.ending.status},
                             {"signal", std::move(signal)},
                             {"wall_time_s", record.wall_seconds},
                             {"unreadable", record.content.other_version},
                             {"modems", std::move(modems)}};
  // Arguments may be any bytes.
  return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace hostmodem::program
