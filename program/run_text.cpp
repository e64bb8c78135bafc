/// The summary of a run, for a person.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#include "run_record.h"
#include "summary_names.h"

namespace hostmodem::program {
namespace {

constexpr double kMicro = 1e-6;
constexpr double kMicrocoulombsPerMillicoulomb = 1000;
constexpr double kMicrocoulombsPerMicroampereHour = 3600;

/// "  label      text"
std::string line(std::string_view label, const std::string& text) {
  constexpr std::size_t kWidth = 10;
  std::string result = "  ";
  result.append(label).append(label.size() < kWidth ? kWidth - label.size() : 1, ' ');
  return result.append(text).append("\n");
}

std::string seconds(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f s", value);
  return text.data();
}

std::string amount(std::uint64_t count, std::string_view what) {
  return std::to_string(count) + ' ' + std::string(what);
}

void add_to_list(std::string& list, const std::string& item) {
  list.append(list.empty() ? "" : ", ").append(item);
}

std::string traffic_text(const hostmodem_traffic& traffic) {
  return amount(traffic.packets, traffic.packets == 1 ? "packet, " : "packets, ") +
         amount(traffic.bytes, "bytes");
}

std::string faults_text(const hostmodem_faults& faults) {
  std::string list;
  for (const FaultName& fault : kFaultNames) {
    if (faults.*fault.member > 0) add_to_list(list, amount(faults.*fault.member, fault.text));
  }
  return list;
}

std::string pdn_lines(const hostmodem_summary& modem) {
  std::string lines;
  for (std::size_t id = 0; id < std::size(modem.pdns); ++id) {
    if (!was_used(modem.pdns[id])) continue;
    std::string label = "pdn" + std::to_string(id);
    for (std::size_t way = 0; way < kDirectionNames.size(); ++way) {
      std::string text = std::string(kDirectionNames[way]) + ": ";
      text += traffic_text(modem.pdns[id].traffic[way]);
      const std::string faults = faults_text(modem.pdns[id].faults[way]);
      if (!faults.empty()) text += "; faults: " + faults;
      lines += line(label, text);
      label.clear();
    }
  }
  return lines.empty() ? line("pdn", "no packets") : lines;
}

std::string socket_line(const hostmodem_summary& modem) {
  std::string list;
  for (std::size_t kind = 0; kind < kSocketNames.size(); ++kind) {
    if (modem.sockets[kind] > 0) {
      add_to_list(list, amount(modem.sockets[kind], kSocketNames[kind].text));
    }
  }
  return line("sockets", list.empty() ? "none" : list);
}

/// How long the radio was in which state, and what that would have drawn.
std::string radio_lines(const hostmodem_summary& modem) {
  std::string list;
  for (int state = 0; state < HOSTMODEM_RADIO_STATES; ++state) {
    const std::uint64_t time = modem.radio.time_us[state];
    if (time == 0) continue;
    add_to_list(list, std::string(hostmodem_radio_state_name(state)) + ' ' +
                          seconds(static_cast<double>(time) * kMicro));
  }
  std::array<char, 64> charge{};
  std::snprintf(charge.data(), charge.size(), "%.3f mC (%.3f uAh)",
                modem.radio.total_uc / kMicrocoulombsPerMillicoulomb,
                modem.radio.total_uc / kMicrocoulombsPerMicroampereHour);
  return line("radio", list) + line("charge", charge.data());
}

std::string error_lines(const hostmodem_summary& modem) {
  std::string lines;
  for (const hostmodem_call_error& error : errors_of(modem)) {
    const std::string text = std::string(error.call) + ' ' + error_name(error.number) + ' ';
    lines += line(lines.empty() ? "errors" : "", text + std::to_string(error.count));
  }
  if (modem.further_errors > 0) lines += line("", amount(modem.further_errors, "of other kinds"));
  return lines.empty() ? line("errors", "none") : lines;
}

std::string modem_lines(const hostmodem_summary& modem) {
  if (modem.state == HOSTMODEM_SUMMARY_NOT_INITIALISED) {
    return line("modem", "nrf_modem_init() failed") + error_lines(modem);
  }
  std::string text = "seed " + std::to_string(modem.seed) + "; " +
                     seconds(static_cast<double>(modem.model_time_us) * kMicro) + " of its clock";
  if (modem.state == HOSTMODEM_SUMMARY_RUNNING) {
    text += "; never shut down: its end is missing";
  }
  return line("modem", text) + pdn_lines(modem) + radio_lines(modem) + socket_line(modem) +
         error_lines(modem);
}

std::string ending_text(const Ending& ending) {
  if (!ending.signal) return "returned " + std::to_string(ending.status);
  return std::string("was ended by SIG") + signal_name(*ending.signal);
}

}  // namespace

std::string text_of(const RunRecord& record) {
  const auto& modems = record.content.modems;
  std::string text = "hostmodem: " + record.command.front() + ' ' + ending_text(record.ending) +
                     " after " + seconds(record.wall_seconds) + "\n";
  if (record.content.other_version) {
    text += line("modem", "of another version of libhostmodem, whose summary can't be read");
  } else if (modems.empty()) {
    text += line("modem", "never initialised");
  }
  for (std::size_t i = 0; i < modems.size(); ++i) {
    if (modems.size() > 1) {
      text += "hostmodem: modem " + std::to_string(i + 1) + " of " + std::to_string(modems.size()) +
              ", process " + std::to_string(modems[i].process) + "\n";
    }
    text += modem_lines(modems[i]);
  }
  return text;
}

}  // namespace hostmodem::program
