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

AtResult cmng_set(Session& session, const Command& command);

}  // namespace hostmodem::at
