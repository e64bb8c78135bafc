#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace hostmodem::radio {

/// 3GPP: TS 27.007 10.1.22, <AcT>
enum class AccessTechnology : std::uint8_t { kLteM = 7, kNbIot = 9 };

/// The network that the modem finds.
struct Network {
  std::string plmn = "00101";  ///< mobile country and network code, 5 or 6 digits
  AccessTechnology access = AccessTechnology::kLteM;
  std::uint16_t tac = 1;   ///< tracking area code
  std::uint32_t cell = 1;  ///< E-UTRAN cell identity, 28 bits
  std::chrono::milliseconds registration_delay{0};
  bool roaming = false;
};

}  // namespace hostmodem::radio
