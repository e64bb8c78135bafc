#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "at/session.h"

// What the modem says by itself, as lines without their line end; nullopt when the application did
// not subscribe to it.

namespace hostmodem::at {

/// <cid>: the number of a PDP context.
using ContextId = std::uint8_t;

/// Who made something happen: +CGEV says "ME" or "NW".
enum class Initiator { kModem, kNetwork };

/// The registration as it is now: "+CEREG: <stat>[,"<tac>","<ci>",<AcT>]", by the level subscribed.
/// 3GPP: TS 27.007 10.1.22
[[nodiscard]] std::optional<std::string> registration_notification(const Session& session);

/// "+CSCON: <mode>[,<state>[,<access>]]": the connection as it is now, by the level subscribed.
/// 3GPP: TS 27.007 10.1.30
[[nodiscard]] std::optional<std::string> connection_notification(const Session& session);

/// "+CEDRXP: <AcT-type>[,<requested>,<provided>,<window>]": what the network grants.
/// 3GPP: TS 27.007 7.40
[[nodiscard]] std::optional<std::string> edrx_notification(const Session& session);

/// "%RAI: <ci>,<plmn>,<as>,<cp>": which release assistance the network has.
/// Nordic: nRF91x1 AT Commands, %RAI
[[nodiscard]] std::optional<std::string> rai_notification(const Session& session);

/// The modem sleeps without end: flight mode. Nordic: nRF9160 AT Commands, %XMODEMSLEEP
inline constexpr std::string_view kDeactivatedNotification = "%XMODEMSLEEP: 4";

/// "+CNEC_EMM: <cause>": the network denied the registration. 3GPP: TS 27.007 9.1B
[[nodiscard]] std::optional<std::string> emm_notification(const Session& session);

/// "%MDMEV: SEARCH STATUS 2": the search is over. Nordic: nRF9160 AT Commands, %MDMEV
[[nodiscard]] std::optional<std::string> search_notification(const Session& session);

/// "%CESQ: ..." and "%XSNRSQ: ...": the signal as it is now. Nordic: nRF9160 AT Commands
[[nodiscard]] std::optional<std::string> signal_quality_notification(const Session& session);
[[nodiscard]] std::optional<std::string> snr_notification(const Session& session);

/// "%XTIME: ...": what the network tells of the time. Nordic: nRF9160 AT Commands, %XTIME
[[nodiscard]] std::optional<std::string> network_time_notification(const Session& session);

/// "+CGEV: ME PDN ACT <cid>[,<reason>]"; `only`: the one family that was granted of two.
/// 3GPP: TS 27.007 10.1.19
[[nodiscard]] std::optional<std::string> pdn_activated_notification(
    const Session& session, ContextId cid, std::optional<pdn::EsmCause> only);

/// "+CGEV: IPV6 <cid>": the IPv6 address can be used; "+CGEV: IPV6 FAIL <cid>": it could not be
/// refreshed. Nordic: nRF9160 AT Commands, +CGEREP
[[nodiscard]] std::optional<std::string> ipv6_notification(const Session& session, ContextId cid);
[[nodiscard]] std::optional<std::string> ipv6_failed_notification(const Session& session,
                                                                  ContextId cid);

/// "+CGEV: APNRATECTRL CFG <cid>,<number_of_packets>,<time_window>": the network controls the
/// uplink of `pdn`; nullopt when it does not. Nordic: nRF9160 AT Commands, +CGEV
[[nodiscard]] std::optional<std::string> rate_limits_notification(const Session& session,
                                                                  const pdn::Pdn& pdn);

/// "+CGEV: APNRATECTRL STAT <cid>,<status>[,<remaining_time>]": whether it blocks that now.
/// Nordic: nRF9160 AT Commands, +CGEV
[[nodiscard]] std::optional<std::string> rate_control_notification(const Session& session,
                                                                   const pdn::Pdn& pdn);

/// "+CNEC_ESM: <cause>,<cid>". 3GPP: TS 27.007 9.1B
[[nodiscard]] std::optional<std::string> esm_notification(const Session& session, ContextId cid,
                                                          pdn::EsmCause cause);

/// "+CGEV: ME PDN DEACT <cid>" or "+CGEV: NW PDN DEACT <cid>". 3GPP: TS 27.007 10.1.19
[[nodiscard]] std::optional<std::string> pdn_deactivated_notification(const Session& session,
                                                                      ContextId cid,
                                                                      Initiator initiator);

/// "+CGEV: ME DETACH" or "+CGEV: NW DETACH". 3GPP: TS 27.007 10.1.19
[[nodiscard]] std::optional<std::string> detached_notification(const Session& session,
                                                               Initiator initiator);

}  // namespace hostmodem::at
