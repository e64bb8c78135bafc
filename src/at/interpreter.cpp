#include "at/interpreter.h"

#include <utility>

#include "at/command_table.h"
#include "at/parser.h"
#include "at/text.h"
#include "base/log.h"

namespace hostmodem::at {
namespace {

AtResult run(Handler handler, Session& session, const Command& command) {
  return handler == nullptr ? AtResult::error() : handler(session, command);
}

AtResult run_test(const CommandRow& row, Session& session, const Command& command) {
  if (row.test.empty()) return run(row.list, session, command);
  return AtResult::ok(allowed_lines(row.name, row.test));
}

AtResult dispatch(const CommandRow& row, Session& session, const Command& command) {
  switch (command.kind) {
    case Kind::kAction:
      return run(row.action, session, command);
    case Kind::kSet:
      return run(row.set, session, command);
    case Kind::kRead:
      return run(row.read, session, command);
    case Kind::kTest:
      return run_test(row, session, command);
  }
  return AtResult::error();
}

/// Names the command only: its parameters may be secret.
void log_failure(const CommandRow& row, const AtResult& result) {
  if (result.error_type() == ErrorType::kCme) {
    log::info("AT{}: CME {}: {}", row.name, result.code(),
              cme_text(static_cast<Cme>(result.code())));
  } else {
    log::info("AT{}: error; its syntax is {}", row.name, row.syntax);
  }
}

}  // namespace

Interpreter::Interpreter(credentials::Store& credentials, radio::Radio& radio,
                         pdn::PdnManager& pdns, WallClock wall_clock, Identity identity,
                         NotificationSink sink)
    : session_{.credentials = credentials,
               .radio = radio,
               .pdns = pdns,
               .identity = std::move(identity),
               .wall_clock = wall_clock,
               .notify = [this](std::string line) { notify(std::move(line)); }},
      sink_(std::move(sink)),
      radio_notices_(session_, [this](std::string line) { notify(std::move(line)); }) {
  const bool nb_iot = radio.network().access == radio::AccessTechnology::kNbIot;
  session_.system_mode = {.lte_m = !nb_iot, .nb_iot = nb_iot};
}

Response Interpreter::execute(std::string_view line) {
  const auto command = parse_command(line);
  const CommandRow* row = command ? find_command(*command) : nullptr;
  if (row == nullptr) {
    log::info("AT: {}", command ? "unknown command" : "not a command line");
    return render(AtResult::error(), session_.cme_enabled);
  }
  const AtResult result = dispatch(*row, session_, *command);
  if (!result.succeeded()) log_failure(*row, result);
  Response response = render(result, session_.cme_enabled);
  if (result.succeeded() && command->kind == Kind::kSet && command->is("+CFUN")) {
    response.functional_mode = command->parameter(0).number<int>();
  }
  return response;
}

void Interpreter::on_registration_changed() {
  const bool found = registered(session_.radio.registration());
  if (found) notify(search_notification(session_));
  notify(emm_notification(session_));
  notify(registration_notification(session_));
  tell_signal();
  if (!found) return radio_notices_.forget_edrx();
  radio_notices_.tell_edrx();
  notify(rai_notification(session_));
  notify(network_time_notification(session_));
}

void Interpreter::on_power_saving_changed() {
  constexpr int kWithTimers = 4;
  if (session_.subscriptions.registration >= kWithTimers)
    notify(registration_notification(session_));
  radio_notices_.tell_edrx();
}

void Interpreter::tell_signal() {
  const bool cell = has_cell(session_.radio.registration());
  if (cell == cell_told_) return;
  cell_told_ = cell;
  notify(signal_quality_notification(session_));
  notify(snr_notification(session_));
}

void Interpreter::on_pdn_activated(ContextId cid, std::optional<pdn::EsmCause> only, bool ipv6) {
  notify(pdn_activated_notification(session_, cid, only));
  if (only) notify(esm_notification(session_, cid, *only));
  if (ipv6) notify(ipv6_notification(session_, cid));
}

void Interpreter::on_rate_limits(const pdn::Pdn& pdn) {
  notify(rate_limits_notification(session_, pdn));
}

void Interpreter::on_rate_control(const pdn::Pdn& pdn) {
  notify(rate_control_notification(session_, pdn));
}

void Interpreter::on_address_refreshed(ContextId cid, bool succeeded) {
  notify(succeeded ? ipv6_notification(session_, cid) : ipv6_failed_notification(session_, cid));
}

void Interpreter::on_pdn_refused(ContextId cid, pdn::EsmCause cause) {
  notify(esm_notification(session_, cid, cause));
}

void Interpreter::on_pdn_deactivated(ContextId cid, Initiator initiator) {
  notify(pdn_deactivated_notification(session_, cid, initiator));
}

void Interpreter::on_detached(Initiator initiator) {
  notify(detached_notification(session_, initiator));
}

void Interpreter::notify(std::optional<std::string> line) {
  if (line && sink_) sink_(std::move(*line) + "\r\n");
}

}  // namespace hostmodem::at
