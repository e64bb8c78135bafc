#pragma once

#include <string_view>

#include "capture/pcapng.h"

/// What is no packet, as a packet: the form in which Wireshark exports messages of any protocol,
/// with the name of the dissector that reads them (LINKTYPE_WIRESHARK_UPPER_PDU).
namespace hostmodem::capture {

/// The dissectors of Wireshark that events of a modem are for.
inline constexpr std::string_view kAtDissector = "at";        ///< AT command lines and answers
inline constexpr std::string_view kTextDissector = "syslog";  ///< "<14>" and a line of text
inline constexpr std::string_view kTextPriority = "<14>";     ///< user, info. RFC: 5424 6.2.1

/// Appends `text` as a message for `dissector`.
void append_exported_pdu(pcapng::Bytes& out, std::string_view dissector, std::string_view text);

}  // namespace hostmodem::capture
