#pragma once

#include "at/parser.h"
#include "at/response.h"
#include "at/session.h"

// The handlers that the command table names. One file each: general_commands.cpp,
// network_commands.cpp, packet_domain_commands.cpp, credential_commands.cpp.

namespace hostmodem::at {

AtResult attention(Session& session, const Command& command);
AtResult cgmi_action(Session& session, const Command& command);
AtResult cgmm_action(Session& session, const Command& command);
AtResult cgmr_action(Session& session, const Command& command);
AtResult cgsn_action(Session& session, const Command& command);
AtResult cgsn_set(Session& session, const Command& command);
AtResult cmee_set(Session& session, const Command& command);
AtResult cmee_read(Session& session, const Command& command);

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
AtResult cgcontrdp(Session& session, const Command& command);
AtResult xgetpdnid_set(Session& session, const Command& command);
AtResult cgatt_read(Session& session, const Command& command);

/// <cid>: 0 to 10; nullopt for anything else.
[[nodiscard]] std::optional<pdn::PdnId> context_id(const Parameter& parameter);
/// The addresses of a PDN, IPv4 first, as the packet domain commands word them.
[[nodiscard]] std::vector<std::string> address_texts(const pdn::Pdn& pdn);

AtResult cmng_set(Session& session, const Command& command);

}  // namespace hostmodem::at
