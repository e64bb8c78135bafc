#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace hostmodem::pdn {

/// The number of a PDN, as in "pdn0": that of its PDP context. The default PDN is 0.
using PdnId = std::uint8_t;
inline constexpr PdnId kDefaultPdn = 0;
inline constexpr PdnId kLastPdn = 10;

/// The longest name of an access point, in characters. 3GPP: TS 23.003 9.1
inline constexpr std::size_t kMaxApn = 63;

/// 3GPP: TS 27.007 10.1.1, <PDP_type>
enum class PdpType { kIpv4, kIpv6, kIpv4v6, kNonIp };

/// What AT+CGDCONT and AT+CGAUTH say of a PDP context.
struct Context {
  enum class Authentication { kNone = 0, kPap = 1, kChap = 2 };

  PdpType type = PdpType::kIpv4v6;
  std::string apn;  ///< empty: the network's default
  Authentication authentication = Authentication::kNone;
  std::string user;
  std::string password;
};

/// Why the network refuses a PDN, or grants less than was asked for; any of the standard's, of
/// which these are of its own accord. 3GPP: TS 24.301 9.9.4.4
enum class EsmCause : std::uint8_t {
  kUnknownApn = 27,
  kUnknownPdnType = 28,
  kIpv4Only = 50,
  kIpv6Only = 51,
};

/// What an activation came to when it failed.
struct Refusal {
  Errno error = Errno::kConnRefused;  ///< of the host's side, when there is no cause
  EsmCause cause{};                   ///< the network's; 0: the network has nothing to do with it
};

}  // namespace hostmodem::pdn
