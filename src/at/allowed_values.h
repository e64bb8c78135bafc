#pragma once

#include <cstddef>
#include <string_view>

#include "at/allowed.h"

// The parameters of the commands whose test form says what they may be. Whether the reference
// lists two numbers or gives their range makes a difference: the answers are as it has them.

namespace hostmodem::at::allowed {

inline constexpr Range kFalse[] = {{0}};
inline constexpr Range kFalseOrTrue[] = {{0}, {1}};
inline constexpr Range kContext[] = {{0, 10}};

inline constexpr Allowed kSwitch[] = {{.numbers = kFalseOrTrue}};

// 3GPP: TS 27.007 5.4
inline constexpr Range kSerialNumberType[] = {{0, 3}};
inline constexpr Allowed kCgsn[] = {{.numbers = kSerialNumberType}};

// 3GPP: TS 27.007 8.2
inline constexpr Range kFunctionalMode[] = {{0},  {1},  {4},  {20}, {21},
                                            {30}, {31}, {40}, {41}, {44}};
inline constexpr Allowed kCfun[] = {{.numbers = kFunctionalMode}};

// 3GPP: TS 27.007 8.69
inline constexpr Range kNoBitErrorRate[] = {{99}};
inline constexpr Range kNoUmts[] = {{255}};
inline constexpr Range kRsrq[] = {{0, 34}, {255}};
inline constexpr Range kRsrp[] = {{0, 97}, {255}};
inline constexpr Allowed kCesq[] = {{.numbers = kNoBitErrorRate}, {.numbers = kNoBitErrorRate},
                                    {.numbers = kNoUmts},         {.numbers = kNoUmts},
                                    {.numbers = kRsrq},           {.numbers = kRsrp}};

inline constexpr Range kBand[] = {{1},  {2},  {3},  {4},  {5},  {8},  {12}, {13},
                                  {17}, {18}, {19}, {20}, {25}, {26}, {28}, {66}};
inline constexpr Allowed kXcband[] = {{.numbers = kBand}};

// 3GPP: TS 27.007 9.1B
inline constexpr Range kErrorKinds[] = {{0}, {8}, {16}, {24}};
inline constexpr Allowed kCnec[] = {{.numbers = kErrorKinds}};

// 3GPP: TS 27.007 10.1.1; <APN> and <PDP_addr> are not told.
inline constexpr std::string_view kPdpTypes[] = {"IP", "IPV6", "IPV4V6", "Non-IP"};
inline constexpr Allowed kCgdcont[] = {{.numbers = kContext}, {.strings = kPdpTypes}, {}, {},
                                       {.numbers = kFalse},   {.numbers = kFalse}};

// 3GPP: TS 27.007 10.1.19
inline constexpr Range kReporting[] = {{0, 1}};
inline constexpr Allowed kCgerep[] = {{.numbers = kReporting}, {.numbers = kFalse}};

// 3GPP: TS 27.007 10.1.22
inline constexpr Range kRegistrationLevel[] = {{0, 5}};
inline constexpr Allowed kCereg[] = {{.numbers = kRegistrationLevel}};

// 3GPP: TS 27.007 10.1.30
inline constexpr Range kConnectionLevel[] = {{0, 3}};
inline constexpr Allowed kCscon[] = {{.numbers = kConnectionLevel}};

// Nordic: nRF91x1 AT Commands, %RAI; nRF9160 AT Commands, %XRAI
inline constexpr Range kRaiMode[] = {{0, 2}};
inline constexpr Allowed kRai[] = {{.numbers = kRaiMode}};
inline constexpr Range kControlPlaneRai[] = {{0}, {3}, {4}};
inline constexpr Allowed kXrai[] = {{.numbers = kControlPlaneRai}};

// 3GPP: TS 27.007 10.1.28
inline constexpr Range kOperationMode[] = {{0}, {2}};
inline constexpr Allowed kCemode[] = {{.numbers = kOperationMode}};

// 3GPP: TS 27.007 10.1.31
inline constexpr std::size_t kMaxUser = 64;
inline constexpr Range kAuthentication[] = {{0, 2}};
inline constexpr Allowed kCgauth[] = {{.numbers = kContext},
                                      {.numbers = kAuthentication},
                                      {.length = kMaxUser},
                                      {.length = kMaxUser}};

}  // namespace hostmodem::at::allowed
