#include <string_view>

#include "at/handlers.h"
#include "at/notifications.h"
#include "at/text.h"

namespace hostmodem::at {
namespace {

// 3GPP: TS 27.007 9.1B, <n>
constexpr int kEmmErrors = 8;
constexpr int kEsmErrors = 16;

std::string_view initiator_name(Initiator initiator) {
  return initiator == Initiator::kModem ? "ME" : "NW";
}

std::optional<std::string> event(const Session& session, std::string_view who,
                                 std::string_view what) {
  if (!session.subscriptions.packet_domain) return std::nullopt;
  return std::string("+CGEV: ").append(who).append(" ").append(what);
}

}  // namespace

AtResult cgerep_action(Session& session, const Command& /*command*/) {
  session.subscriptions.packet_domain = false;
  return AtResult::ok();
}

AtResult cgerep_set(Session& session, const Command& command) {
  const auto omitted = [](const Parameter& parameter) { return !parameter.given(); };
  const Parameter mode = command.parameter(0);
  const Parameter buffer = command.parameter(1);
  const int value = omitted(mode) ? 0 : mode.number<int>().value_or(-1);
  // Nothing is buffered, so 0 is all that <bfr> can be.
  const bool buffer_known = omitted(buffer) || buffer.number<int>() == 0;
  if (command.parameters.size() > 2 || value < 0 || value > 1 || !buffer_known) {
    return AtResult::error();
  }
  session.subscriptions.packet_domain = value == 1;
  return AtResult::ok();
}

AtResult cgerep_read(Session& session, const Command& /*command*/) {
  return AtResult::ok(session.subscriptions.packet_domain ? "+CGEREP: 1,0" : "+CGEREP: 0,0");
}

AtResult cnec_set(Session& session, const Command& command) {
  const int value = command.parameter(0).number<int>().value_or(-1);
  if (command.parameters.size() != 1 || value < 0 || (value & ~(kEmmErrors | kEsmErrors)) != 0) {
    return AtResult::error();
  }
  session.subscriptions.network_errors = value;
  return AtResult::ok();
}

AtResult cnec_read(Session& session, const Command& /*command*/) {
  return AtResult::ok("+CNEC: " + std::to_string(session.subscriptions.network_errors));
}

std::optional<std::string> pdn_activated_notification(const Session& session, ContextId cid,
                                                      std::optional<pdn::EsmCause> only) {
  std::string text = "PDN ACT " + std::to_string(cid);
  // <reason>: 0 IPv4 only allowed, 1 IPv6 only allowed.
  if (only) text += *only == pdn::EsmCause::kIpv4Only ? ",0" : ",1";
  return event(session, "ME", text);
}

std::optional<std::string> ipv6_notification(const Session& session, ContextId cid) {
  return event(session, "IPV6", std::to_string(cid));
}

std::optional<std::string> ipv6_failed_notification(const Session& session, ContextId cid) {
  return event(session, "IPV6", "FAIL " + std::to_string(cid));
}

std::optional<std::string> rate_limits_notification(const Session& session, const pdn::Pdn& pdn) {
  const pdn::RateControl* const control = pdn.rate_control();
  if (control == nullptr) return std::nullopt;
  const pdn::PacketRate& rate = control->limits().rate;
  const int packets = static_cast<int>(rate.packets);  // up to 2^24 - 1
  return event(session, "APNRATECTRL",
               "CFG " + joined({pdn.id(), packets, whole_seconds(rate.window)}));
}

std::optional<std::string> rate_control_notification(const Session& session, const pdn::Pdn& pdn) {
  const pdn::RateControl* const control = pdn.rate_control();
  if (control == nullptr) return std::nullopt;
  return event(
      session, "APNRATECTRL",
      "STAT " + (control->blocking() ? joined({pdn.id(), 1, whole_seconds(control->remaining())})
                                     : joined({pdn.id(), 0})));
}

std::optional<std::string> esm_notification(const Session& session, ContextId cid,
                                            pdn::EsmCause cause) {
  if ((session.subscriptions.network_errors & kEsmErrors) == 0) return std::nullopt;
  return "+CNEC_ESM: " + std::to_string(static_cast<int>(cause)) + ',' + std::to_string(cid);
}

std::optional<std::string> pdn_deactivated_notification(const Session& session, ContextId cid,
                                                        Initiator initiator) {
  return event(session, initiator_name(initiator), "PDN DEACT " + std::to_string(cid));
}

std::optional<std::string> detached_notification(const Session& session, Initiator initiator) {
  return event(session, initiator_name(initiator), "DETACH");
}

}  // namespace hostmodem::at
