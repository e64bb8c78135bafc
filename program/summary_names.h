#pragma once

#include <hostmodem.h>
#include <signal.h>
#include <string.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string_view>

/// What the parts of a summary are called.
namespace hostmodem::program {

inline constexpr std::array<std::string_view, 2> kDirectionNames = {"uplink", "downlink"};

struct FaultName {
  std::uint64_t hostmodem_faults::*member;
  const char* key;   ///< in JSON
  const char* text;  ///< to a person
};
inline constexpr std::array kFaultNames = {
    FaultName{&hostmodem_faults::blacked_out, "blacked_out", "lost in a blackout"},
    FaultName{&hostmodem_faults::lost, "lost", "lost"},
    FaultName{&hostmodem_faults::corrupted, "corrupted", "corrupted"},
    FaultName{&hostmodem_faults::reordered, "reordered", "reordered"},
    FaultName{&hostmodem_faults::duplicated, "duplicated", "duplicated"},
    FaultName{&hostmodem_faults::overflowed, "overflowed", "lost as too many waited"},
};

struct SocketName {
  const char* key;
  const char* text;
};
/// By hostmodem_socket_kind.
inline constexpr std::array<SocketName, HOSTMODEM_SOCKET_KINDS> kSocketNames = {
    {{"tcp", "TCP"}, {"tls", "TLS"}, {"udp", "UDP"}, {"dtls", "DTLS"}, {"raw", "raw"}}};

inline bool was_used(const hostmodem_pdn_summary& pdn) {
  for (std::size_t way = 0; way < kDirectionNames.size(); ++way) {
    if (pdn.traffic[way].packets > 0) return true;
    for (const FaultName& fault : kFaultNames) {
      if (pdn.faults[way].*fault.member > 0) return true;
    }
  }
  return false;
}

inline std::span<const hostmodem_call_error> errors_of(const hostmodem_summary& modem) {
  const auto* const end = std::find_if(std::begin(modem.errors), std::end(modem.errors),
                                       [](const auto& error) { return error.count == 0; });
  return {std::begin(modem.errors), end};
}

inline const char* error_name(int number) {
  return number < 0 ? hostmodem_gai_name(number) : hostmodem_errno_name(number);
}

/// "KILL"
inline const char* signal_name(int number) {
  const char* const name = ::sigabbrev_np(number);
  return name == nullptr ? "?" : name;
}

}  // namespace hostmodem::program
