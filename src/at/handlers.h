#pragma once

#include "at/parser.h"
#include "at/response.h"
#include "at/session.h"

// The handlers that the command table names, and what they share. One file for each area.

namespace hostmodem::at {

AtResult attention(Session& session, const Command& command);
AtResult cgmi_action(Session& session, const Command& command);
AtResult cgmm_action(Session& session, const Command& command);
AtResult cgmr_action(Session& session, const Command& command);
AtResult cgsn_action(Session& session, const Command& command);
AtResult cgsn_set(Session& session, const Command& command);
AtResult cmee_set(Session& session, const Command& command);
AtResult cmee_read(Session& session, const Command& command);

AtResult shortswver_action(Session& session, const Command& command);
AtResult hwversion_action(Session& session, const Command& command);
AtResult xmodemuuid_action(Session& session, const Command& command);
AtResult xvbat_action(Session& session, const Command& command);
AtResult xtemp_set(Session& session, const Command& command);
AtResult xtemp_read(Session& session, const Command& command);
AtResult ceer_action(Session& session, const Command& command);
AtResult mdmev_set(Session& session, const Command& command);

AtResult cimi_action(Session& session, const Command& command);
AtResult xiccid_action(Session& session, const Command& command);
AtResult crsm_set(Session& session, const Command& command);
AtResult cpin_set(Session& session, const Command& command);
AtResult cpin_read(Session& session, const Command& command);
AtResult xsim_set(Session& session, const Command& command);
AtResult xsim_read(Session& session, const Command& command);

AtResult cclk_set(Session& session, const Command& command);
AtResult cclk_read(Session& session, const Command& command);
AtResult xtime_set(Session& session, const Command& command);

AtResult cesq_action(Session& session, const Command& command);
AtResult nordic_cesq_set(Session& session, const Command& command);
AtResult xsnrsq_set(Session& session, const Command& command);
AtResult xsnrsq_read(Session& session, const Command& command);
AtResult xcband_action(Session& session, const Command& command);
AtResult xmonitor_action(Session& session, const Command& command);
AtResult coneval_action(Session& session, const Command& command);

AtResult cops_set(Session& session, const Command& command);
AtResult cops_read(Session& session, const Command& command);
AtResult cops_test(Session& session, const Command& command);

AtResult xsystemmode_set(Session& session, const Command& command);
AtResult xsystemmode_read(Session& session, const Command& command);
AtResult cfun_set(Session& session, const Command& command);
AtResult cfun_read(Session& session, const Command& command);
AtResult cereg_set(Session& session, const Command& command);
AtResult cereg_read(Session& session, const Command& command);

AtResult cgerep_action(Session& session, const Command& command);
AtResult cgerep_set(Session& session, const Command& command);
AtResult cgerep_read(Session& session, const Command& command);

AtResult cnec_set(Session& session, const Command& command);
AtResult cnec_read(Session& session, const Command& command);

AtResult cgdcont_set(Session& session, const Command& command);
AtResult cgdcont_read(Session& session, const Command& command);
AtResult cgauth_set(Session& session, const Command& command);
AtResult cgauth_read(Session& session, const Command& command);
AtResult xnewcid_read(Session& session, const Command& command);

AtResult cgact_set(Session& session, const Command& command);
AtResult cgact_read(Session& session, const Command& command);
AtResult cgpaddr(Session& session, const Command& command);
AtResult cgpaddr_test(Session& session, const Command& command);
AtResult cgcontrdp(Session& session, const Command& command);
AtResult xgetpdnid_set(Session& session, const Command& command);
AtResult apnratectrl_set(Session& session, const Command& command);
AtResult exceptionaldata_set(Session& session, const Command& command);

AtResult cgatt_set(Session& session, const Command& command);
AtResult cgatt_read(Session& session, const Command& command);

AtResult cscon_set(Session& session, const Command& command);
AtResult cscon_read(Session& session, const Command& command);
AtResult xmodemsleep_set(Session& session, const Command& command);
AtResult xt3412_set(Session& session, const Command& command);
AtResult rai_set(Session& session, const Command& command);
AtResult rai_read(Session& session, const Command& command);
AtResult xrai_set(Session& session, const Command& command);
AtResult xrai_read(Session& session, const Command& command);

AtResult cpsms_set(Session& session, const Command& command);
AtResult cpsms_read(Session& session, const Command& command);
AtResult cpsms_test(Session& session, const Command& command);
AtResult cedrxs_set(Session& session, const Command& command);
AtResult cedrxs_read(Session& session, const Command& command);
AtResult cedrxs_test(Session& session, const Command& command);
AtResult cedrxrdp_action(Session& session, const Command& command);
AtResult xptw_set(Session& session, const Command& command);
AtResult xptw_read(Session& session, const Command& command);

/// What the network granted, as several commands word it, quoted: T3324, T3412 extended, and the
/// eDRX cycle, which is empty when there is none.
[[nodiscard]] std::string active_time_text(const Session& session);
[[nodiscard]] std::string extended_period_text(const Session& session);
[[nodiscard]] std::string edrx_text(const Session& session);

/// <cid>: 0 to 10; nullopt for anything else.
[[nodiscard]] std::optional<pdn::PdnId> context_id(const Parameter& parameter);
/// The addresses of a PDN, IPv4 first, as the packet domain commands word them.
[[nodiscard]] std::vector<std::string> address_texts(const pdn::Pdn& pdn);

AtResult cmng_set(Session& session, const Command& command);
AtResult certexpiry_set(Session& session, const Command& command);

AtResult accepted_set(Session& session, const Command& command);
AtResult accepted_action(Session& session, const Command& command);
AtResult accepted_read(Session& session, const Command& command);

/// The set command of a subscription: 0 or 1, nothing else.
AtResult subscribe(bool& subscription, const Command& command);

/// Turns the card on or off, and tells it.
void set_uicc(Session& session, bool active);

/// What AT+CFUN=0 makes the modem forget.
void power_off(Session& session);

}  // namespace hostmodem::at
