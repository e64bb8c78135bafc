#pragma once

#include <string>
#include <string_view>

#include "radio/radio.h"

/// The subscriber's card: one that needs no PIN.
namespace hostmodem::at::uicc {

/// 19 digits, the last one the check digit, filled up as it is stored. ITU-T E.118
inline constexpr std::string_view kIccid = "8900101000000000019F";

/// EF_ICCID: the ICCID with the digits of each byte exchanged. ETSI TS 102 221 13.2
inline constexpr std::string_view kEfIccid = "980001010000000010F9";
inline constexpr unsigned kEfIccidFile = 12258;  ///< 2FE2

/// 15 digits: a subscriber of the network, or of another one (00101 or 99999) when roaming.
[[nodiscard]] std::string imsi(const radio::Network& network);

}  // namespace hostmodem::at::uicc
