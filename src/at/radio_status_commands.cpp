#include <string>

#include "at/handlers.h"
#include "at/ideal_radio.h"
#include "at/notifications.h"
#include "at/text.h"

namespace hostmodem::at {
namespace {

using namespace ideal_radio;  // NOLINT(google-build-using-namespace): constants of this subject

bool camped(const Session& session) { return has_cell(session.radio.registration()); }

/// <result> of %CONEVAL.
constexpr int kEvaluated = 0;
constexpr int kNotRegistered = 6;

}  // namespace

AtResult cesq_action(Session& session, const Command& /*command*/) {
  const bool known = camped(session);
  return AtResult::ok("+CESQ: " + joined({99, 99, 255, 255, known ? kRsrq : kUnknownRsrq,
                                          known ? kRsrp : kUnknownRsrp}));
}

AtResult nordic_cesq_set(Session& session, const Command& command) {
  return subscribe(session.subscriptions.signal_quality, command);
}

std::optional<std::string> signal_quality_notification(const Session& session) {
  if (!session.subscriptions.signal_quality) return std::nullopt;
  const std::string values = camped(session)
                                 ? joined({kRsrp, kRsrpThresholdIndex, kRsrq, kRsrqThresholdIndex})
                                 : joined({kUnknownRsrp, 0, kUnknownRsrq, 0});
  return "%CESQ: " + values;
}

AtResult xsnrsq_set(Session& session, const Command& command) {
  return subscribe(session.subscriptions.snr, command);
}

AtResult xsnrsq_read(Session& session, const Command& /*command*/) {
  const std::string values = camped(session)
                                 ? joined({kSnr, kSrxlev, kCoverageLevel})
                                 : joined({kUnknownSnr, kUnknownSrxlev, kUnknownCoverageLevel});
  return AtResult::ok("%XSNRSQ: " + values);
}

std::optional<std::string> snr_notification(const Session& session) {
  if (!session.subscriptions.snr) return std::nullopt;
  const std::string values = camped(session)
                                 ? joined({kSnr, kSnrThresholdIndex, kSrxlev, kCoverageLevel})
                                 : joined({kUnknownSnr, 0, kUnknownSrxlev, kUnknownCoverageLevel});
  return "%XSNRSQ: " + values;
}

AtResult xcband_action(Session& session, const Command& /*command*/) {
  return AtResult::ok("%XCBAND: " + std::to_string(camped(session) ? kBand : 0));
}

// Nordic: nRF9160 AT Commands, %XMONITOR
AtResult xmonitor_action(Session& session, const Command& /*command*/) {
  const radio::Registration registration = session.radio.registration();
  std::string line = "%XMONITOR: " + std::to_string(static_cast<unsigned>(registration));
  if (!registered(registration)) return AtResult::ok(std::move(line));
  const radio::Network& network = session.radio.network();
  line += ',' + in_quotes(kFullName) + ',' + in_quotes(kShortName) + ',' + in_quotes(network.plmn) +
          ',' + quoted_hex(network.tac, 4) + ',' +
          joined({static_cast<int>(network.access), kBand}) + ',' + quoted_hex(network.cell, 8) +
          ',' + joined({kPhysicalCell, kEarfcn, kRsrp, kSnr}) + ',' + edrx_text(session) + ',' +
          active_time_text(session) + ',' + extended_period_text(session) + ',' +
          in_quotes(kPeriodicUpdate);
  return AtResult::ok(std::move(line));
}

// Nordic: nRF9160 AT Commands, %CONEVAL
AtResult coneval_action(Session& session, const Command& /*command*/) {
  if (!session.radio.active()) return AtResult::error();
  if (!registered(session.radio.registration())) {
    return AtResult::ok("%CONEVAL: " + std::to_string(kNotRegistered));
  }
  const radio::Network& network = session.radio.network();
  const bool connected = session.radio.rrc().state() == radio::RrcState::kConnected;
  constexpr int kNoUpdate = 0;
  constexpr int kRepetitions = 1;
  return AtResult::ok(
      "%CONEVAL: " + joined({kEvaluated, int{connected}, kEnergyEstimate, kRsrp, kRsrq, kSnr}) +
      ',' + quoted_hex(network.cell, 8) + ',' + in_quotes(network.plmn) + ',' +
      joined({kPhysicalCell, kEarfcn, kBand, kNoUpdate, kCoverageLevel, kTxPower, kRepetitions,
              kRepetitions, kPathLoss}));
}

}  // namespace hostmodem::at
