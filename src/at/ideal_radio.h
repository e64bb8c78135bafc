#pragma once

#include <string_view>

/// The radio as commands report it: one cell, always the same, that is received well. The numbers
/// are those of the commands, not dBm.
namespace hostmodem::at::ideal_radio {

inline constexpr int kBand = 20;
inline constexpr int kEarfcn = 6300;  ///< within band 20. 3GPP: TS 36.101 5.7.3
inline constexpr int kPhysicalCell = 1;

/// -80 dBm, as applications count (n - 140); 0 to 97. 3GPP: TS 27.007 8.69
inline constexpr int kRsrp = 60;
inline constexpr int kRsrpThresholdIndex = 3;  ///< of the thresholds 20, 40, 60, 80
/// -9.5 dB (n / 2 - 19.5); 0 to 34.
inline constexpr int kRsrq = 20;
inline constexpr int kRsrqThresholdIndex = 2;  ///< of the thresholds 7, 14, 21, 28
/// 20 dB (n - 24); 0 to 49.
inline constexpr int kSnr = 44;
inline constexpr int kSnrThresholdIndex = 4;  ///< of the thresholds 16, 24, 32, 40
/// Of the cell selection: 40 dB (n - 127); 0 to 255.
inline constexpr int kSrxlev = 167;
inline constexpr int kCoverageLevel = 0;

/// Nothing was received.
inline constexpr int kUnknownRsrp = 255;
inline constexpr int kUnknownRsrq = 255;
inline constexpr int kUnknownSnr = 127;
inline constexpr int kUnknownSrxlev = 32767;
inline constexpr int kUnknownCoverageLevel = 255;

/// What sending would cost. Nordic: nRF9160 AT Commands, %CONEVAL
inline constexpr int kEnergyEstimate = 9;  ///< the least
inline constexpr int kTxPower = 6;         ///< dBm
inline constexpr int kPathLoss = 98;       ///< dB

/// The network's name, and its T3412. 3GPP: TS 24.008 10.5.7.3
inline constexpr std::string_view kFullName = "Host network";
inline constexpr std::string_view kShortName = "Host";
inline constexpr std::string_view kPeriodicUpdate = "01001001";  ///< every 54 minutes

}  // namespace hostmodem::at::ideal_radio
